import type { Millis, SessionRef } from '@tandem/domain';
import type { Settlement, TimerRow, TimerRows } from '../wake-loop.js';

/** Rows in a sorted array: no chance, no clock, the same order on every run. */
export interface MemoryRows extends TimerRows {
  clear(): void;
  count(): number;
}

export const memoryRows = (): MemoryRows => {
  const bySession = new Map<string, TimerRow>();
  const sorted: TimerRow[] = [];

  const remove = (row: TimerRow): void => {
    bySession.delete(row.session);
    sorted.splice(placeOf(sorted, row), 1);
  };
  const put = (row: TimerRow): void => {
    const before = bySession.get(row.session);
    if (before) remove(before);
    bySession.set(row.session, row);
    sorted.splice(placeOf(sorted, row), 0, row);
  };

  return {
    earliest: (limit) => sorted.slice(0, limit),
    arm: async ({ session, conversation }: SessionRef, at: Millis) => {
      const before = bySession.get(session);
      if (before === undefined) put({ session, conversation, dueAt: at, failures: 0 });
      else if (at < before.dueAt) put({ ...before, dueAt: at });
    },
    settle: async (session: string, { dueAt, failures }: Settlement) => {
      const before = bySession.get(session);
      if (before === undefined) return;
      if (dueAt === undefined) remove(before);
      else put({ ...before, dueAt, failures });
    },
    clear: () => {
      bySession.clear();
      sorted.length = 0;
    },
    count: () => sorted.length,
  };
};

const isBefore = (a: TimerRow, b: TimerRow): boolean => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.session < b.session);

const placeOf = (sorted: readonly TimerRow[], row: TimerRow): number => {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isBefore(sorted[middle]!, row)) from = middle + 1;
    else to = middle;
  }
  return from;
};
