import type { Clock, Millis } from '@tandem/domain';
import type { Log } from '../logging/log.js';

/** Who notices that the database is away: the connection that events come over, and the appends of receipts. */
export type Witness = 'events' | 'receipts';

/** Whether the database can be reached, as several witnesses see it. Says the beginning and the end of an outage in the log, once. */
export interface DatabaseWatch {
  failed(witness: Witness, error?: unknown): void;
  answered(witness: Witness): void;
  /** Since when somebody has had no answer; undefined: all is well. */
  awaySince(): Millis | undefined;
  /** When the last outage ended; 0 = there was none. */
  backSince(): Millis;
}

/** A new leader is found, a connection made anew, within this time as a rule: that is no outage yet. */
const HICCUP: Millis = 1_000;

export const createDatabaseWatch = ({ clock, log }: { clock: Pick<Clock, 'now' | 'monotonic'>; log: Log }): DatabaseWatch => {
  const failing = new Map<Witness, number>();
  let away: { since: Millis; from: number } | undefined;
  let backSince = 0;
  return {
    failed(witness, error) {
      const from = failing.get(witness) ?? clock.monotonic();
      failing.set(witness, from);
      if (away || (witness === 'events' && clock.monotonic() - from < HICCUP)) return;
      away = { since: clock.now() - (clock.monotonic() - from), from };
      log.error('DatabaseAway', { what: witness, error });
    },
    answered(witness) {
      failing.delete(witness);
      if (!away || failing.size > 0) return;
      log.info('DatabaseBack', { milliseconds: Math.round(clock.monotonic() - away.from) });
      away = undefined;
      backSince = clock.now();
    },
    awaySince: () => away?.since,
    backSince: () => backSince,
  };
};
