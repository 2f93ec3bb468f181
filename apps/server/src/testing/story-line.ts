import {
  channelKey, defaultSessionSettings, type ChannelKey, type ConversationEvent, type Credentials, type Protocol, type RecordedEvent, type SessionSettings,
  type SessionTexts,
} from '@tandem/domain';
import type { CallFault, FaultChange, InboundMessage, SentMessage } from '@tandem/simulator';
import { CREDENTIALS_KEY } from '../channel/channel-procedures.js';
import { openCredentials } from '../channel/credentials.js';
import { by, saved } from './installation.js';
import { protocolOf, type AnyNumber, type StoryNumber } from './story-numbers.js';
import { providerOf } from './story-providers.js';
import type { StoryMeans } from './story.js';
import { openStubAgent, type StubAgent } from './stub-agent.js';

type Kind = ConversationEvent['type'];
export type Happened<Type extends Kind = Kind> = RecordedEvent & Extract<ConversationEvent, { type: Type }>;
type Says = Omit<InboundMessage, 'from'>;

/** One agent version with its number: what customers do to it, and what becomes of it. */
export interface Line<Number extends AnyNumber = StoryNumber> {
  readonly channel: ChannelKey;
  readonly number: Number;
  readonly agent: StubAgent;
  readonly address: string;
  /** A customer writes; resolves when the call is answered. */
  writes(from: InboundMessage['from'], says: string | Says): Promise<void>;
  /** A customer writes and the agent's answer is delivered; resolves when nothing is left to do. */
  talks(from: InboundMessage['from'], says: string | Says): Promise<void>;
  /** A customer taps one of the two buttons of an ask: of the newest one sent to them, unless told otherwise. */
  taps(from: string, answer: 'go-on' | 'end', ask?: SentMessage): Promise<void>;
  /** Waits until the provider has accepted so many messages; answers them all. */
  sent(count: number, to?: string): Promise<readonly SentMessage[]>;
  /** What customers were shown so far, in words. */
  texts(to?: string): readonly string[];
  asks(to?: string): readonly SentMessage[];
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

/** Connects a version with a stub agent and its number, as a person does in the CMS; `all`: the numbers of the story. */
export const connectLine = async <Number extends AnyNumber>(
  number: Number, all: readonly AnyNumber[], means: StoryMeans,
): Promise<Line<Number>> => {
  const { simulator, log } = means;
  const channel = channelKey(number.agent, number.version);
  const agent = await openStubAgent();
  const address = await connect(number, all, { ...means, channel, agent });
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
  const asks = (to?: string) => simulator.sent(phoneNumberId, { to }).filter(isAsk);

  return {
    channel, number, agent, address, events, asks,
    writes: (from, says) => write({ from, ...(typeof says === 'string' ? { text: says } : says) }),
    talks: async (from, says) => {
      const receipts = log().events.filter(({ type }) => type === 'WebhookReceived').length;
      await write({ from, ...(typeof says === 'string' ? { text: says } : says) });
      await settledAfter(receipts);
    },
    taps: async (from, answer, ask = asks(from).at(-1)) => {
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
  number: AnyNumber, all: readonly AnyNumber[], { simulator, server, channel, agent }: StoryMeans & { channel: ChannelKey; agent: StubAgent },
): Promise<string> => {
  const { procedures, vault } = server().context;
  const secret = await vault.seal(CREDENTIALS_KEY, agent.secret);
  await procedures.agents.connectRuntime(number.agent, by(), { version: number.version, runtime: { kind: 'http', url: agent.url, secret } });
  providerOf(number).introduce(number, all, simulator);
  saved(await procedures.channels.connect(channel, by(), { protocol: protocolOf(number), number: number.number }));
  return enter(number, { simulator, server, channel });
};

/** Saves the credentials of a connected channel as the form does, and has the provider call its address. */
export const enter = async (
  number: AnyNumber, { simulator, server, channel }: Pick<StoryMeans, 'simulator' | 'server'> & { channel: ChannelKey },
): Promise<string> => {
  const { context, url: base } = server();
  const { procedures, vault, protocols, directory } = context;
  const name = protocolOf(number);
  const provider = providerOf(number);
  const protocol = protocols(name);
  if (!protocol) throw new Error(`${name} is not installed`);
  const entered = provider.entered(number);
  const account = protocol.proof.by === 'path' ? await accountOf(protocol, entered) : undefined;
  const { state } = saved(await procedures.channels.saveCredentials(channel, by(), { protocol: name, entered, account }));
  const door = directory.byAddress(state.address, name);
  const [proof] = door?.proofs ?? [];
  const url = `${base}/webhooks/${name}/${state.address}${protocol.proof.by === 'path' ? `/${proof?.secrets[0] ?? ''}` : ''}`;
  const credentials = await openCredentials(vault, state);
  await provider.register({ number, protocol, credentials, url, simulator, verifyToken: door?.verifyTokens[0]?.secrets[0] ?? '' });
  if (protocol.setEndpoint && proof) {
    saved(await procedures.channels.noteEndpointRegistered(channel, by(), { protocol: name, by: 'set-endpoint', fingerprint: proof.fingerprint }));
  }
  return state.address;
};

const accountOf = async (protocol: Protocol, entered: Credentials): Promise<string | undefined> => {
  const checked = await protocol.checkCredentials?.(entered, { timeout: 5_000 });
  if (checked?.kind !== 'checked' || checked.problems.length > 0) throw new Error(`The credentials do not hold: ${JSON.stringify(checked)}`);
  return checked.account;
};
