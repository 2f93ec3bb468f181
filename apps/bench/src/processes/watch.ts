import { setTimeout as pause } from 'node:timers/promises';
import { evolveLease, freeLease, type ChannelKey, type LeaseEvent, type LeaseState, type Millis, type RecordedEvent } from '@tandem/domain';
import { openKurrentStore } from '@tandem/event-store/kurrentdb';
import type { LoggedEvent } from '../crash/read-log.js';

/** Reads along in the shared log: who has which channel, and what conversations come to. */
export interface Watch {
  /** Events of conversations and leases, in the order of the log. */
  readonly events: readonly LoggedEvent[];
  /** Sessions that began and have not ended. */
  openSessions(): number;
  heldBy(writer: string): readonly ChannelKey[];
  /** When a channel was last taken, as its taker says. */
  takenAt(channel: ChannelKey): Millis;
  /** False: it did not come to that in time. */
  until(holds: () => boolean): Promise<boolean>;
  close(): Promise<void>;
}

/** Longer than anything that the drill waits for on a slow machine. */
const LONGEST = 120_000;

export const watchLog = async (url: string): Promise<Watch> => {
  const store = await openKurrentStore({ url });
  const seen: LoggedEvent[] = [];
  const leases = new Map<ChannelKey, { state: LeaseState; at: Millis }>();
  let open = 0;
  const noteLease = ({ stream, type, data }: RecordedEvent<LeaseEvent>): void =>
    void leases.set(stream.slice('lease-'.length) as ChannelKey, { state: evolveLease(freeLease, { type, data }), at: data.at });
  const note = (event: RecordedEvent): void => {
    seen.push(event as RecordedEvent & LoggedEvent);
    if (event.type === 'SessionStarted') open += 1;
    if (event.type === 'SessionEnded') open -= 1;
    if (event.stream.startsWith('lease-')) noteLease(event as RecordedEvent<LeaseEvent>);
  };
  const subscription = store.subscribe({
    prefixes: ['lease-', 'conversation-'], after: 0,
    deliver: (events) => {
      for (const event of events) note(event);
      return Promise.resolve();
    },
  });
  return {
    events: seen,
    openSessions: () => open,
    heldBy: (writer) => [...leases].filter(([, { state }]) => state.status === 'held' && state.writer === writer).map(([channel]) => channel),
    takenAt: (channel) => leases.get(channel)?.at ?? Number.NaN,
    until: async (holds) => {
      for (const since = performance.now(); !holds(); await pause(20)) if (performance.now() - since > LONGEST) return false;
      return true;
    },
    close: async () => {
      await subscription.stop();
      await store.close();
    },
  };
};
