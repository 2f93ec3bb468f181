import { HOUR, intakeStream, webhooksStream, type Clock, type EventStore, type IntakeEvent, type Millis, type RecordedEvent, type WebhookReceived } from '@tandem/domain';
import type { DirectoryChannel } from '../channel/directory.js';
import type { Log } from '../logging/log.js';

export interface SilenceDeps {
  readonly store: Pick<EventStore, 'readBackwards'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Id of this data folder as a writer of receipts. */
  readonly writer: string;
  /** So many hours without a call are an alarm; 0 = never. */
  readonly config: { readonly silenceAlarmHours: number };
}

/** Notes of the reader that are looked at for the newest batch of calls: counts of refused calls stand between them. */
const NOTES = 100;

type Handled = Extract<IntakeEvent, { type: 'ReceiptsHandled' }>['data'];

/**
 * When the provider last called the channel's address with what was taken, whichever process took it; undefined = never.
 * Where the receipt itself is gone already: when it was read.
 */
export const lastCallAt = async ({ key }: Pick<DirectoryChannel, 'key'>, { store, writer }: Pick<SilenceDeps, 'store' | 'writer'>): Promise<Millis | undefined> => {
  const notes = (await store.readBackwards(intakeStream(key), { limit: NOTES })).events;
  const newest = notes.find(({ type }) => type === 'ReceiptsHandled') as RecordedEvent<{ type: 'ReceiptsHandled'; data: Handled }> | undefined;
  const writers = new Set([writer, ...Object.keys(newest?.data.upTo ?? {})]);
  const receipts = await Promise.all([...writers].map((one) => store.readBackwards(webhooksStream(key, one), { limit: 1 })));
  const times = receipts.flatMap(({ events }) => events.map((event) => (event as RecordedEvent<WebhookReceived>).data.receivedAt));
  return times.length > 0 ? Math.max(...times) : newest?.meta.at;
};

/** Since when nobody has called a number that is proven, where that is longer than it may be. */
export const silentSince = async (channel: Pick<DirectoryChannel, 'key' | 'state'>, deps: SilenceDeps): Promise<Millis | undefined> => {
  const { state } = channel;
  const longest = deps.config.silenceAlarmHours * HOUR;
  if (longest === 0 || state.status !== 'connected' || state.proof.status !== 'proven') return undefined;
  const last = await lastCallAt(channel, deps);
  return last !== undefined && deps.clock.now() - last >= longest ? last : undefined;
};

interface AlarmDeps extends SilenceDeps {
  readonly channels: () => readonly DirectoryChannel[];
  readonly log: Pick<Log, 'warn'>;
  readonly metrics: { silent(channels: number): void };
}

/** Looks at every channel: a silence is logged once for as long as it lasts, and counted. */
export const createSilenceAlarm = ({ channels, log, metrics, ...deps }: AlarmDeps): (() => Promise<void>) => {
  let logged: ReadonlySet<string> = new Set();
  return async () => {
    const silent = new Set<string>();
    for (const channel of channels()) {
      const since = await silentSince(channel, deps);
      if (since === undefined) continue;
      const silence = `${channel.key} ${since}`;
      silent.add(silence);
      if (!logged.has(silence)) log.warn('ChannelSilent', { channel: channel.key, seconds: Math.round((deps.clock.now() - since) / 1_000) });
    }
    logged = silent;
    metrics.silent(silent.size);
  };
};
