/** An instant as a `datetime-local` entry has it: in the browser's zone, to the second. */
export const localOf = (at: number): string => {
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
};

/** The instant that was entered; undefined where it is none. */
export const instantOf = (typed: string): number | undefined => {
  const at = typed === '' ? Number.NaN : new Date(typed).getTime();
  return Number.isNaN(at) ? undefined : at;
};

/** A time in the address, in milliseconds. */
export const timeIn = (text: string | undefined): number | undefined => {
  const time = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(time) && time >= 0 ? time : undefined;
};
