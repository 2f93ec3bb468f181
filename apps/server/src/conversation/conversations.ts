import {
  conversationDecider, conversationStream, evolveConversation, nobody, partsOfConversation, type Clock, type Conversation, type ConversationCommand, type ConversationDecision,
  type ConversationEvent, type EventMetadata, type EventStore, type RecordedEvent, type Rules,
} from '@tandem/domain';
import { lru } from '@tandem/event-store';
import type { Chance } from '../chance.js';
import { keyedQueue } from '../worker/keyed-queue.js';

/** A conversation as its stream says, and how far that is. */
export interface Loaded {
  readonly state: Conversation;
  readonly version: number;
}

export interface Executed {
  readonly decision: ConversationDecision;
  readonly before: Conversation;
  readonly after: Conversation;
  /** Log position of what was appended; 0 where nothing was. */
  readonly position: number;
}

/** Makes the command from the state it will meet; called again with the newer state when somebody else was faster. */
export type MakeCommand = (state: Conversation) => ConversationCommand | Promise<ConversationCommand>;

/** Loads conversations, decides and appends: the one way in which their streams change. */
export interface Conversations {
  load(stream: string): Promise<Loaded>;
  execute(stream: string, make: MakeCommand, meta?: Partial<EventMetadata>): Promise<Executed>;
  /** The log holds an event of this version: what is remembered of an older one is out of date. */
  heard(stream: string, version: number): void;
}

export interface ConversationsDeps {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly rules: Rules;
  /** Whether other processes append as well: then what is remembered decides nothing that the log does not bear out. */
  readonly shared?: boolean;
  /** Conversations kept in memory. */
  readonly cacheSize?: number;
}

const PAGE = 64;
const ATTEMPTS = 8;

export const createConversations = ({ store, chance, rules, shared = false, cacheSize = 20_000 }: ConversationsDeps): Conversations => {
  const decider = conversationDecider(rules);
  const cache = lru<string, Loaded>(cacheSize);
  const newest = lru<string, number>(cacheSize);
  const queue = keyedQueue();

  const load = async (stream: string): Promise<Loaded> => {
    const cached = cache.get(stream);
    if (cached && cached.version >= (newest.get(stream) ?? 0)) return cached;
    const loaded = await readBackToSession(store, stream);
    cache.set(stream, loaded);
    return loaded;
  };

  const attempt = async (stream: string, make: MakeCommand, meta: Partial<EventMetadata>): Promise<Executed | undefined> => {
    const remembered = shared ? cache.get(stream) : undefined;
    const { state, version } = await load(stream);
    const command = await make(state);
    const decision = decider.decide(command, state);
    if (decision.kind !== 'accepted') {
      if (!remembered || remembered.version !== version) return { decision, before: state, after: state, position: 0 };
      cache.delete(stream); // nothing is appended that would meet a conflict: the log itself is asked
      return undefined;
    }
    const events = decision.events.map((event) => ({
      ...event, id: chance.id(), meta: { v: 1, at: event.data.at, means: 'system' as const, ...meta },
    }));
    cache.delete(stream); // an append that throws may or may not have been written
    const appended = await store.append(stream, events, version);
    if (appended.kind === 'conflict') return undefined;
    const after = decision.events.reduce(decider.evolve, state);
    cache.set(stream, { state: after, version: appended.version });
    return { decision, before: state, after, position: appended.position };
  };

  return {
    heard: (stream, version) => newest.set(stream, version),
    load: (stream) => queue.run(stream, () => load(stream)),
    execute: (stream, make, meta = {}) =>
      queue.run(stream, async () => {
        for (let tries = 0; tries < ATTEMPTS; tries += 1) {
          const executed = await attempt(stream, make, meta);
          if (executed) return executed;
        }
        throw new Error('ConversationTooBusy');
      }),
  };
};

/** As `execute`; where the customer turned out to be another one, the command goes to the conversation that goes on. */
export const executeWhereItGoesOn = async (
  conversations: Conversations, stream: string, ...[make, meta]: [MakeCommand, Partial<EventMetadata>?]
): Promise<Executed> => {
  const executed = await conversations.execute(stream, make, meta);
  const { mergedInto } = executed.after;
  if (mergedInto === undefined || executed.decision.kind !== 'ignored' || executed.decision.reason !== 'AlreadyMerged') return executed;
  const { channel } = partsOfConversation(stream);
  return executeWhereItGoesOn(conversations, conversationStream(channel, mergedInto), make, meta);
};

/** Reads back to the newest `SessionStarted`, which carries what outlives a session (design 4, Loading). */
const readBackToSession = async (store: EventStore, stream: string): Promise<Loaded> => {
  const newestFirst: RecordedEvent<ConversationEvent>[] = [];
  let from: number | undefined;
  let version = 0;
  for (;;) {
    const slice = await store.readBackwards(stream, { from, limit: PAGE });
    if (from === undefined) version = slice.version;
    const events = slice.events as readonly RecordedEvent<ConversationEvent>[];
    const start = events.findIndex(({ type }) => type === 'SessionStarted');
    newestFirst.push(...(start < 0 ? events : events.slice(0, start + 1)));
    const last = events.at(-1);
    if (start >= 0 || events.length < PAGE || !last || last.version === 1) break;
    from = last.version - 1;
  }
  const state = newestFirst.reduceRight((folded, event) => evolveConversation(folded, asEvent(event)), nobody);
  return { state, version };
};

/** Name and data are what the rules know of an event. */
const asEvent = ({ type, data }: RecordedEvent<ConversationEvent>): ConversationEvent => ({ type, data }) as ConversationEvent;
