import { SECOND, intakeStream, webhooksStream, type ChannelKey, type Clock, type EventStore, type RecordedEvent, type WebhookReceived } from '@tandem/domain';
import { listParked } from '../webhooks/parked.js';
import { readProgress } from '../webhooks/reader.js';
import type { Metrics } from './metrics.js';

export interface StandingDeps {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly directory: { channels(): readonly { readonly key: ChannelKey }[] };
  /** Id of this data folder as a writer of receipts. */
  readonly writer: string;
  readonly timers: { count(): Promise<number> };
}

/** How things stand, measured when somebody asks: how far each reader is behind, and what waits for its time or for a person. */
export const measureStanding = async (deps: StandingDeps): Promise<void> => {
  let parked = 0;
  for (const { key } of deps.directory.channels()) {
    deps.metrics.reader(key, await behindOf(key, deps));
    parked += (await listParked(deps.store, key)).length;
  }
  deps.metrics.waiting('parked', parked);
  deps.metrics.waiting('timers', await deps.timers.count());
};

const behindOf = async (channel: ChannelKey, { store, clock, writer }: StandingDeps): Promise<{ calls: number; seconds: number }> => {
  const { upTo } = await readProgress(store, intakeStream(channel));
  const read = upTo[writer] ?? 0;
  const { events, version } = await store.read(webhooksStream(channel, writer), { from: read + 1, limit: 1 });
  const [oldest] = events as readonly RecordedEvent<WebhookReceived>[];
  return { calls: Math.max(0, version - read), seconds: oldest ? Math.max(0, clock.now() - oldest.data.receivedAt) / SECOND : 0 };
};
