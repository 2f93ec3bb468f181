import type { RecordedEvent } from '@tandem/domain';

type Deliver = (events: readonly RecordedEvent[], upTo: number) => Promise<void>;

interface Rows {
  transaction(work: () => void): void;
  overwrite(): void;
}

/** What a view writes: events as `add` takes them in, and what is taken out again. */
export const createWrites = (rows: Rows, add: Deliver) => {
  let delivering: Promise<void> = Promise.resolve();
  return {
    deliver: (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
      const work = add(events, upTo);
      delivering = work.catch(() => {});
      return work;
    },
    /** What was opened before a key went is written before it is taken out. */
    takeOut: async (work: () => void): Promise<void> => {
      await delivering;
      rows.transaction(work);
      rows.overwrite();
    },
  };
};
