import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { at, sealed } from '../testing/conversation-builders.js';
import { fold } from '../testing/conversation-world.js';
import { HOUR, MINUTE, SECOND } from '../kernel/time.js';
import { nobody, type SettingsInForce } from './conversation.js';
import { armFor, nextWake } from './deadline.js';
import type { ConversationEvent } from './events.js';
import { nextStep } from './next-step.js';
import { defaultRules } from './rules.js';

const few = fc.nat({ max: 3 });
const delays = fc.constantFrom(SECOND, 5 * MINUTE, HOUR);
const statusWords = fc.constantFrom('accepted', 'sent', 'delivered', 'read', 'failed', 'pondered');
const by = fc.constantFrom('operator' as const, 'room' as const);

describe('evolve', () => {
  const id = fc.constantFrom('s1', 's2');
  const send = fc.constantFrom('s1.r1', 's1.a1', 's1.c', 's2.a1');
  const time = fc.integer({ min: 0, max: 100 }).map((n) => at('12:00:00') + n * MINUTE);
  const cause = fc.constant({ receipt: 'r', item: 0 });
  const rules: fc.Arbitrary<SettingsInForce> = fc.record({
    revision: few, askUserToEndSession: fc.boolean(), delayBeforeAsk: delays, delayBeforeEnd: delays, closes: fc.boolean(),
  });
  const sends = fc.array(fc.record({
    id: send, kind: fc.constantFrom('reply' as const, 'ask' as const, 'closing' as const), session: id, attempts: few,
    stage: fc.oneof(
      time.map((notBefore) => ({ is: 'queued' as const, notBefore })),
      time.map((when) => ({ is: 'attempted' as const, at: when })),
      time.map((when) => ({ is: 'accepted' as const, at: when, status: 'sent' })),
    ),
  }), { maxLength: 2 });
  const carried = fc.record({ sends, early: fc.constant([]), absorbed: fc.constant([]) });
  const waiting = fc.array(fc.record({ message: fc.constantFrom('m8', 'm9'), at: time, content: fc.constant(sealed('x')) }), { maxLength: 2 });
  const event = <Type extends ConversationEvent['type']>(type: Type, data: object): fc.Arbitrary<ConversationEvent> =>
    fc.record({ at: time, ...data }).map((made) => ({ type, data: made }) as unknown as ConversationEvent);
  const turn = fc.constantFrom('s1.t1', 's1.t2');
  const arbitraries: Record<ConversationEvent['type'], fc.Arbitrary<ConversationEvent>> = {
    SessionStarted: event('SessionStarted', { session: id, settings: rules, carried }),
    MessageReceived: event('MessageReceived', {
      session: id, message: fc.constantFrom('m1', 'm2'), kind: fc.constant('text'), toAgent: fc.boolean(),
      content: fc.constant(sealed('x')), stamp: fc.option(time, { nil: undefined }), cause,
    }),
    AskAnswered: event('AskAnswered', { session: id, ask: send, answer: fc.constantFrom('go-on', 'end'), message: fc.constant('m1') }),
    SettingsNoted: event('SettingsNoted', { session: id, settings: rules }),
    TurnStarted: event('TurnStarted', { session: id, turn, attempt: few, messages: fc.constant([]) }),
    TurnAnswered: event('TurnAnswered', {
      session: id, turn, replies: fc.array(fc.record({ send, content: fc.constant(sealed('y')) }), { maxLength: 2 }),
      endSession: fc.boolean(), notSent: fc.constantFrom(undefined, 'Held'),
    }),
    TurnFailed: event('TurnFailed', { session: id, turn, attempt: few, reason: fc.constant('x'), retryAt: time }),
    TurnGivenUp: event('TurnGivenUp', { session: id, turn, reason: fc.constant('x') }),
    AskRequested: event('AskRequested', { session: id, ask: send, revision: few }),
    AskWithdrawn: event('AskWithdrawn', { session: id, ask: send, reason: fc.constant('Activity') }),
    AskForbidden: event('AskForbidden', { session: id, ask: send, revision: few, reason: fc.constant('OutsideServiceWindow') }),
    OperatorSpoke: event('OperatorSpoke', { session: id, send, content: fc.constant(sealed('z')), operator: fc.constant('op') }),
    SendAttempted: event('SendAttempted', { send, kind: fc.constant('ask'), attempt: few }),
    SendAccepted: event('SendAccepted', { send, by: fc.constantFrom('answer', 'status'), message: fc.constantFrom(undefined, 'w1') }),
    SendConfirmed: event('SendConfirmed', { send, message: fc.constantFrom(undefined, 'w1') }),
    SendPostponed: event('SendPostponed', { send, retryAt: time, reason: fc.constant('x') }),
    SendOutcomeUnknown: event('SendOutcomeUnknown', { send }),
    SendRefused: event('SendRefused', { send, kind: fc.constant('ask'), reason: fc.constant('x') }),
    SendStatusChanged: event('SendStatusChanged', { send, status: statusWords, cause }),
    StatusNoted: event('StatusNoted', { message: fc.constant('w1'), status: statusWords, cause }),
    SessionTakenOver: event('SessionTakenOver', { session: id, by }),
    AnsweredInRoom: event('AnsweredInRoom', { session: id, cause: fc.constant({ receipt: 'r', item: 0 }) }),
    SessionHandedBack: event('SessionHandedBack', { session: id, by }),
    SessionEnded: event('SessionEnded', {
      session: id, reason: fc.constantFrom('no-answer', 'merged'), closing: fc.constantFrom(undefined, 's1.c'),
    }),
    CustomerMerged: event('CustomerMerged', { from: fc.constant('B'), carried, unanswered: waiting }),
    MediaFetched: event('MediaFetched', { message: fc.constant('m1'), media: fc.constant('f'), bytes: few, mimeType: fc.constant('image/png') }),
    MediaNotFetched: event('MediaNotFetched', { message: fc.constant('m1'), reason: fc.constant('x') }),
    MergedInto: event('MergedInto', { into: fc.constant('B') }),
  };

  it('takes any sequence of any events, changes none of them nor any state, and time never runs backwards', () => {
    const anyEvent = fc.oneof(...Object.values(arbitraries));
    fc.assert(fc.property(fc.array(anyEvent, { maxLength: 60, size: 'max' }), (events) => {
      const state = fold(events, nobody);
      expect(state.at).toBe(Math.max(0, ...events.map(({ data }) => data.at)));
      const now = at('13:00:00');
      nextWake(state, now, defaultRules);
      nextStep(state, { now, rules: defaultRules, paused: false });
      armFor(nobody, state, { now, rules: defaultRules });
    }), { numRuns: 1_000 });
  });
});
