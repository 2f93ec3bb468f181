import { SECOND, evolveChannel, noChannel, type Channel, type ChannelEvent, type ChannelKey, type Millis, type RecordedEvent, type SessionSettings } from '@tandem/domain';

interface Revision {
  readonly revision: number;
  readonly from: Millis;
  readonly settings: SessionSettings;
}

/** What was in force on a channel, and when: read from its own stream. */
export interface SettingsSeen {
  take(event: RecordedEvent<ChannelEvent>): void;
  /** Revisions in force at some time between the two. */
  between(channel: ChannelKey, from: Millis, to: Millis): readonly Revision[];
  of(channel: ChannelKey, revision: number): SessionSettings | undefined;
  state(channel: ChannelKey): Channel;
  /** When the channel last opened, closed, paused or resumed. */
  changedAt(channel: ChannelKey): Millis;
  /** Whether it has had credentials for a moment. */
  isSetUp(channel: ChannelKey): boolean;
  /** When it was last disconnected, or got another number: open sessions are ended then. */
  closedAt(channel: ChannelKey): Millis | undefined;
}

export const createSettingsSeen = (now: () => Millis): SettingsSeen => {
  const channels = new Map<ChannelKey, Channel>();
  const revisions = new Map<ChannelKey, Revision[]>();
  const changed = new Map<ChannelKey, Millis>();
  const setUpAt = new Map<ChannelKey, Millis>();
  const closed = new Map<ChannelKey, Millis>();
  return {
    take: (event) => {
      const at = now();
      const key = event.stream.slice('channel-'.length) as ChannelKey;
      const state = evolveChannel(channels.get(key) ?? noChannel, event as unknown as ChannelEvent);
      channels.set(key, state);
      changed.set(key, at);
      if (event.type === 'ChannelDisconnected' || event.type === 'NumberChanged') closed.set(key, event.meta.at);
      if (event.type === 'ChannelConnected' || event.type === 'ChannelDisconnected') setUpAt.delete(key);
      if (event.type === 'CredentialsSaved' && !setUpAt.has(key)) setUpAt.set(key, at);
      if (state.status === 'none') return;
      const known = revisions.get(key) ?? [];
      if (known.at(-1)?.revision !== state.revision) known.push({ revision: state.revision, from: at, settings: state.settings });
      revisions.set(key, known);
    },
    between: (channel, from, to) => {
      const known = revisions.get(channel) ?? [];
      // newest first: what is asked for is recent, and a long run has many
      const found: Revision[] = [];
      for (let place = known.length - 1; place >= 0 && (known[place + 1]?.from ?? Infinity) >= from; place -= 1) {
        const one = known[place] as Revision;
        if (one.from <= to) found.unshift(one);
      }
      return found;
    },
    of: (channel, revision) => revisions.get(channel)?.findLast((one) => one.revision === revision)?.settings,
    state: (channel) => channels.get(channel) ?? noChannel,
    changedAt: (channel) => changed.get(channel) ?? 0,
    isSetUp: (channel) => (setUpAt.get(channel) ?? Infinity) < now() - SECOND,
    closedAt: (channel) => closed.get(channel),
  };
};
