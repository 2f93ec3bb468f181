import { partsOfConversation, type RecordedEvent } from '@tandem/domain';
import type { Feature, Line, Plan } from './plan.js';

/** What a world is to try, by the feature that brings it: a drill in which one of them never happened shows nothing of it. */
const tried = {
  'messages of Meta Cloud': 'meta-cloud',
  'messages of Coster': 'coster',
  'messages of Qontak': 'qontak',
  'media brought': 'media',
  'media given up': 'media',
  'items parked': 'parkedItems',
  'parked items replayed': 'parkedItems',
  'rooms taken by a person': 'rooms',
  'rooms given back': 'rooms',
  'answers of a person in a room': 'rooms',
  'take-overs of operators': 'operators',
  'numbers changed': 'numberChanges',
  'channels disconnected': 'disconnects',
  'agents archived': 'archives',
  'secrets replaced': 'secrets',
  'channels paused': 'brokenCredentials',
  'customers merged': 'merges',
  'customers erased': 'erasures',
  'turns given up': 'runtimeDown',
  'sends of unknown outcome': 'timeouts',
  'sends refused': 'refusals',
  'days balanced': 'retention',
  'conversations forgotten': 'retention',
} as const satisfies Readonly<Record<string, Feature>>;

export type Happening = keyof typeof tried;
export type Happenings = Readonly<Record<Happening, number>>;

const ofProtocol = { 'meta-cloud': 'messages of Meta Cloud', coster: 'messages of Coster', qontak: 'messages of Qontak' } as const;

const byType: Readonly<Record<string, Happening>> = {
  MediaFetched: 'media brought',
  MediaNotFetched: 'media given up',
  ItemParked: 'items parked',
  ParkedReplayed: 'parked items replayed',
  AnsweredInRoom: 'answers of a person in a room',
  NumberChanged: 'numbers changed',
  ChannelDisconnected: 'channels disconnected',
  AgentArchived: 'agents archived',
  WebhookSecretRegenerated: 'secrets replaced',
  SendingPaused: 'channels paused',
  CustomerMerged: 'customers merged',
  TurnGivenUp: 'turns given up',
  SendOutcomeUnknown: 'sends of unknown outcome',
  SendRefused: 'sends refused',
  DayBalanced: 'days balanced',
};

/** Counts what happened to a world, as its log says. */
export const countHappenings = (lines: readonly Line[]) => {
  const counts = Object.fromEntries(Object.keys(tried).map((name) => [name, 0])) as Record<Happening, number>;
  const protocols = new Map<string, Line['protocol']>(lines.map(({ key, protocol }) => [key, protocol]));

  const named = ({ stream, type, data }: RecordedEvent): Happening | undefined => {
    const { by } = data as { readonly by?: string };
    if (type === 'SessionTakenOver') return by === 'room' ? 'rooms taken by a person' : 'take-overs of operators';
    if (type === 'SessionHandedBack') return by === 'room' ? 'rooms given back' : undefined;
    if (type !== 'MessageReceived') return byType[type];
    const protocol = protocols.get(partsOfConversation(stream).channel);
    return protocol && ofProtocol[protocol];
  };

  return {
    counts,
    look: (event: RecordedEvent): void => {
      const name = named(event);
      if (name) counts[name] += 1;
    },
    happened: (name: Happening): void => void (counts[name] += 1),
  };
};

/** What the plan was to try and never did; nothing of a world that is too small to be held to it. */
export const untried = (happenings: Happenings, { without, messages, days }: Plan): readonly Happening[] =>
  messages < ENOUGH_MESSAGES || days < ENOUGH_DAYS
    ? []
    : (Object.keys(tried) as Happening[]).filter((name) => happenings[name] === 0 && !without.includes(tried[name]));

const ENOUGH_MESSAGES = 20_000;
const ENOUGH_DAYS = 20;
