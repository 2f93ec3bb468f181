import {
  MINUTE, intakeStream, type ChannelKey, type Clock, type EventStore, type IntakeEvent, type Millis, type NewEvent, type RefusalReason,
} from '@tandem/domain';
import type { Log } from '../logging/log.js';

/** Counts refused calls per channel and appends them as `CallsRefused`: the first at once, then at most one a minute. */
export interface Refusals {
  count(channel: ChannelKey, reason: RefusalReason): void;
  /** Appends what was counted and not yet appended, and appends nothing more. */
  stop(): Promise<void>;
}

type CallsRefused = Extract<IntakeEvent, { type: 'CallsRefused' }>;

interface Window {
  from: Millis;
  counts: Record<RefusalReason, number>;
  total: number;
  /** Set while no event may be appended for this channel. */
  cancel?: () => void;
}

const none = (): Record<RefusalReason, number> => ({ BadSignature: 0, WrongSecret: 0, TooLarge: 0 });
const ATTEMPTS = 20;

export const createRefusals = (deps: { store: Pick<EventStore, 'append' | 'readBackwards'>; clock: Clock; newId: () => string; log: Log }): Refusals => {
  const { store, clock, newId, log } = deps;
  const windows = new Map<ChannelKey, Window>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  /** The reader appends to the same stream: a conflict only means another version. */
  const append = async (channel: ChannelKey, event: NewEvent<CallsRefused>): Promise<void> => {
    const stream = intakeStream(channel);
    let { version } = await store.readBackwards(stream, { limit: 1 });
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const result = await store.append(stream, [event], version);
      if (result.kind === 'appended') return;
      version = result.version;
    }
    throw new Error('RefusalsNotAppended');
  };

  const flush = (channel: ChannelKey, window: Window): void => {
    const until = clock.now();
    const counts = window.counts;
    const taken = window.total;
    window.counts = none();
    window.total = 0;
    const event: NewEvent<CallsRefused> = {
      id: newId(), type: 'CallsRefused', data: { from: window.from, until, counts }, meta: { v: 1, at: until, means: 'system' },
    };
    const work = append(channel, event).catch((error: unknown) => {
      log.warn('RefusalsNotRecorded', { channel, count: taken, error });
      for (const reason of Object.keys(counts) as RefusalReason[]) window.counts[reason] += counts[reason];
      window.total += taken;
    });
    running.add(work);
    void work.finally(() => running.delete(work));
    if (!stopped) window.cancel = clock.wakeAt(until + MINUTE, () => close(channel, window));
  };

  /** A minute after an event: what came meanwhile, or nothing and the window goes. */
  const close = (channel: ChannelKey, window: Window): void => {
    if (window.total > 0) flush(channel, window);
    else windows.delete(channel);
  };

  return {
    count: (channel, reason) => {
      if (stopped) return;
      let window = windows.get(channel);
      if (!window) windows.set(channel, (window = { from: 0, counts: none(), total: 0 }));
      if (window.total === 0) window.from = clock.now();
      window.counts[reason] += 1;
      window.total += 1;
      if (!window.cancel) flush(channel, window);
    },
    stop: async () => {
      stopped = true;
      for (const [channel, window] of windows) {
        window.cancel?.();
        if (window.total > 0) flush(channel, window);
      }
      await Promise.all(running);
    },
  };
};
