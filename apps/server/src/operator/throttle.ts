import { MINUTE, type Clock, type Millis } from '@tandem/domain';

/** Counts attempts that failed, per account and per address. */
export interface Throttle {
  /**
   * Whole seconds to wait before the next attempt; 0 = it may be made, and counts as failed until it is told otherwise.
   */
  attempt(account: string, address: string): Promise<number>;
  /** The attempt was good: the account begins anew. */
  succeeded(account: string, address: string): Promise<void>;
}

export interface ThrottleLimits {
  readonly window: Millis;
  readonly perAccount: number;
  readonly perAddress: number;
}

/** A person mistypes a few times; a proxy or an office shares one address. */
export const signInLimits: ThrottleLimits = { window: 15 * MINUTE, perAccount: 10, perAddress: 50 };

/** When there were attempts, the oldest first. */
export type AttemptTimes = readonly Millis[];

/** Those that still count. */
export const recentOf = (times: AttemptTimes, { window, now }: { window: Millis; now: Millis }): AttemptTimes =>
  times.filter((at) => at > now - window);

/** How long after so many recent attempts the next has to wait. */
export const waitAfter = (recent: AttemptTimes, { window, now, limit }: { window: Millis; now: Millis; limit: number }): Millis => {
  const first = recent.at(-limit);
  return recent.length < limit || first === undefined ? 0 : first + window - now;
};

/** Keys that are remembered at once; with more, the oldest go. */
const MOST_KEYS = 10_000;

/** In this process's memory: for the one that has its log to itself. */
export const createThrottle = (
  clock: Clock, { window, perAccount, perAddress }: ThrottleLimits = signInLimits,
): Throttle => {
  const attempts = new Map<string, AttemptTimes>();

  const recent = (key: string): AttemptTimes => recentOf(attempts.get(key) ?? [], { window, now: clock.now() });
  const waitOf = (key: string, limit: number): Millis => waitAfter(recent(key), { window, now: clock.now(), limit });
  const note = (key: string, times: AttemptTimes): void => {
    attempts.delete(key);
    if (times.length > 0) attempts.set(key, times);
    for (const oldest of attempts.keys()) {
      if (attempts.size <= MOST_KEYS) break;
      attempts.delete(oldest);
    }
  };

  return {
    attempt: async (account, address) => {
      const wait = Math.max(waitOf(`account ${account}`, perAccount), waitOf(`address ${address}`, perAddress));
      if (wait > 0) return Math.ceil(wait / 1_000);
      for (const key of [`account ${account}`, `address ${address}`]) note(key, [...recent(key), clock.now()]);
      return 0;
    },
    succeeded: async (account, address) => {
      note(`account ${account}`, []);
      note(`address ${address}`, recent(`address ${address}`).slice(0, -1));
    },
  };
};
