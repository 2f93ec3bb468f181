import {
  channelKey, conversationStream, defaultRules, webhooksStream, type ChannelKey, type ConversationEvent, type EventStore, type FetchedMedia, type Outbound,
  type Protocol, type ProtocolName, type RecordedEvent, type Runtime, type SendOutcome, type TurnRequest,
  type Vault,
} from '@tandem/domain';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import { createProtocols } from '@tandem/protocols';
import { openMemoryTimers } from '@tandem/session-timers/memory';
import { realChance } from '../chance.js';
import { fingerprintOf } from '../channel/channel-procedures.js';
import { textOf } from '../conversation/text-of.js';
import { newId } from '../ids.js';
import { silentLog } from '../logging/log.js';
import { openMemoryContentStore, type ContentStore } from '../media/content-store.js';
import { noMetrics } from '../metrics/metrics.js';
import { openViews, type Views } from '../views/views.js';
import { createWay, type Way } from '../way.js';
import { receiptsKey, sealBody } from '../webhooks/receipt-body.js';
import { memoryLedger, type Ledger } from '../worker/ledger.js';
import { aNumber, by, connectMeta, install, type Installation } from './installation.js';

export const noon = Date.UTC(2026, 10, 2, 12);
export const shop: ChannelKey = channelKey('shop', 'published');
export const WRITER = 'w1';

type FetchMedia = NonNullable<Protocol['fetchMedia']>;
export type MediaAnswer = Awaited<ReturnType<FetchMedia>>;

/** A provider that takes everything, keeps what it was given, and fetches media as a test says. */
export interface Provider {
  readonly sent: Outbound[];
  /** Answers of `send`, first come first served; then everything is accepted. */
  readonly outcomes: SendOutcome[];
  media: (asked: Parameters<FetchMedia>[0]) => MediaAnswer | Promise<MediaAnswer>;
  readonly protocol: Protocol;
}

export const provider = (): Provider => {
  const sent: Outbound[] = [];
  const outcomes: SendOutcome[] = [];
  const made: Provider = {
    sent, outcomes,
    media: () => ({ kind: 'fetched', media: aPicture }),
    protocol: {
      ...createProtocols()[0] as Protocol,
      send: (outbound) => {
        sent.push(outbound);
        return Promise.resolve(outcomes.shift() ?? { kind: 'accepted', id: `wamid.out${sent.length}` });
      },
      showTyping: undefined,
      fetchMedia: async (asked) => made.media(asked),
    },
  };
  return made;
};

export const aPicture: FetchedMedia = { bytes: new Uint8Array([1, 2, 3, 4, 5]), mimeType: 'image/png' };

/** The data of all events of one type. */
export const dataOf = <T extends ConversationEvent['type']>(events: readonly RecordedEvent<ConversationEvent>[], type: T) =>
  events.flatMap((event) => (event.type === type ? [event.data as Extract<ConversationEvent, { type: T }>['data']] : []));

export interface Trial extends Installation {
  readonly clock: ManualClock;
  readonly way: Way;
  readonly views: Views;
  readonly content: ContentStore;
  readonly provider: Provider;
  readonly ledger: Ledger;
  /** What the agent was asked. */
  readonly turns: readonly TurnRequest[];
  /** A call of the provider: appended as the ingress does. */
  receive(body: object | string, channel?: ChannelKey, ...how: [protocol?: ProtocolName, provenBy?: readonly string[]]): Promise<void>;
  /** Moves the clock by little steps until it holds. */
  until(holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Everything that was said in conversations, in the order of the log. */
  events(): Promise<readonly RecordedEvent<ConversationEvent>[]>;
  /** Resolves when so many events of a type are in conversations. */
  happened(type: ConversationEvent['type'], times?: number): Promise<readonly RecordedEvent<ConversationEvent>[]>;
  /** The one conversation there is. */
  only(): Promise<string>;
  stop(): Promise<void>;
}

export interface TrialOptions {
  readonly clock?: ManualClock;
  readonly store?: EventStore;
  readonly vault?: Vault;
  readonly ledger?: Ledger;
  readonly provider?: Provider;
  readonly content?: ContentStore;
  readonly viewsFile?: string;
  /** Set where agent and channel are there already. */
  readonly again?: boolean;
  /** Instead of Meta Cloud with `provider`. */
  readonly speaking?: readonly Protocol[];
  /** Instead of a shop with a Meta Cloud number. */
  readonly connect?: (installation: Installation) => Promise<void>;
  /** Changes what the way stands on. */
  readonly change?: (deps: Parameters<typeof createWay>[0]) => Partial<Parameters<typeof createWay>[0]>;
}

/** The whole way of a message over memory adapters, with one Meta Cloud channel and an agent that echoes; nothing listens. */
export const startTrial = async (given: TrialOptions = {}): Promise<Trial> => {
  const clock = given.clock ?? manualClock(noon);
  const meta = given.provider ?? provider();
  const installation = await install({ ...given, clock, protocols: given.speaking ?? [meta.protocol] });
  const { store, vault, procedures } = installation;
  if (!given.again) await (given.connect ?? connectShop)(installation);
  const views = openViews({ store, vault, file: given.viewsFile ?? ':memory:' });
  const content = given.content ?? openMemoryContentStore(vault);
  const ledger = given.ledger ?? memoryLedger();
  const turns: TurnRequest[] = [];
  const deps: Parameters<typeof createWay>[0] = {
    ...installation, clock, ledger, chance: realChance, rules: defaultRules, turnTimeout: 1_000, grace: 0, log: silentLog, metrics: noMetrics,
    timers: openMemoryTimers({ clock }),
    runtimes: () => Promise.resolve(echo(turns)),
    media: { content, maxBytes: 1_000_000, link: (ref) => `https://here.example/media/${ref}` },
    onPause: () => Promise.resolve(),
    onMessage: () => {},
    onArchived: (agent, event) => procedures.channels.disconnectAll(agent, { id: `archived/${event}`, means: 'system' }),
    openSessions: async (channel, position) => {
      await views.waitFor(position);
      return views.openSessions(channel);
    },
  };
  const way = createWay({ ...deps, ...given.change?.(deps) });
  await views.start();
  await way.start();
  return { ...installation, ...toolsOf(installation, clock), clock, way, views, content, ledger, turns, provider: meta, stop: () => stopAll(way, views) };
};

/** An agent that says what it heard. */
const echo = (turns: TurnRequest[]): Runtime => ({
  historyLimit: 10,
  answer: (request) => {
    turns.push(request);
    const text = request.messages.map(({ content }) => `You said: ${textOf(content)}`).join('; ');
    return Promise.resolve({ kind: 'answered', replies: [{ type: 'text', text }], endSession: false });
  },
});

const connectShop = async ({ procedures }: Installation): Promise<void> => {
  await procedures.agents.register('shop', by(), 'Shop');
  await procedures.agents.connectRuntime('shop', by(), { version: 'published', runtime: { kind: 'demo' } });
  await connectMeta(procedures, shop);
};

const stopAll = async (way: Way, views: Views): Promise<void> => {
  await way.stop();
  await views.stop();
};

const toolsOf = ({ store, vault }: Installation, clock: ManualClock) => {
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (let step = 0; step < 400; step += 1) {
      if (await holds()) return;
      await clock.advance(25);
    }
    throw new Error('It never came to that.');
  };
  const events = async () =>
    (await store.readAll({ after: 0, limit: 100_000, prefixes: ['conversation-'] })) as readonly RecordedEvent<ConversationEvent>[];
  return {
    until, events,
    receive: (body: object | string, channel: ChannelKey = shop, ...[protocol, provenBy]: [ProtocolName?, (readonly string[])?]) =>
      appendReceipt({ store, vault, at: clock.now(), protocol, provenBy }, body, channel),
    happened: async (type: ConversationEvent['type'], times = 1) => {
      const found = async () => (await events()).filter((event) => event.type === type);
      await until(async () => (await found()).length >= times);
      return found();
    },
    only: async () => {
      const [stream] = new Set((await events()).map((event) => event.stream));
      return stream ?? conversationStream(shop, 'nobody');
    },
  };
};

interface Arrival {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly at: number;
  readonly protocol?: ProtocolName;
  /** Default: the app secret of the Meta Cloud number. */
  readonly provenBy?: readonly string[];
}

const appendReceipt = async ({ store, vault, at, protocol, provenBy }: Arrival, body: object | string, channel: ChannelKey) => {
  const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const data = {
    receivedAt: at, bytes: raw.length, provenBy: provenBy ?? [fingerprintOf(vault, aNumber.appSecret)], body: await sealBody(vault, receiptsKey(WRITER, at), raw), protocol,
  };
  const stream = webhooksStream(channel, WRITER);
  const { version } = await store.readBackwards(stream, { limit: 1 });
  await store.append(stream, [{ id: newId(), type: 'WebhookReceived', data, meta: { v: 1, at } }], version);
};

export interface Written {
  readonly id?: string;
  readonly from?: string;
  readonly userId?: string;
  readonly name?: string;
  readonly text?: string;
  readonly at?: number;
  /** Another type of message with its part. */
  readonly part?: { readonly type: string; readonly [part: string]: unknown };
  readonly phoneNumberId?: string;
}

export const customer = '6281234500001';

/** What Meta posts when customers wrote these. */
export const metaBody = (...messages: readonly Written[]): object => ({
  object: 'whatsapp_business_account',
  entry: messages.map(({ phoneNumberId = aNumber.phoneNumberId, ...message }) => ({
    id: '102290129340398',
    changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata: { display_phone_number: '6281234567890', phone_number_id: phoneNumberId }, ...messageOf(message) } }],
  })),
});

const messageOf = ({ id = `wamid.${newId()}`, from = customer, userId, name = 'Sari Dewi', text = 'hello', at = noon, part }: Written) => ({
  contacts: [{ profile: { name }, wa_id: from, ...(userId && { user_id: userId }) }],
  messages: [{
    from, ...(userId && { from_user_id: userId }), id, timestamp: String(Math.floor(at / 1000)), ...(part ?? { type: 'text', text: { body: text } }),
  }],
});
