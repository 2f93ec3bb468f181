import type { TimelineEntry } from '@tandem/wire';

/** What an entry came from: a webhook call, another entry, or something that is not shown here. */
export interface Cause {
  readonly kind: 'webhook' | 'entry' | 'other';
  readonly id: string;
}

export interface Origin {
  readonly cause?: Cause;
  /** The configuration revision that caused it, or that was in force. */
  readonly revision?: string;
}

/** Where every entry came from, in their order. What the entries name is taken as it is; the rest follows from the rules of a conversation. */
export const originsOf = (timeline: readonly TimelineEntry[]): readonly Origin[] => {
  let inForce: string | undefined;
  return timeline.map((entry, index) => {
    const own = revisionOf(entry);
    if (entry.type === 'SessionStarted' || entry.type === 'SettingsNoted') inForce = own;
    const before = timeline.slice(0, index);
    return { cause: namedCause(entry, timeline) ?? impliedCause(entry, before), revision: own ?? inForce };
  });
};

const revisionOf = ({ data }: TimelineEntry): string | undefined => {
  const settings = data['settings'] as { readonly revision?: unknown } | undefined;
  const revision = data['revision'] ?? settings?.revision;
  return typeof revision === 'number' || typeof revision === 'string' ? String(revision) : undefined;
};

const receiptOf = ({ data }: TimelineEntry): unknown => (data['cause'] as { readonly receipt?: unknown } | undefined)?.receipt;

const namedCause = (entry: TimelineEntry, timeline: readonly TimelineEntry[]): Cause | undefined => {
  const [receipt, { causation }] = [receiptOf(entry), entry];
  if (typeof receipt === 'string') return { kind: 'webhook', id: receipt };
  if (causation === undefined) return undefined;
  if (timeline.some(({ id }) => id === causation)) return { kind: 'entry', id: causation };
  return { kind: timeline.some((other) => receiptOf(other) === causation) ? 'webhook' : 'other', id: causation };
};

/** What ends an owed answer, or is activity: the latest of these began the silence. */
const beginsSilence = new Set(['MessageReceived', 'AskAnswered', 'TurnAnswered', 'TurnGivenUp', 'SendAccepted', 'SendRefused', 'SessionHandedBack']);

type Finds = (entry: TimelineEntry, before: readonly TimelineEntry[]) => TimelineEntry | undefined;

const newest = (before: readonly TimelineEntry[], types: readonly string[], name: string, value: unknown): TimelineEntry | undefined =>
  before.findLast(({ type, data }) => types.includes(type) && data[name] === value);

const turnStarted: Finds = ({ data }, before) => newest(before, ['TurnStarted'], 'turn', data['turn']);
const attempted: Finds = ({ data }, before) => newest(before, ['SendAttempted'], 'send', data['send']);
const silence: Finds = (_entry, before) => before.findLast(({ type }) => beginsSilence.has(type));

/** The answer that the message belongs to; where that is not told, the latest. */
const answerOf: Finds = ({ data }, before) =>
  before.findLast(({ type, data: { sends } }) => type === 'TurnAnswered' && Array.isArray(sends) && sends.includes(data['send']))
  ?? before.findLast(({ type }) => type === 'TurnAnswered');

const askSettled: Finds = ({ data }, before) =>
  newest(before, ['SendAccepted', 'SendRefused', 'SendStatusChanged'], 'send', data['ask']) ?? newest(before, ['AskForbidden'], 'ask', data['ask']);

/** The latest of the same call before it, where it is a repeat. */
const earlierTry = ({ data }: TimelineEntry, before: readonly TimelineEntry[], name: 'turn' | 'send'): TimelineEntry | undefined =>
  (typeof data['attempt'] === 'number' && data['attempt'] > 1 ? before.findLast((entry) => entry.data[name] === data[name]) : undefined);

const sentFor: Readonly<Record<string, Finds>> = {
  reply: answerOf,
  operator: ({ data }, before) => newest(before, ['OperatorSpoke'], 'send', data['send']),
  ask: ({ data }, before) => newest(before, ['AskRequested'], 'ask', data['send']),
  closing: (_entry, before) => before.findLast(({ type }) => type === 'SessionEnded'),
};

const endedFor: Readonly<Record<string, Finds>> = {
  'no-answer': askSettled, 'ask-undelivered': askSettled, inactivity: silence, agent: (_entry, before) => before.findLast(({ type }) => type === 'TurnAnswered'),
};

const finders: Readonly<Record<string, Finds>> = {
  TurnStarted: (entry, before) =>
    earlierTry(entry, before, 'turn') ?? newest(before, ['MessageReceived'], 'message', (entry.data['messages'] as readonly unknown[] | undefined)?.at(-1)),
  TurnAnswered: turnStarted, TurnFailed: turnStarted, TurnGivenUp: turnStarted,
  SendAttempted: (entry, before) => earlierTry(entry, before, 'send') ?? sentFor[String(entry.data['kind'])]?.(entry, before),
  SendAccepted: attempted, SendConfirmed: attempted, SendPostponed: attempted, SendOutcomeUnknown: attempted, SendRefused: attempted,
  AskRequested: silence, AskForbidden: silence,
  SessionEnded: (entry, before) => endedFor[String(entry.data['reason'])]?.(entry, before),
};

const impliedCause = (entry: TimelineEntry, before: readonly TimelineEntry[]): Cause | undefined => {
  const found = finders[entry.type]?.(entry, before);
  return found && { kind: 'entry', id: found.id };
};
