import {
  conversationStream, evolveConversation, nobody, type AliasEvent, type ChannelEvent, type ChannelKey, type Conversation, type ConversationEvent,
  type IntakeEvent, type Millis, type Outbound, type ParkedEvent, type RecordedEvent, type WebhookReceived,
} from '@tandem/domain';
import { canonicalJson, isChained, verifyChain } from '@tandem/event-store';
import type { CrashingStore } from '@tandem/event-store/memory';
import { follow, newChat, type Chat } from './book.js';
import { checkChats } from './check-chats.js';
import { checkIntake, type IntakeCheck } from './check-intake.js';
import { checkErasures, type ErasureCheck } from './check-erasures.js';
import { checkMedia } from './check-media.js';
import { checkMessages, type MessageCheck } from './check-messages.js';
import { checkProgress } from './check-progress.js';
import { checkSends, type SendCheck } from './check-sends.js';
import { countHappenings, type Happenings } from './happenings.js';
import { createSettingsSeen, type SettingsSeen } from './ledger-of-settings.js';
import type { Line } from './plan.js';
import type { Process } from './process.js';
import type { Rooms } from './rooms.js';
import type { World } from './world.js';

/** Sees all that is said and written, keeps its own picture of it, and knows the rules. */
export interface Witness {
  readonly intake: IntakeCheck;
  readonly messages: MessageCheck;
  readonly sends: SendCheck;
  readonly settings: SettingsSeen;
  readonly ends: ReadonlyMap<string, number>;
  readonly erasures: ErasureCheck;
  readonly happenings: Happenings;
  openSessions(channel: string): readonly string[];
  /** Conversations of the channel; whoever was merged into another is left out. */
  conversations(channel: string): readonly string[];
  /** What the views know for retention: conversations with anything from before the cut, and that it is gone. */
  olderThan(cut: Millis): readonly string[];
  forget(conversation: string, before: Millis): void;
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
  readonly rooms: Rooms;
  readonly person: (line: Line, to: Outbound['to']) => { number: number; lastInbound?: number } | undefined;
}

export const createWitness = (world: World, deps: WitnessDeps): Witness => {
  const log: CrashingStore = world.disk.store.reopen();
  const chats = new Map<string, Chat>();
  const chains = new Map<string, { version: number; hash: string }>();
  const settings = createSettingsSeen(world.clock.now);
  const ends = new Map<string, number>();
  const owners = new Map<string, number>();
  /** When the oldest of a conversation that is kept was recorded. */
  const oldest = new Map<string, Millis>();
  const erasures = checkErasures(world);
  const media = checkMedia(world);
  const happenings = countHappenings(world.lines);
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
  const roomFreeSince = ({ stream, channel }: Chat): Millis | undefined => {
    const line = world.lines.find(({ key }) => key === channel);
    const customer = messages.customerOf(stream);
    const room = line && customer !== undefined ? deps.rooms.of(line, customer) : undefined;
    if (!room?.everTaken) world.fail('nobody holds a session without a cause', `room ${room?.id ?? 'unknown'} was never taken`, stream);
    return room?.state === 'assigned' ? undefined : (room?.since ?? 0);
  };
  const progress = checkProgress(world, { settings, upSince: deps.upSince, roomFreeSince });

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
    erasures.look(event);
    media.look(event);
    if (!oldest.has(event.stream)) oldest.set(event.stream, event.meta.at);
    follow(chat, event, world.clock.now());
    progress.touch(chat);
    const known = event as unknown as ConversationEvent;
    if (known.type === 'SessionEnded') ends.set(known.data.reason, (ends.get(known.data.reason) ?? 0) + 1);
  };

  const takeReceipt = (event: RecordedEvent<WebhookReceived>): void => {
    const receipt = intake.receipt(event);
    if (!receipt) return;
    messages.logged(receipt);
    for (const item of receipt.call.items) if (item.kind === 'status' && item.send !== undefined) sends.evidence(item.send);
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
    happenings.look(event);
    if (stream.startsWith('conversation-')) takeConversation(event as RecordedEvent<ConversationEvent>);
    else if (stream.startsWith('webhooks-')) takeReceipt(event as RecordedEvent<WebhookReceived>);
    else if (stream.startsWith('intake-')) intake.handled(event as RecordedEvent<IntakeEvent>);
    else if (stream.startsWith('channel-')) settings.take(event as RecordedEvent<ChannelEvent>);
    else if (stream.startsWith('alias-')) takeAlias(event as RecordedEvent<AliasEvent>);
    else if (stream.startsWith('parked-')) takeParked(event as unknown as ParkedEvent);
    verify(event);
  };

  const takeAlias = ({ stream, type, data }: RecordedEvent<AliasEvent>): void => {
    if (type !== 'CustomerErased') return;
    const channel = stream.slice('alias-'.length, stream.lastIndexOf('.')) as ChannelKey;
    const conversation = conversationStream(channel, data.customer);
    messages.erased(conversation, data.at);
    if (!erasures.isErased(conversation)) happenings.happened('customers erased');
    erasures.begun(conversation);
  };

  const takeParked = (event: ParkedEvent): void => {
    if (event.type === 'ParkedReplayed') messages.replayed(event.data.parked, event.data.verdict);
    if (event.type === 'ParkedDismissed') messages.replayed(event.data.parked, 'dismissed');
  };

  const isWhole = async (stream: string): Promise<boolean> => (await log.read(stream, { limit: 1 })).events[0]?.version === 1;

  const fold = async (stream: string): Promise<{ state: Conversation; version: number }> => {
    const { events, version } = await log.read(stream);
    const state = (events as readonly RecordedEvent<ConversationEvent>[]).reduce(
      (folded, { type, data }) => evolveConversation(folded, { type, data } as ConversationEvent), nobody,
    );
    return { state, version };
  };

  return {
    intake, messages, sends, settings, ends, erasures, happenings: happenings.counts,
    openSessions: (channel) => {
      const prefix = `conversation-${channel}.`;
      return [...chats.values()].filter(({ stream, session }) => session && stream.startsWith(prefix)).map(({ stream }) => stream);
    },
    conversations: (channel) => {
      const prefix = `conversation-${channel}.`;
      return [...chats.values()].filter(({ stream, mergedInto }) => mergedInto === undefined && stream.startsWith(prefix)).map(({ stream }) => stream);
    },
    olderThan: (cut) => [...oldest].filter(([, at]) => at < cut).map(([stream]) => stream),
    forget: (conversation, before) => {
      happenings.happened('conversations forgotten');
      if (before === Infinity) oldest.delete(conversation);
      else oldest.set(conversation, before);
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
        if (loaded.version !== whole.version || !(await isWhole(stream))) continue; // it is being written to, or partly forgotten
        if (canonicalJson(loaded.state) === canonicalJson(whole.state)) continue;
        world.fail('a loaded conversation is what its whole stream says', `at version ${whole.version}`, stream);
      }
    },
    streams: () => [...chats.keys()],
    events: () => reached,
    end: async () => {
      intake.end();
      messages.end();
      media.end((stream) => erasures.isErased(stream));
      erasures.end();
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
