import { SECOND, type ChannelKey, type Clock, type Millis } from '@tandem/domain';
import { lru } from '@tandem/event-store';

/**
 * How fast messages may go out: so many per second and number (Meta dossier 3.4: 80, inbound and outbound together),
 * and to one person 1 per 6 s with 45 lent against the future (pair limit).
 */
export interface Lanes {
  /** Counts the next message of this channel to this customer; answers undefined where it may go at once, else resolves when it may. */
  take(channel: ChannelKey, customer: string, perSecond: number): Promise<void> | undefined;
  /** The provider said "slower": nothing of this channel goes out before `until`, not even what has its place already. */
  hold(channel: ChannelKey, until: Millis): void;
}

const PAIR_INTERVAL: Millis = 6 * SECOND;
const PAIR_BURST = 45;

export const createLanes = (clock: Clock): Lanes => {
  const numbers = new Map<ChannelKey, Millis>();
  const held = new Map<ChannelKey, Millis>();
  const newest = new Map<ChannelKey, Millis[]>();
  const pairs = lru<string, Millis>(100_000);

  /** When a message may go, by the theoretical time of the next one; a burst may run ahead of it by that many. */
  const slot = (next: Millis | undefined, interval: Millis, burst: number): { at: Millis; next: Millis } => {
    const now = clock.now();
    const base = Math.max(next ?? now, now);
    return { at: Math.max(now, base - interval * (burst - 1)), next: base + interval };
  };

  const takeNumber = (channel: ChannelKey, perSecond: number): Millis => {
    // a number's second is filled evenly in tenths: no burst of a whole second goes out at once
    const { at: place, next } = slot(numbers.get(channel), SECOND / perSecond, Math.max(1, Math.floor(perSecond / 10)));
    const times = newest.get(channel) ?? [];
    // and with the burst no second has more than it may
    const at = Math.max(place, held.get(channel) ?? 0, (times.at(-perSecond) ?? -Infinity) + SECOND);
    times.push(at);
    if (times.length > 2 * perSecond) times.splice(0, perSecond);
    newest.set(channel, times);
    numbers.set(channel, next);
    return at;
  };

  const takePair = (pair: string): Millis => {
    const { at, next } = slot(pairs.get(pair), PAIR_INTERVAL, PAIR_BURST);
    pairs.set(pair, next);
    return at;
  };

  const sleep = (until: Millis): Promise<void> => new Promise((resolve) => clock.wakeAt(Math.ceil(until), resolve));

  const wait = async (channel: ChannelKey, perSecond: number, first: Millis): Promise<void> => {
    await sleep(first);
    // held meanwhile: a new place, so that those who waited do not all go in the moment the hold is over
    while ((held.get(channel) ?? 0) > clock.now()) await sleep(takeNumber(channel, perSecond));
  };

  return {
    take: (channel, customer, perSecond) => {
      const at = Math.max(takeNumber(channel, perSecond), takePair(`${channel}.${customer}`));
      return at <= clock.now() ? undefined : wait(channel, perSecond, at);
    },
    hold: (channel, until) => {
      held.set(channel, Math.max(held.get(channel) ?? 0, until));
      numbers.set(channel, Math.max(numbers.get(channel) ?? 0, until));
    },
  };
};
