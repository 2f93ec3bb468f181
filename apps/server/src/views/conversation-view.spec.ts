import { describe, expect, it } from '@jest/globals';
import { conversationStream, type ConversationEvent, type Sealed } from '@tandem/domain';
import { evolveView, noConversation, type ConversationView, type Words } from './conversation-view.js';

const stream = conversationStream('shop.published', 'c1');
const settings = { revision: 3, askUserToEndSession: true, delayBeforeAsk: 1, delayBeforeEnd: 2, closes: false };
const box = 'sealed' as Sealed;
const cause = { receipt: 'r1', item: 0 };
const carried = { sends: [], early: [], absorbed: [] };

type Type = ConversationEvent['type'];
type DataOf<T extends Type> = Omit<Extract<ConversationEvent, { type: T }>['data'], 'at'>;

/** One example of every event. */
const examples: { readonly [T in Type]: DataOf<T> } = {
  SessionStarted: { session: 's1', settings, carried },
  MessageReceived: { session: 's1', message: 'm1', kind: 'text', toAgent: true, content: box, cause },
  AskAnswered: { session: 's1', ask: 's1.a1', answer: 'go-on', message: 'm2' },
  SettingsNoted: { session: 's1', settings },
  TurnStarted: { session: 's1', turn: 's1.t1', attempt: 1, messages: ['m1'] },
  TurnAnswered: { session: 's1', turn: 's1.t1', replies: [{ send: 's1.r1', content: box }], endSession: false },
  TurnFailed: { session: 's1', turn: 's1.t1', attempt: 1, reason: 'TimedOut', retryAt: 9 },
  TurnGivenUp: { session: 's1', turn: 's1.t1', reason: 'TimedOut' },
  AskRequested: { session: 's1', ask: 's1.a1', revision: 3 },
  AskWithdrawn: { session: 's1', ask: 's1.a1', reason: 'Activity' },
  AskForbidden: { session: 's1', ask: 's1.a1', revision: 3, reason: 'OutsideServiceWindow' },
  OperatorSpoke: { session: 's1', send: 's1.r2', content: box, operator: 'o1' },
  SendAttempted: { send: 's1.r1', kind: 'reply', attempt: 1 },
  SendAccepted: { send: 's1.r1', by: 'answer' },
  SendConfirmed: { send: 's1.r1' },
  SendPostponed: { send: 's1.r1', retryAt: 9, reason: 'Transient' },
  SendOutcomeUnknown: { send: 's1.r1' },
  SendRefused: { send: 's1.r1', kind: 'reply', reason: 'Refused' },
  SendStatusChanged: { send: 's1.r1', status: 'failed', cause },
  StatusNoted: { message: 'w1', status: 'read', cause },
  SessionTakenOver: { session: 's1', by: 'operator', operator: 'o1' },
  AnsweredInRoom: { session: 's1', cause: { receipt: 'r1', item: 0 } },
  SessionHandedBack: { session: 's1', by: 'operator' },
  SessionEnded: { session: 's1', reason: 'no-answer' },
  CustomerMerged: { from: 'c2', carried, unanswered: [] },
  MergedInto: { into: 'c0' },
  MediaFetched: { message: 'm1', media: 'x', bytes: 1, mimeType: 'image/png' },
  MediaNotFetched: { message: 'm1', reason: 'too large' },
};

const happens = (view: ConversationView, type: Type, { words, at = 7, ...change }: { words?: Words; at?: number; [field: string]: unknown } = {}) =>
  evolveView(view, { type, data: { ...examples[type], at, ...change } } as unknown as ConversationEvent, words);

const nobody = noConversation(stream);
const active = happens(nobody, 'SessionStarted', { at: 1 });

/** What an event changed: fields of the line before and after. */
const changes = (before: ConversationView, type: Type, given: Parameters<typeof happens>[2] = {}) => {
  const after = happens(before, type, given);
  const names = Object.keys({ ...before, ...after }) as (keyof ConversationView)[];
  return Object.fromEntries(names.filter((name) => before[name] !== after[name]).map((name) => [name, after[name]]));
};

describe('the line of a conversation', () => {
  it('begins empty', () =>
    expect(nobody).toEqual({ conversation: stream, channel: 'shop.published', customer: 'c1', status: 'ended', sessions: 0, lastAt: 0, asks: 0, unanswered: false }));

  it('becomes active with a session, and takes away how the one before ended', () => {
    expect(changes(nobody, 'SessionStarted')).toEqual({ status: 'active', session: 's1', sessions: 1, startedAt: 7, lastAt: 7 });
    const ended = happens(happens(active, 'TurnGivenUp'), 'SessionEnded');
    expect(changes(ended, 'SessionStarted', { at: 20, session: 's2' })).toEqual({
      status: 'active', session: 's2', sessions: 2, startedAt: 20, lastAt: 20, endedAt: undefined, endReason: undefined, unanswered: false,
    });
  });

  it('shows what the customer said and who he is, and keeps both where an event shows nothing', () => {
    const words = { text: 'hello', name: 'Sari', phone: '62812' };
    expect(changes(active, 'MessageReceived', { words })).toEqual({ lastAt: 7, lastText: 'hello', name: 'Sari', phone: '62812' });
    expect(changes(happens(active, 'MessageReceived', { words }), 'MessageReceived', { at: 8 })).toEqual({ lastAt: 8 });
  });

  it('shows what the agent said; what was not sent was not said', () => {
    const given = happens(active, 'TurnGivenUp');
    expect(changes(given, 'TurnAnswered', { words: { text: 'hi' } })).toEqual({ lastAt: 7, lastText: 'hi', unanswered: false });
    expect(changes(given, 'TurnAnswered', { words: { text: 'hi' }, notSent: 'Held' })).toEqual({});
  });

  it('shows what an operator said, who takes "unanswered" away', () =>
    expect(changes(happens(active, 'TurnGivenUp'), 'OperatorSpoke', { words: { text: 'me' } })).toEqual({ lastAt: 7, lastText: 'me', unanswered: false }));

  it('is unanswered once a turn is given up', () => expect(changes(active, 'TurnGivenUp')).toEqual({ unanswered: true }));

  it('counts an ask, and takes one back that was withdrawn', () => {
    expect(changes(active, 'AskRequested')).toEqual({ asks: 1 });
    expect(changes(happens(active, 'AskRequested'), 'AskWithdrawn')).toEqual({ asks: 0 });
    expect(changes(active, 'AskForbidden')).toEqual({ sendFailure: 'OutsideServiceWindow' });
  });

  it('shows the newest failure of a send until one is accepted', () => {
    const refused = happens(active, 'SendRefused');
    expect(changes(active, 'SendRefused')).toEqual({ sendFailure: 'Refused' });
    expect(changes(active, 'SendStatusChanged')).toEqual({ sendFailure: 'Failed' });
    expect(changes(active, 'SendStatusChanged', { status: 'read' })).toEqual({});
    expect(changes(refused, 'SendAccepted')).toEqual({ sendFailure: undefined });
  });

  it('is held by a person, and given back', () => {
    expect(changes(active, 'SessionTakenOver')).toEqual({ status: 'held' });
    expect(changes(happens(active, 'SessionTakenOver'), 'SessionHandedBack')).toEqual({ status: 'active' });
  });

  it('ends, with its reason', () => expect(changes(active, 'SessionEnded')).toEqual({ status: 'ended', endedAt: 7, endReason: 'no-answer' }));

  it('points to whom the customer turned out to be', () => expect(changes(active, 'MergedInto')).toEqual({ mergedInto: 'c0' }));

  it.each([
    'CustomerMerged', 'AskAnswered', 'SettingsNoted', 'TurnStarted', 'TurnFailed', 'SendAttempted', 'SendConfirmed', 'SendPostponed', 'SendOutcomeUnknown', 'StatusNoted',
    'MediaFetched', 'MediaNotFetched',
  ] as const)('is not changed by %s', (type) => expect(changes(active, type)).toEqual({}));

  it('has a case for every event there is', () => {
    for (const type of Object.keys(examples) as Type[]) expect(happens(active, type)).toHaveProperty('conversation', stream);
  });
});
