import {
  evolveConversation, nobody, type ChannelEvent, type Conversation, type ConversationEvent, type IntakeEvent, type Outbound, type RecordedEvent,
  type WebhookReceived,
} from '@tandem/domain';
import { canonicalJson, isChained, verifyChain } from '@tandem/event-store';
import type { CrashingStore } from '@tandem/event-store/memory';
import { follow, newChat, type Chat } from './book.js';
import { checkChats } from './check-chats.js';
import { checkIntake, type IntakeCheck } from './check-intake.js';
import { checkMessages, type MessageCheck } from './check-messages.js';
import { checkProgress } from './check-progress.js';
import { checkSends, type SendCheck } from './check-sends.js';
import { createSettingsSeen, type SettingsSeen } from './ledger-of-settings.js';
import type { Line } from './plan.js';
import type { Process } from './process.js';
import type { World } from './world.js';

/** Sees all that is said and written, keeps its own picture of it, and knows the rules. */
export interface Witness {
  readonly intake: IntakeCheck;
  readonly messages: MessageCheck;
  readonly sends: SendCheck;
  readonly settings: SettingsSeen;
  readonly ends: ReadonlyMap<string, number>;
  openSessions(channel: string): readonly string[];
  /** Takes what the log has more than before. */
  read(): Promise<void>;
  step(): void;
  /** Whether the process's conversations are what the log says of them. */
  refold(process: Process, streams?: readonly string[]): Promise<void>;
  streams(): readonly string[];
  /** How many the log has. */
  events(): number;
  end(): Promise<void>;
}

export interface WitnessDeps {
  readonly upSince: () => number | undefined;
  readonly person: (line: Line, to: Outbound['to']) => { number: number; lastInbound?: number } | undefined;
}

export const createWitness = (world: World, deps: WitnessDeps): Witness => {
  const log: CrashingStore = world.disk.store.reopen();
  const chats = new Map<string, Chat>();
  const chains = new Map<string, { version: number; hash: string }>();
  const settings = createSettingsSeen(world.clock.now);
  const ends = new Map<string, number>();
  const owners = new Map<string, number>();
  let reached = 0;

  const intake: IntakeCheck = checkIntake(world, (receipt, exceptions) => messages.read(receipt, exceptions));
  const messages: MessageCheck = checkMessages(world, (receipt) => intake.byId(receipt), (channel) => settings.isSetUp(channel));
  const sends = checkSends(world, {
    last: (line, to) => deps.person(line, to)?.lastInbound,
    stream: (line, to, stream) => {
      const number = deps.person(line, to)?.number;
      if (number === undefined) return false;
      const owner = owners.get(stream) ?? number;
      owners.set(stream, owner);
      return owner === number;
    },
  });
  const rules = checkChats(world, settings, (chat, at) => messages.unread(chat, at));
  const progress = checkProgress(world, { settings, upSince: deps.upSince });

  const chatOf = (stream: string): Chat => {
    let chat = chats.get(stream);
    if (!chat) chats.set(stream, (chat = newChat(stream)));
    return chat;
  };

  const takeConversation = (event: RecordedEvent<ConversationEvent>): void => {
    const chat = chatOf(event.stream);
    rules.look(chat, event);
    messages.look(chat, event);
    sends.look(event);
    follow(chat, event, world.clock.now());
    progress.touch(chat);
    const known = event as unknown as ConversationEvent;
    if (known.type === 'SessionEnded') ends.set(known.data.reason, (ends.get(known.data.reason) ?? 0) + 1);
  };

  const takeReceipt = (event: RecordedEvent<WebhookReceived>): void => {
    const receipt = intake.receipt(event);
    if (!receipt) return;
    messages.logged(receipt);
    for (const item of receipt.call.items) if (item.kind === 'status') sends.evidence(item.send);
  };

  const verify = (event: RecordedEvent): void => {
    if (!isChained(event.stream)) return;
    const verdict = verifyChain([event], chains.get(event.stream));
    if (verdict.kind === 'broken') world.fail('hashes verify', `${event.stream} at ${verdict.version}: ${verdict.why}`, event.stream);
    else if (verdict.hash !== undefined) chains.set(event.stream, { version: verdict.version, hash: verdict.hash });
  };

  const take = (event: RecordedEvent): void => {
    const { stream } = event;
    world.tell(stream, () => `${event.version} ${event.type} ${describe(event)}`);
    if (stream.startsWith('conversation-')) takeConversation(event as RecordedEvent<ConversationEvent>);
    else if (stream.startsWith('webhooks-')) takeReceipt(event as RecordedEvent<WebhookReceived>);
    else if (stream.startsWith('intake-')) intake.handled(event as RecordedEvent<IntakeEvent>);
    else if (stream.startsWith('channel-')) settings.take(event as RecordedEvent<ChannelEvent>);
    verify(event);
  };

  const fold = async (stream: string): Promise<{ state: Conversation; version: number }> => {
    const { events, version } = await log.read(stream);
    const state = (events as readonly RecordedEvent<ConversationEvent>[]).reduce(
      (folded, { type, data }) => evolveConversation(folded, { type, data } as ConversationEvent), nobody,
    );
    return { state, version };
  };

  return {
    intake, messages, sends, settings, ends,
    openSessions: (channel) => {
      const prefix = `conversation-${channel}.`;
      return [...chats.values()].filter(({ stream, session }) => session && stream.startsWith(prefix)).map(({ stream }) => stream);
    },
    read: async () => {
      for (;;) {
        const events = await log.readAll({ after: reached, limit: 500 });
        for (const event of events) take(event);
        reached = events.at(-1)?.position ?? reached;
        if (events.length < 500) return;
      }
    },
    step: () => {
      intake.step();
      sends.step();
      progress.step(world.clock.now());
    },
    refold: async (process, streams = [...chats.keys()]) => {
      for (const stream of streams) {
        const loaded = await process.way.conversations.load(stream);
        const whole = await fold(stream);
        if (loaded.version !== whole.version) continue; // it is being written to
        if (canonicalJson(loaded.state) === canonicalJson(whole.state)) continue;
        world.fail('a loaded conversation is what its whole stream says', `at version ${whole.version}`, stream);
      }
    },
    streams: () => [...chats.keys()],
    events: () => reached,
    end: async () => {
      intake.end();
      messages.end();
      for (const chat of chats.values()) {
        if (chat.session) world.fail('every session ends at last', `${chat.session.id} is open at the end`, chat.stream);
        if (chat.open.size > 0) world.fail('everything comes to rest', `${[...chat.open.keys()].join(', ')} is open at the end`, chat.stream);
      }
    },
  };
};

/** What an event says, without what is sealed in it. */
const describe = ({ data }: RecordedEvent): string =>
  JSON.stringify(data, (key, value: unknown) => (typeof value === 'string' && value.startsWith('v1.') ? '…' : key === 'settings' || key === 'carried' ? '…' : value));
