import {
  channelKey, defaultSessionSettings, type ChannelKey, type ConversationEvent, type RecordedEvent, type SessionSettings, type SessionTexts,
} from '@tandem/domain';
import type { CallFault, FaultChange, InboundMessage, SentMessage } from '@tandem/simulator';
import { CREDENTIALS_KEY } from '../channel/channel-procedures.js';
import { openCredentials } from '../channel/credentials.js';
import { by, saved } from './installation.js';
import type { StoryNumber } from './story-numbers.js';
import type { StoryMeans } from './story.js';
import { openStubAgent, type StubAgent } from './stub-agent.js';

type Kind = ConversationEvent['type'];
export type Happened<Type extends Kind = Kind> = RecordedEvent & Extract<ConversationEvent, { type: Type }>;
type Says = Omit<InboundMessage, 'from'>;

/** One agent version with its number: what customers do to it, and what becomes of it. */
export interface Line {
  readonly channel: ChannelKey;
  readonly number: StoryNumber;
  readonly agent: StubAgent;
  readonly address: string;
  /** A customer writes; resolves when the call is answered. */
  writes(from: InboundMessage['from'], says: string | Says): Promise<void>;
  /** A customer writes and the agent's answer is delivered; resolves when nothing is left to do. */
  talks(from: InboundMessage['from'], says: string | Says): Promise<void>;
  /** A customer taps one of the two buttons of an ask: of the newest one, unless told otherwise. */
  taps(from: string, answer: 'go-on' | 'end', ask?: SentMessage): Promise<void>;
  /** Waits until the provider has accepted so many messages; answers them all. */
  sent(count: number, to?: string): Promise<readonly SentMessage[]>;
  /** What customers were shown so far, in words. */
  texts(to?: string): readonly string[];
  asks(): readonly SentMessage[];
  /** What happened in the line's conversations so far. */
  events<Type extends Kind>(...types: readonly Type[]): readonly Happened<Type>[];
  /** Waits until so many events of the type happened; answers the last of them. */
  happened<Type extends Kind>(type: Type, times?: number): Promise<Happened<Type>>;
  faults(change: FaultChange): void;
  /** The next calls go wrong like this. */
  fails(...calls: readonly CallFault[]): void;
  set(changes: Partial<Omit<SessionSettings, 'texts'>> & { texts?: Partial<SessionTexts> }): Promise<void>;
  /** What no log line may say. */
  private(): readonly string[];
}

export const textOfSent = ({ body }: SentMessage): string => {
  const { text, interactive } = body as { text?: { body?: string }; interactive?: { body?: { text?: string } } };
  return text?.body ?? interactive?.body?.text ?? '';
};

/** The buttons of a message, id by place. */
export const buttonsOf = ({ body }: SentMessage): readonly { id: string; title: string }[] => {
  const { interactive } = body as { interactive?: { action?: { buttons?: { reply: { id: string; title: string } }[] } } };
  return (interactive?.action?.buttons ?? []).map(({ reply }) => reply);
};

export const isAsk = (message: SentMessage): boolean => buttonsOf(message).some(({ id }) => id.startsWith('tandem:'));

/** Connects a version with a stub agent and its number, whose callback Meta verifies as it does. */
export const connectLine = async (number: StoryNumber, means: StoryMeans): Promise<Line> => {
  const { simulator, log } = means;
  const channel = channelKey(number.agent, number.version);
  const agent = await openStubAgent();
  const address = await connect(number, { ...means, channel, agent });
  const { phoneNumberId } = number;
  const secrets = new Set<string>();
  const prefix = `conversation-${channel}.`;

  const write = async (wanted: InboundMessage): Promise<void> => {
    remember(secrets, wanted);
    await simulator.inbound(phoneNumberId, wanted).tried;
  };
  const events = <Type extends Kind>(...types: readonly Type[]) => log().events.filter(
    (event): event is Happened<Type> => event.stream.startsWith(prefix) && types.includes(event.type as Type),
  );
  const settledAfter = async (receipts: number): Promise<void> => {
    await log().until('a call to be read', () => log().events.filter(({ type }) => type === 'WebhookReceived').length > receipts);
    await log().until('the answer', () => log().isQuiet(means));
  };
  const asks = () => simulator.sent(phoneNumberId).filter(isAsk);

  return {
    channel, number, agent, address, events, asks,
    writes: (from, says) => write({ from, ...(typeof says === 'string' ? { text: says } : says) }),
    talks: async (from, says) => {
      const receipts = log().events.filter(({ type }) => type === 'WebhookReceived').length;
      await write({ from, ...(typeof says === 'string' ? { text: says } : says) });
      await settledAfter(receipts);
    },
    taps: async (from, answer, ask = asks().at(-1)) => {
      const button = ask && buttonsOf(ask)[answer === 'go-on' ? 0 : 1];
      if (!ask || !button) throw new Error('there is no ask to tap on');
      await write({ from, tap: { messageId: ask.wamid, id: button.id } });
    },
    sent: async (count, to) => {
      await log().until(`${count} messages of ${channel}`, () => simulator.sent(phoneNumberId, { to }).length >= count);
      return simulator.sent(phoneNumberId, { to });
    },
    texts: (to) => simulator.sent(phoneNumberId, { to }).map(textOfSent),
    happened: async <Type extends Kind>(type: Type, times = 1) => {
      const found = await log().until(`${type}, ${times}`, () => events(type)[times - 1]);
      return found as Happened<Type>;
    },
    faults: (change) => void simulator.setFaults(phoneNumberId, change),
    fails: (...calls) => void simulator.setFaults(phoneNumberId, { calls: [...calls] }),
    set: async ({ texts, ...rest }) => {
      const { context } = means.server();
      const { settings } = context.directory.byKey(channel)?.state ?? { settings: defaultSessionSettings };
      const en = { ...settings.texts.en, ...texts };
      saved(await context.procedures.channels.saveSessionSettings(channel, by(), { ...settings, ...rest, texts: { ...settings.texts, en } }));
    },
    private: () => [...secrets],
  };
};

/** Numbers, ids, names and texts of customers. */
const remember = (secrets: Set<string>, { from, text }: InboundMessage): void => {
  const who = typeof from === 'string' ? { phone: from } : from;
  for (const secret of [who.phone, who.userId, who.name, text]) if (secret !== undefined && secret.length > 4) secrets.add(secret);
};

const connect = async (
  number: StoryNumber, { simulator, server, channel, agent }: StoryMeans & { channel: ChannelKey; agent: StubAgent },
): Promise<string> => {
  const { context, url } = server();
  const { procedures, vault, protocols } = context;
  const { phoneNumberId, wabaId, appId, appSecret, accessToken, version } = number;
  const secret = await vault.seal(CREDENTIALS_KEY, agent.secret);
  await procedures.agents.connectRuntime(number.agent, by(), { version, runtime: { kind: 'http', url: agent.url, secret } });
  saved(await procedures.channels.connect(channel, by(), { protocol: 'meta-cloud', number: number.number }));
  const { state } = saved(await procedures.channels.saveCredentials(channel, by(), {
    protocol: 'meta-cloud', entered: { phoneNumberId, businessAccountId: wabaId, appId, appSecret, accessToken },
  }));
  simulator.addNumber({ phoneNumberId, displayPhoneNumber: number.number, name: number.agent, wabaId, appId, appSecret, accessToken });
  const verifyToken = context.directory.byAddress(state.address, 'meta-cloud')?.verifyTokens[0]?.secrets[0] ?? '';
  const registered = await protocols('meta-cloud')?.registerCallback?.(
    { callbackUrl: `${url}/webhooks/meta-cloud/${state.address}`, verifyToken }, await openCredentials(vault, state), { timeout: 5_000 },
  );
  if (registered?.kind !== 'registered') throw new Error('The callback was not registered');
  return state.address;
};
