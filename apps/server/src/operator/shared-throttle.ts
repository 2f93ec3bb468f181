import {
  attemptsStream, type AttemptsCounted, type Clock, type EventStore, type Millis, type RecordedEvent, type Vault,
} from '@tandem/domain';
import { recentOf, signInLimits, waitAfter, type AttemptTimes, type Throttle, type ThrottleLimits } from './throttle.js';

export interface SharedThrottleDeps {
  readonly store: Pick<EventStore, 'append' | 'readBackwards'>;
  readonly vault: Pick<Vault, 'keyedHash'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
}

interface Key {
  readonly stream: string;
  readonly limit: number;
}

/**
 * In the log, for all processes that share it: a stream for each account and each address, named by a keyed hash, whose one
 * event holds the times. An exact version for each lets nobody guess at several processes at once.
 */
export const createSharedThrottle = (
  { store, vault, clock, newId }: SharedThrottleDeps, { window, perAccount, perAddress }: ThrottleLimits = signInLimits,
): Throttle => {
  const keyOf = (kind: 'account' | 'address', name: string, limit: number): Key =>
    ({ stream: attemptsStream(vault.keyedHash(`attempts-${kind}:${name}`)), limit });
  const keysOf = (account: string, address: string) =>
    ({ ofAccount: keyOf('account', account, perAccount), ofAddress: keyOf('address', address, perAddress) });

  const read = async ({ stream }: Key): Promise<{ times: AttemptTimes; version: number }> => {
    const { events: [last], version } = await store.readBackwards(stream, { limit: 1 });
    const { times = [] } = (last as RecordedEvent<AttemptsCounted> | undefined)?.data ?? {};
    return { times: recentOf(times, { window, now: clock.now() }), version };
  };
  const waitOf = (times: AttemptTimes, { limit }: Key): Millis => waitAfter(times, { window, now: clock.now(), limit });

  /** Until nobody was faster; `next` may leave the times as they are. */
  const change = async (key: Key, next: (times: AttemptTimes) => AttemptTimes): Promise<void> => {
    for (;;) {
      const { times, version } = await read(key);
      const changed = next(times);
      if (changed === times) return;
      const event = { id: newId(), type: 'AttemptsCounted' as const, data: { times: changed }, meta: { v: 1, at: clock.now(), means: 'system' as const } };
      if ((await store.append(key.stream, [event], version)).kind === 'appended') return;
    }
  };
  /** Answers how long to wait where another attempt took the last place meanwhile. */
  const count = async (key: Key): Promise<Millis> => {
    let wait = 0;
    await change(key, (times) => {
      wait = waitOf(times, key);
      return wait > 0 ? times : [...times, clock.now()];
    });
    return wait;
  };

  return {
    attempt: async (account, address) => {
      const { ofAccount, ofAddress } = keysOf(account, address);
      const waits = await Promise.all([ofAccount, ofAddress].map(async (key) => waitOf((await read(key)).times, key)));
      let wait = Math.max(...waits);
      if (wait === 0) wait = (await count(ofAccount)) || (await count(ofAddress));
      return Math.ceil(wait / 1_000);
    },
    succeeded: async (account, address) => {
      const { ofAccount, ofAddress } = keysOf(account, address);
      await change(ofAccount, (times) => (times.length === 0 ? times : []));
      await change(ofAddress, (times) => (times.length === 0 ? times : times.slice(0, -1)));
    },
  };
};
