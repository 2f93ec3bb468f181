import {
  conversationStream, type ChannelKey, type Clock, type ConversationCommand, type ConversationEvent, type ConversationReason, type EventMetadata,
  type EventStore, type OutboundContent, type RecordedEvent, type Vault,
} from '@tandem/domain';
import { KeyDestroyed } from '@tandem/event-store';
import type { Giver } from '../channel/channel-procedures.js';
import { inForce, type ChannelFacts, type Channels } from '../channel/facts.js';
import type { JudgeDeps } from '../webhooks/judge.js';
import { dismissParked, listParked, replayParked, type ParkedItem } from '../webhooks/parked.js';
import type { Conversations } from './conversations.js';
import type { Customers } from './customers.js';
import type { Erase, Erased } from './erase.js';
import { customerKey } from './keys.js';
import type { Judged, Reception } from './receive.js';

/** One customer of a channel, as an operator means him; who was merged into another is followed. */
export interface Whom {
  readonly channel: ChannelKey;
  readonly customer: string;
}

export type ConversationAnswer =
  /** `position`: a read that names it sees the change. */
  | { readonly kind: 'done'; readonly position: number }
  | { readonly kind: 'ignored'; readonly reason: ConversationReason }
  | { readonly kind: 'rejected'; readonly reason: 'NoSuchChannel' | 'NoSuchParkedItem' | 'Erased' }
  /** This process does not work on conversations. */
  | { readonly kind: 'unavailable' };

export type EraseAnswer = { readonly kind: 'erased'; readonly erased: Erased } | Extract<ConversationAnswer, { kind: 'rejected' | 'unavailable' }>;

export type ReplayAnswer =
  | { readonly kind: 'replayed'; readonly judged: Judged }
  /** It could not be handled this time either, and still waits. */
  | { readonly kind: 'failed' }
  | Extract<ConversationAnswer, { kind: 'rejected' | 'unavailable' }>;

/** What works on conversations: the running way, whose memory of them all commands must share. */
export interface Workshop {
  readonly conversations: Conversations;
  readonly customers: Pick<Customers, 'follow'>;
  readonly channels: Channels;
  readonly reception: Reception;
  readonly siblings: JudgeDeps['siblings'];
  readonly erase: Erase;
}

/** Everything an operator can ask of conversations. */
export type ConversationProcedures = ReturnType<typeof createConversationProcedures>;

export const createConversationProcedures = (deps: { store: EventStore; vault: Vault; clock: Clock }) => {
  const { store, vault, clock } = deps;
  let workshop: Workshop | undefined;

  const withChannel = async <T>(channel: ChannelKey, work: (facts: ChannelFacts, at: Workshop) => Promise<T>) => {
    if (!workshop) return { kind: 'unavailable' as const };
    const facts = workshop.channels.get(channel);
    return facts ? work(facts, workshop) : { kind: 'rejected' as const, reason: 'NoSuchChannel' as const };
  };

  type Make = (stream: string, customer: string) => Promise<Order> | Order;
  const give = (whom: Whom, by: Giver, make: Make): Promise<ConversationAnswer> =>
    withChannel(whom.channel, async (facts, { conversations, customers }): Promise<ConversationAnswer> => {
      const customer = await customers.follow(facts.key, whom.customer);
      const stream = conversationStream(facts.key, customer);
      const { decision, position } = await conversations.execute(
        stream, async () => ({ ...(await make(stream, customer)), now: clock.now(), settings: inForce(facts) }), metaOf(by),
      );
      return decision.kind === 'accepted' ? { kind: 'done', position } : { kind: 'ignored', reason: decision.reason };
    });

  const withParked = <T>(channel: ChannelKey, parked: string, work: (item: ParkedItem, at: Workshop) => Promise<T>) =>
    withChannel(channel, async (_facts, at) => {
      const item = (await listParked(store, channel)).find((one) => one.parked === parked);
      return item ? work(item, at) : { kind: 'rejected' as const, reason: 'NoSuchParkedItem' as const };
    });

  return {
    /** The running way begins to serve commands; the answer ends it. */
    serve: (running: Workshop): (() => void) => {
      workshop = running;
      return () => {
        workshop = undefined;
      };
    },

    endNow: (whom: Whom, by: Giver) => give(whom, by, () => ({ type: 'EndSession', reason: 'operator' })),

    takeOver: (whom: Whom, by: Giver) => give(whom, by, () => ({ type: 'TakeOver', by: 'operator', operator: by.actor })),

    handBack: (whom: Whom, by: Giver) => give(whom, by, () => ({ type: 'HandBack', by: 'operator' })),

    /** Says it once, however often the same command is given. */
    speak: async (whom: Whom, by: Giver, said: OutboundContent): Promise<ConversationAnswer> => {
      try {
        return await give(whom, by, async (stream, customer) => {
          const before = await spokenBefore(store, stream, correlationOf(by));
          if (before) throw new SaidBefore(before.position);
          const content = await vault.seal(customerKey(customer), JSON.stringify(said));
          return { type: 'SpeakAsOperator', content, operator: by.actor ?? 'unknown', ...(said.type === 'template' && { template: true }) };
        });
      } catch (error) {
        if (error instanceof SaidBefore) return { kind: 'done', position: error.position };
        if (error instanceof KeyDestroyed) return { kind: 'rejected', reason: 'Erased' };
        throw error;
      }
    },

    /** Makes everything about the customer unreadable, for ever. */
    erase: (whom: Whom, by: Giver): Promise<EraseAnswer> =>
      withChannel(whom.channel, async (facts, { erase }) => ({ kind: 'erased' as const, erased: await erase(facts, whom.customer, metaOf(by)) })),

    parked: (channel: ChannelKey) => listParked(store, channel),

    replayParked: (channel: ChannelKey, parked: string, by: Giver): Promise<ReplayAnswer> =>
      withParked(channel, parked, async (item, at): Promise<ReplayAnswer> => {
        const judged = await replayParked(channel, item, { ...deps, ...at, by: metaOf(by) }).catch(() => undefined);
        return judged ? { kind: 'replayed', judged } : { kind: 'failed' };
      }),

    dismissParked: (channel: ChannelKey, parked: string, by: Giver): Promise<ConversationAnswer> =>
      withParked(channel, parked, async (): Promise<ConversationAnswer> => {
        await dismissParked(channel, parked, { ...deps, by: metaOf(by), reason: 'dismissed' });
        return { kind: 'done', position: await store.head() };
      }),
  };
};

type WithoutOrder<C> = C extends ConversationCommand ? Omit<C, 'now' | 'settings'> : never;
type Order = WithoutOrder<Extract<ConversationCommand, { type: 'EndSession' | 'TakeOver' | 'HandBack' | 'SpeakAsOperator' }>>;

class SaidBefore extends Error {
  constructor(readonly position: number) {
    super('SaidBefore');
  }
}

const correlationOf = (by: Giver): string => by.correlation ?? by.id;

/** Who and by what means; not why: an operator's words about a customer are personal, and metadata is not sealed. */
const metaOf = (by: Giver): Partial<EventMetadata> => {
  const { id: _id, reason: _reason, ...who } = by;
  return { ...who, correlation: correlationOf(by) };
};

/** Commands are repeated within minutes: the newest events of the conversation are enough. */
const LOOK_BACK = 200;

const spokenBefore = async (store: EventStore, stream: string, correlation: string): Promise<RecordedEvent | undefined> => {
  const { events } = await store.readBackwards(stream, { limit: LOOK_BACK });
  return (events as readonly RecordedEvent<ConversationEvent>[]).find(({ type, meta }) => type === 'OperatorSpoke' && meta.correlation === correlation);
};
