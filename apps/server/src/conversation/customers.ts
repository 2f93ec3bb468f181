import {
  aliasStream, conversationStream, type AliasEvent, type ChannelKey, type EventMetadata, type EventStore, type Identifiers, type Millis, type RecordedEvent, type Vault,
} from '@tandem/domain';
import { lru } from '@tandem/event-store';
import type { Chance } from '../chance.js';
import { keyedQueue } from '../worker/keyed-queue.js';
import type { Conversations } from './conversations.js';

interface Alias {
  readonly version: number;
  readonly customer?: string;
  readonly since?: Millis;
  readonly erasedAt?: Millis;
}

/** Whose an identifier is, and since when. */
interface Known {
  readonly customer: string;
  readonly since: Millis;
}

const byAge = (one: Known, two: Known): number => one.since - two.since;

/** Who is behind identifiers: one customer, two who turned out to be one, or somebody whose past was erased. */
export type Resolved =
  | { readonly kind: 'customer'; readonly customer: string }
  | { readonly kind: 'same-person'; readonly older: string; readonly newer: string }
  /** What is said to have happened at or before `at` belongs to someone who was erased. */
  | { readonly kind: 'erased' }
  | { readonly kind: 'nobody' };

export interface Customers {
  /** `happenedAt`: the earlier of receipt and provider stamp. Unknown identifiers become a new customer's. */
  resolve(channel: ChannelKey, who: Identifiers, happenedAt: Millis): Promise<Resolved>;
  /** As `resolve`, but makes nobody known: for statuses. */
  find(channel: ChannelKey, who: Identifiers): Promise<string | undefined>;
  /** The customer where a merged one goes on. */
  follow(channel: ChannelKey, customer: string): Promise<string>;
  /** Streams of every identifier that ever was one of these customers'. Reads the channel's aliases. */
  aliasesOf(channel: ChannelKey, customers: readonly string[]): Promise<readonly string[]>;
  /** Streams of these identifiers, known or not. */
  streamsOf(channel: ChannelKey, who: Identifiers): readonly string[];
  /** Marks identifiers as erased, as far as they are the customers': the next message under one makes a new customer. */
  erase(aliases: readonly string[], erased: { customers: readonly string[]; at: Millis; by?: Partial<EventMetadata> }): Promise<void>;
}

const PAGE = 1_000;

export const createCustomers = (deps: {
  store: EventStore; vault: Vault; chance: Chance; conversations: Conversations;
}): Customers => {
  const { store, vault, chance, conversations } = deps;
  const cache = lru<string, Alias>(100_000);
  const queue = keyedQueue();

  const streamsOf = (channel: ChannelKey, { phone, userId }: Identifiers): string[] => [
    ...(phone ? [`phone:${phone}`] : []), ...(userId ? [`user:${userId}`] : []),
  ].map((identifier) => aliasStream(channel, vault.keyedHash(`${channel} ${identifier}`)));

  const load = async (stream: string): Promise<Alias> => {
    const cached = cache.get(stream);
    if (cached) return cached;
    const { events, version } = await store.read(stream);
    const alias = (events as readonly RecordedEvent<AliasEvent>[]).reduce(evolveAlias, { version: 0 });
    cache.set(stream, { ...alias, version });
    return { ...alias, version };
  };

  /** The first append wins; whoever was slower reads who it is. */
  const append = async (stream: string, known: Alias, event: AliasEvent, by?: Partial<EventMetadata>): Promise<Alias> => {
    cache.delete(stream);
    const meta = { v: 1, at: event.data.at, means: 'system' as const, ...by };
    await store.append(stream, [{ ...event, id: chance.id(), meta }], known.version);
    return load(stream);
  };

  const resolve = async (channel: ChannelKey, streams: readonly string[], happenedAt: Millis): Promise<Resolved> => {
    const aliases = await Promise.all(streams.map(load));
    if (aliases.some(({ erasedAt }) => erasedAt !== undefined && happenedAt <= erasedAt)) return { kind: 'erased' };
    const customer = oldestOf(aliases)?.customer ?? chance.id();
    const settled: Alias[] = [];
    for (const [index, stream] of streams.entries()) {
      const alias = aliases[index] as Alias;
      const data = { customer, at: happenedAt };
      settled.push(alias.customer ? alias : await append(stream, alias, { type: 'IdentifierKnown', data }));
    }
    return distinct((await Promise.all(settled.map(whereItGoesOn(channel, streams, happenedAt)))).sort(byAge));
  };

  /** An identifier of a merged customer becomes the other's: what was carried over may be forgotten, what is erased is found. */
  const whereItGoesOn = (channel: ChannelKey, streams: readonly string[], at: Millis) => async (alias: Alias, index: number): Promise<Known> => {
    const before = alias.customer as string;
    const customer = await follow(channel, before);
    if (customer !== before) await append(streams[index] as string, alias, { type: 'IdentifierKnown', data: { customer, at } });
    return { customer, since: alias.since ?? 0 };
  };

  const follow = async (channel: ChannelKey, customer: string): Promise<string> => {
    const { state } = await conversations.load(conversationStream(channel, customer));
    return state.mergedInto ? follow(channel, state.mergedInto) : customer;
  };

  return {
    resolve: (channel, who, happenedAt) => {
      const streams = streamsOf(channel, who);
      const [first] = streams;
      if (first === undefined) return Promise.resolve({ kind: 'nobody' });
      return queue.run(first, () => resolve(channel, streams, happenedAt));
    },
    find: async (channel, who) => {
      for (const stream of streamsOf(channel, who)) {
        const { customer } = await load(stream);
        if (customer) return follow(channel, customer);
      }
      return undefined;
    },
    follow,
    streamsOf,
    aliasesOf: async (channel, of) => {
      const found = new Set<string>();
      for (let after = 0; ; ) {
        const events = await store.readAll({ after, limit: PAGE, prefixes: [`alias-${channel}.`] });
        for (const { stream, data } of events as readonly RecordedEvent<AliasEvent>[]) if (of.includes(data.customer)) found.add(stream);
        const last = events.at(-1);
        if (!last || events.length < PAGE) return [...found];
        after = last.position;
      }
    },
    erase: async (aliases, { customers: of, at, by }) => {
      for (const stream of aliases) {
        for (let alias = await load(stream); alias.customer !== undefined && of.includes(alias.customer); alias = await load(stream)) {
          await append(stream, alias, { type: 'CustomerErased', data: { customer: alias.customer, at } }, by);
        }
      }
    },
  };
};

const evolveAlias = (alias: Alias, { type, data, version }: RecordedEvent<AliasEvent>): Alias =>
  type === 'IdentifierKnown'
    ? { ...alias, version, customer: data.customer, since: data.at }
    : { version, erasedAt: data.at };

const oldestOf = (aliases: readonly Alias[]): Alias | undefined =>
  aliases
    .filter(({ customer }) => customer !== undefined)
    .reduce<Alias | undefined>((oldest, alias) => (oldest && (oldest.since ?? 0) <= (alias.since ?? 0) ? oldest : alias), undefined);

/** In the order of the identifiers' age: the first is the older customer. */
const distinct = (known: readonly Known[]): Resolved => {
  const [one, two] = [...new Set(known.map(({ customer }) => customer))];
  if (one === undefined) return { kind: 'nobody' };
  return two === undefined ? { kind: 'customer', customer: one } : { kind: 'same-person', older: one, newer: two };
};
