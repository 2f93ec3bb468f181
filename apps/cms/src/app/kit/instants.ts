const format = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: zone, calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  });

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
const offsetAt = (at: number, zone: string): number => {
  const parts = Object.fromEntries(format(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
};

/** An instant as a `datetime-local` entry has it: in the zone, to the second. */
export const localOf = (at: number, zone: string): string => new Date(at + offsetAt(at, zone)).toISOString().slice(0, 19);

/** The instant that was entered; undefined where it is none. Of an hour that the clocks leave out it is one beside it, of one that comes twice one of the two. */
export const instantOf = (typed: string, zone: string): number | undefined => {
  const asUtc = typed === '' ? Number.NaN : new Date(`${typed}Z`).getTime();
  if (Number.isNaN(asUtc)) return undefined;
  const near = asUtc - offsetAt(asUtc, zone);
  return asUtc - offsetAt(near, zone);
};

/** A time in the address, in milliseconds. */
export const timeIn = (text: string | undefined): number | undefined => {
  const time = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(time) && time >= 0 ? time : undefined;
};
