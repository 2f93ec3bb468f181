/** The last moment of a day as a date field has it (`2026-12-31`), in the browser's zone; undefined where it is no day of the future. */
export const endOfDay = (typed: string, now: number): number | undefined => {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(typed);
  if (!parts) return undefined;
  const end = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), 23, 59, 59).getTime();
  return end > now ? end : undefined;
};

/** The day of a moment, in the browser's zone, as a date field has it. */
export const dayOf = (time: number): string => {
  const day = new Date(time);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};
