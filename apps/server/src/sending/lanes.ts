import { SECOND, type ChannelKey, type Clock, type Millis } from '@tandem/domain';
import { lru } from '../worker/lru.js';

/**
 * How fast messages may go out: so many per second and number (Meta dossier 3.4: 80, inbound and outbound together),
 * and to one person 1 per 6 s with 45 lent against the future (pair limit).
 */
export interface Lanes {
  /** Resolves when the next message of this channel to this customer may be sent, and counts it. */
  take(channel: ChannelKey, customer: string, perSecond: number): Promise<void>;
  /** The provider said "slower": nothing of this channel goes out before `until`. */
  hold(channel: ChannelKey, until: Millis): void;
}

const PAIR_INTERVAL: Millis = 6 * SECOND;
const PAIR_BURST = 45;

export const createLanes = (clock: Clock): Lanes => {
  const numbers = new Map<ChannelKey, Millis>();
  const pairs = lru<string, Millis>(100_000);

  /** When a message may go, by the theoretical time of the next one; a burst may run ahead of it by that many. */
  const slot = (next: Millis | undefined, interval: Millis, burst: number): { at: Millis; next: Millis } => {
    const now = clock.now();
    const base = Math.max(next ?? now, now);
    return { at: Math.max(now, base - interval * (burst - 1)), next: base + interval };
  };

  return {
    take: (channel, customer, perSecond) => {
      // a number's second is filled evenly in tenths: no burst of a whole second goes out at once
      const number = slot(numbers.get(channel), SECOND / perSecond, Math.max(1, Math.floor(perSecond / 10)));
      const pair = slot(pairs.get(`${channel}.${customer}`), PAIR_INTERVAL, PAIR_BURST);
      numbers.set(channel, number.next);
      pairs.set(`${channel}.${customer}`, pair.next);
      const at = Math.max(number.at, pair.at);
      return at <= clock.now() ? Promise.resolve() : new Promise((resolve) => clock.wakeAt(at, resolve));
    },
    hold: (channel, until) => void numbers.set(channel, Math.max(numbers.get(channel) ?? 0, until)),
  };
};
