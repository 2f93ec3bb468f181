import type { TimelineEntry } from '@tandem/wire';
import type { IconName } from '../kit/icon.js';
import type { Words } from '../words/words.js';

/** Who a line of the timeline is about: it stands on their side. */
export type Side = 'user' | 'agent' | 'tandem';

export interface TimelineLine {
  readonly side: Side;
  readonly icon: IconName;
  readonly title: string;
  /** Short facts behind the title. */
  readonly facts: readonly string[];
  /** Something went wrong. */
  readonly bad: boolean;
  /** A line of the machinery, small. */
  readonly minor: boolean;
}

const looks: Readonly<Record<string, readonly [Side, IconName]>> = {
  SessionStarted: ['tandem', 'bolt'], MessageReceived: ['user', 'account'], AskAnswered: ['user', 'question'], SettingsNoted: ['tandem', 'settings'],
  TurnStarted: ['agent', 'agents'], TurnAnswered: ['agent', 'agents'], TurnFailed: ['agent', 'alert'], TurnGivenUp: ['agent', 'alert'],
  AskRequested: ['tandem', 'question'], AskWithdrawn: ['tandem', 'question'], AskForbidden: ['tandem', 'alert'], OperatorSpoke: ['agent', 'people'],
  SendAttempted: ['agent', 'send'], SendAccepted: ['agent', 'check'], SendPostponed: ['agent', 'clock'], SendOutcomeUnknown: ['agent', 'question'],
  SendRefused: ['agent', 'alert'], SendStatusChanged: ['agent', 'check'], StatusNoted: ['tandem', 'check'], SessionTakenOver: ['tandem', 'hand'],
  AnsweredInRoom: ['agent', 'people'],
  SessionHandedBack: ['tandem', 'hand'], SessionEnded: ['tandem', 'end'], CustomerMerged: ['tandem', 'link'], MergedInto: ['tandem', 'link'],
  MediaFetched: ['user', 'file'], MediaNotFetched: ['user', 'alert'],
};

const bad = new Set(['TurnFailed', 'TurnGivenUp', 'AskForbidden', 'SendRefused', 'MediaNotFetched']);
const minor = new Set([
  'TurnStarted', 'SendAttempted', 'SendAccepted', 'SendPostponed', 'SendOutcomeUnknown', 'SendStatusChanged', 'StatusNoted', 'SettingsNoted', 'MediaFetched',
  'AskRequested',
]);

const lookUp = (table: object, key: unknown): string | undefined =>
  typeof key === 'string' ? (table as Readonly<Record<string, string | undefined>>)[key] ?? key : undefined;

/** One event as an operator reads it. Total over whatever events there will be: one that is not known shows its own name. */
export const timelineLine = ({ type, data }: TimelineEntry, words: Words): TimelineLine => {
  const [side, icon] = looks[type] ?? (['tandem', 'bolt'] as const);
  const failed = type === 'SendStatusChanged' && data['status'] === 'failed';
  return { side, icon, title: lookUp(words.events, type) ?? type, facts: factsOf(data, words), bad: bad.has(type) || failed, minor: minor.has(type) && !failed };
};

const factsOf = (data: TimelineEntry['data'], words: Words): readonly string[] => {
  const { answers, sendKinds, sendStatuses, attempt, by, code } = words.conversations;
  const reason = lookUp(words.endReasons, data['reason']);
  const facts = [
    lookUp(sendKinds, data['kind'] === 'text' ? undefined : data['kind']),
    lookUp(answers, data['answer']),
    lookUp(sendStatuses, data['status']),
    reason !== undefined && (words.problems as Readonly<Record<string, string | undefined>>)[reason] === undefined ? reason : lookUp(words.problems, data['reason']),
    lookUp(by, data['by'] === 'answer' || data['by'] === 'status' || data['by'] === 'nothing' ? undefined : data['by']),
    typeof data['attempt'] === 'number' && data['attempt'] > 1 ? attempt(String(data['attempt'])) : undefined,
    typeof data['code'] === 'string' ? code(data['code']) : undefined,
  ];
  return facts.filter((fact): fact is string => fact !== undefined && fact !== '');
};

/** The configuration revision that caused it, where one did. */
export const revisionOf = ({ data }: TimelineEntry): string | undefined => {
  const settings = data['settings'] as { readonly revision?: unknown } | undefined;
  const revision = data['revision'] ?? settings?.revision;
  return typeof revision === 'number' || typeof revision === 'string' ? String(revision) : undefined;
};

/** What an entry came from: a webhook call, another entry, or something that is not shown here. */
export interface Cause {
  readonly kind: 'webhook' | 'entry' | 'other';
  readonly id: string;
}

export const causeOf = ({ causation, data }: TimelineEntry, timeline: readonly TimelineEntry[]): Cause | undefined => {
  const { receipt } = (data['cause'] ?? {}) as { readonly receipt?: unknown };
  if (typeof receipt === 'string') return { kind: 'webhook', id: receipt };
  if (causation === undefined) return undefined;
  if (timeline.some(({ id }) => id === causation)) return { kind: 'entry', id: causation };
  const isCall = timeline.some(({ data: { cause } }) => (cause as { readonly receipt?: unknown } | undefined)?.receipt === causation);
  return { kind: isCall ? 'webhook' : 'other', id: causation };
};
