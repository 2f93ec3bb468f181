import { instantOf, localOf } from '../kit/instants.js';

/** The last moment of a day as a date field has it (`2026-12-31`), in the zone; undefined where it is no day of the future. */
export const endOfDay = (typed: string, zone: string, now: number): number | undefined => {
  const end = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? instantOf(`${typed}T23:59:59`, zone) : undefined;
  return end !== undefined && end > now ? end : undefined;
};

/** The day of a moment, in the zone, as a date field has it. */
export const dayOf = (time: number, zone: string): string => localOf(time, zone).slice(0, 10);
