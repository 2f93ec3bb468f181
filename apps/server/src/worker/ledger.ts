/**
 * What a process remembers of its own progress, so that a start need not read the whole log: where the readers and the
 * reactions were, and which conversations had something open there. It may be older than the log, never newer: what it
 * does not know is done again, harmlessly. Losing it costs one reading of the log from its beginning.
 */
export interface Ledger {
  load(): Promise<Noted>;
  save(noted: Noted): Promise<void>;
  close(): Promise<void>;
}

export interface Noted {
  /** Position up to which every receipt was read. */
  readonly receipts: number;
  /** Position up to which every conversation's events were reacted to, but for the open ones. */
  readonly conversations: number;
  readonly open: readonly string[];
  /** Position up to which sessions of closed channels were ended. */
  readonly closings: number;
  /** Position up to which rooms of ended sessions were closed. */
  readonly rooms: number;
  /** Position up to which media were brought or given up. */
  readonly media: number;
}

export const nothingNoted: Noted = { receipts: 0, conversations: 0, open: [], closings: 0, rooms: 0, media: 0 };

/** For tests and the seeded simulation. */
export const memoryLedger = (): Ledger => {
  let kept = nothingNoted;
  return {
    load: () => Promise.resolve(kept),
    save: (noted) => {
      kept = noted;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
};
