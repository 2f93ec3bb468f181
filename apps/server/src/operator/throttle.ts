import { MINUTE, type Clock, type Millis } from '@tandem/domain';

/** Counts attempts that failed, per account and per address, in this process's memory. */
export interface Throttle {
  /**
   * Whole seconds to wait before the next attempt; 0 = it may be made, and counts as failed until it is told otherwise.
   */
  attempt(account: string, address: string): number;
  /** The attempt was good: the account begins anew. */
  succeeded(account: string, address: string): void;
}

export interface ThrottleLimits {
  readonly window: Millis;
  readonly perAccount: number;
  readonly perAddress: number;
}

/** A person mistypes a few times; a proxy or an office shares one address. */
export const signInLimits: ThrottleLimits = { window: 15 * MINUTE, perAccount: 10, perAddress: 50 };

/** Keys that are remembered at once; with more, the oldest go. */
const MOST_KEYS = 10_000;

export const createThrottle = (
  clock: Clock, { window, perAccount, perAddress }: ThrottleLimits = signInLimits,
): Throttle => {
  const attempts = new Map<string, readonly Millis[]>();

  const recent = (key: string): readonly Millis[] => (attempts.get(key) ?? []).filter(
    (at) => at > clock.now() - window,
  );
  const waitOf = (key: string, limit: number): Millis => {
    const times = recent(key);
    const first = times.at(-limit);
    return times.length < limit || first === undefined ? 0 : first + window - clock.now();
  };
  const note = (key: string, times: readonly Millis[]): void => {
    attempts.delete(key);
    if (times.length > 0) attempts.set(key, times);
    for (const oldest of attempts.keys()) {
      if (attempts.size <= MOST_KEYS) break;
      attempts.delete(oldest);
    }
  };

  return {
    attempt: (account, address) => {
      const wait = Math.max(waitOf(`account ${account}`, perAccount), waitOf(`address ${address}`, perAddress));
      if (wait > 0) return Math.ceil(wait / 1_000);
      for (const key of [`account ${account}`, `address ${address}`]) note(key, [...recent(key), clock.now()]);
      return 0;
    },
    succeeded: (account, address) => {
      note(`account ${account}`, []);
      note(`address ${address}`, recent(`address ${address}`).slice(0, -1));
    },
  };
};
