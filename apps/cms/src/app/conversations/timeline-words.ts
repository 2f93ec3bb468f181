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
  SendAttempted: ['agent', 'send'], SendAccepted: ['agent', 'check'], SendConfirmed: ['agent', 'check'], SendPostponed: ['agent', 'clock'], SendOutcomeUnknown: ['agent', 'question'],
  SendRefused: ['agent', 'alert'], SendStatusChanged: ['agent', 'check'], StatusNoted: ['tandem', 'check'], SessionTakenOver: ['tandem', 'hand'],
  AnsweredInRoom: ['agent', 'people'],
  SessionHandedBack: ['tandem', 'hand'], SessionEnded: ['tandem', 'end'], CustomerMerged: ['tandem', 'link'], MergedInto: ['tandem', 'link'],
  MediaFetched: ['user', 'file'], MediaNotFetched: ['user', 'alert'],
};

const bad = new Set(['TurnFailed', 'TurnGivenUp', 'AskForbidden', 'SendRefused', 'MediaNotFetched']);
const minor = new Set([
  'TurnStarted', 'SendAttempted', 'SendAccepted', 'SendConfirmed', 'SendPostponed', 'SendOutcomeUnknown', 'SendStatusChanged', 'StatusNoted', 'SettingsNoted', 'MediaFetched',
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
