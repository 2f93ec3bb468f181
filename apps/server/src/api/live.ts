import {
  agentOf, partsOfConversation, versionOf, type ChannelKey, type RecordedEvent, type Subscription,
} from '@tandem/domain';
import type { LiveEvent } from '@tandem/wire';
import { Subject, type Observable } from 'rxjs';
import type { ServerContext } from '../context.js';

/** What has changed, told to every open page. */
export interface Live {
  readonly events: Observable<LiveEvent>;
  start(): Promise<void>;
  /** Ends every stream. */
  stop(): Promise<void>;
}

export const createLive = ({ directory, store, views }: Pick<ServerContext, 'directory' | 'store' | 'views'>): Live => {
  const events = new Subject<LiveEvent>();
  let subscription: Subscription | undefined;
  let end = (): void => {};

  /** Told once the views have it, so that who reads again sees it; once for each thing in a batch. */
  const deliver = async (batch: readonly RecordedEvent[], upTo: number): Promise<void> => {
    if (batch.length === 0) return;
    await views.waitFor(upTo);
    const told = new Map(batch.map(({ stream }) => [stream, liveEventOf(stream)]));
    for (const event of told.values()) events.next(event);
  };

  return {
    events,
    start: async () => {
      end = directory.onChange((change) => {
        if ('agent' in change) events.next({ what: 'agents' });
        else events.next({ what: 'channel', agent: agentOf(change.channel), version: versionOf(change.channel) });
      });
      subscription = store.subscribe({ prefixes: ['conversation-', 'intake-', 'parked-'], after: await store.head(), deliver });
    },
    stop: async () => {
      end();
      events.complete();
      await subscription?.stop();
    },
  };
};

const liveEventOf = (stream: string): LiveEvent => {
  if (stream.startsWith('conversation-')) return { what: 'conversation', id: conversationId(stream) };
  const channel = stream.slice(stream.indexOf('-') + 1) as ChannelKey;
  return { what: 'webhooks', agent: agentOf(channel), version: versionOf(channel) };
};

/** A conversation as its page's address names it: opaque, without what its stream's name begins with. */
export const conversationId = (stream: string): string => {
  const { channel, customer } = partsOfConversation(stream);
  return `${channel}.${customer}`;
};
