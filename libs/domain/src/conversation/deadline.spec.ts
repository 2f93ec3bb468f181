import { describe, expect, it } from '@jest/globals';
import { answered, askDue, asked, at, conversation, type Talk } from '../testing/conversation-builders.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';
import { nobody } from './conversation.js';
import { armFor } from './deadline.js';

/** The time a timer is armed for after `line`, where one is. */
const armedAfter = (talk: Talk, line: (talk: Talk) => Talk) => {
  const before = talk.state;
  const { state, now, rules } = line(talk);
  return armFor(before, state, { now, rules });
};

describe('a timer may sleep', () => {
  it('until the ask is due, in silence', () => expect(answered().wake).toBe(at('12:05:00')));
  it('until the end is due, where the ask is off', () =>
    expect(answered({ settings: { askUserToEndSession: false } }).wake).toBe(at('12:10:00')));
  it('until the end is due, after the ask', () => {
    expect(asked().wake).toBe(at('12:15:00'));
    expect(askDue().moveTo(at('12:06:00')).providerRefuses().wake).toBe(at('12:16:00'));
    expect(asked().moveTo(at('12:08:00')).statusComes('failed', { send: 's1.a1' }).wake).toBe(at('12:15:00'));
  });
  it('for the delay that follows, while an answer is owed', () => {
    const talk = conversation().customerSays('hello').pass(MINUTE);
    expect(talk.wake).toBe(at('12:06:00'));
    expect(conversation({ settings: { askUserToEndSession: false } }).customerSays('hello').wake).toBe(at('12:10:00'));
    expect(conversation({ settings: { delayBeforeEnd: MINUTE } }).customerSays('hello').wake).toBe(at('12:05:00'));
  });
  it('for Delay Before End, while an ask waits for its acceptance', () => {
    for (const talk of [askDue(), askDue().attempts(), askDue().callIsLost()]) expect(talk.moveTo(at('12:06:00')).wake)
      .toBe(at('12:16:00'));
  });
  it('for an hour, while an operator holds it, or until his hour is over', () => {
    const talk = answered().operatorTakesOver();
    expect(talk.wake).toBe(at('13:00:00'));
    expect(talk.moveTo(at('12:30:00')).customerSays('hm').moveTo(at('12:45:00')).wake).toBe(at('13:30:00'));
    expect(talk.moveTo(at('14:00:00')).wake).toBe(at('13:30:00'));
  });
  it('for five minutes, while a room is assigned', () => expect(answered().roomIsAssigned().wake).toBe(at('12:05:00')));
  it('for ever, once the session is over or there was none', () => {
    expect(asked().customerTaps('end').wake).toBe('over');
    expect(conversation().wake).toBe('over');
  });
});

describe('a timer is armed', () => {
  it('for a new session', () => {
    expect(armedAfter(conversation(), (talk) => talk.customerSays('hello'))).toBe(at('12:05:00'));
    expect(armedAfter(asked().customerTaps('end'), (talk) => talk.customerSays('hello'))).toBe(at('12:10:00'));
  });
  it('for a session found in the log after a restart', () => {
    const { state, rules } = asked();
    expect(armFor(nobody, state, { now: at('20:00:00'), rules })).toBe(at('12:15:00'));
  });
  it.each([
    ['an answer to the ask', () => asked(), (talk: Talk) => talk.pass(MINUTE).customerTaps('go-on'), at('12:11:00')],
    ['a shorter setting at the next silence', () => conversation().customerSays('hello').agentAnswers('hi').settingsChange({ delayBeforeAsk: SECOND }),
      (talk: Talk) => talk.providerAccepts(), at('12:00:01')],
    ['a hand-back', () => answered().operatorTakesOver(), (talk: Talk) => talk.pass(MINUTE).handsBack(), at('12:06:00')],
    ['a hand-back long after the ask', () => asked().operatorTakesOver(), (talk: Talk) => talk.pass(HOUR).handsBack(), at('13:10:00')],
    ['a message after the ask', () => asked(), (talk: Talk) => talk.customerSays('hm'), at('12:10:00')],
  ] as const)('after %s, which makes the deadline earlier', (_what, given, line, expected) => {
    expect(armedAfter(given(), line)).toBe(expected);
  });
  it.each([
    ['a message in silence', () => answered(), (talk: Talk) => talk.pass(MINUTE).customerSays('and')],
    ['a message, with an end soon after the ask', () => answered({ settings: { delayBeforeEnd: SECOND } }), (talk: Talk) => talk.pass(MINUTE).customerSays('and')],
    ['a reply', () => conversation().customerSays('hello').agentAnswers('hi'), (talk: Talk) => talk.pass(MINUTE).providerAccepts()],
    ['the ask', () => askDue(), (talk: Talk) => talk.pass(MINUTE).providerAccepts()],
    ['a refusal', () => askDue(), (talk: Talk) => talk.pass(MINUTE).providerRefuses()],
    ['a status', () => asked(), (talk: Talk) => talk.pass(MINUTE).statusComes('failed', { send: 's1.a1' })],
    ['a take-over', () => answered(), (talk: Talk) => talk.pass(MINUTE).operatorTakesOver()],
    ['a longer setting', () => conversation().customerSays('hello').agentAnswers('hi').settingsChange({ delayBeforeAsk: HOUR }),
      (talk: Talk) => talk.providerAccepts()],
    ['the end', () => asked(), (talk: Talk) => talk.customerTaps('end')],
  ] as const)('not after %s: that costs the timer nothing', (_what, given, line) => {
    expect(armedAfter(given(), line)).toBeUndefined();
  });
  it.each([
    ['a reply', () => conversation().customerSays('hello').agentAnswers('hi'), (talk: Talk) => talk.providerAccepts()],
    ['the ask', () => askDue(), (talk: Talk) => talk.providerAccepts()],
    ['a refusal', () => askDue(), (talk: Talk) => talk.providerRefuses()],
  ] as const)('nor after %s that is only seen a moment later', (_what, given, line) => {
    const talk = given();
    const before = talk.state;
    const { state, now, rules } = line(talk);
    expect(armFor(before, state, { now: now + 20, rules })).toBeUndefined();
  });
});

describe('what is to be done next', () => {
  it('follows from the state alone', () => {
    expect(conversation().step).toEqual({ kind: 'rest' });
    expect(conversation().customerSays('hello').step).toEqual({ kind: 'turn' });
    expect(conversation().customerSays('hello').agentStarts().step).toEqual({ kind: 'turn' });
    expect(answered().step).toEqual({ kind: 'rest' });
    expect(answered().operatorTakesOver().customerSays('hm').step).toEqual({ kind: 'rest' });
  });
  it('is the agent\'s turn although nobody knows yet what became of the ask', () => {
    const talk = askDue().callIsLost().customerSays('hm');
    expect(talk.step).toEqual({ kind: 'turn' });
    expect(talk.agentAnswers('well').step).toMatchObject({ kind: 'send', send: { kind: 'reply' } });
  });
  it('is to refuse an ask that is over, even on a paused channel', () => {
    const talk = askDue().attempts().customerSays('hm');
    expect(talk.callEnds({ kind: 'retry', reason: 'TooManyRequests' }).step).toEqual({ kind: 'turn' });
  });
  it('is never anything for a timer that lost the race', () => {
    askDue().wakes().thenIgnored('AskUnderway');
    asked().pass(10 * MINUTE).wakes().wakes().thenIgnored('SessionIsOver').pass(DAY).wakes()
      .thenIgnored('SessionIsOver');
  });
});
