import { randomUUIDv7 } from 'node:crypto';

/** Ids and chance as a port, so that the seeded simulation can replay a run. */
export interface Chance {
  /** A new id; ids of one process sort by their making. */
  id(): string;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

export const realChance: Chance = { id: () => randomUUIDv7(), random: Math.random };
