import { describe, expect, it } from '@jest/globals';
import { answered, askDue, asked, at, conversation } from '../testing/conversation-builders.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';

const askOff = { settings: { askUserToEndSession: false } };
const closing = { settings: { closes: true } };

describe('a session ends', () => {
  it('no-answer: Delay Before End after the ask was sent', () => {
    asked().moveTo(at('12:15:00')).wakes().thenEnded('no-answer', { ask: 's1.a1', revision: 1, at: at('12:15:00') });
  });

  it('inactivity: Delay Before End of silence, where the ask is off', () => {
    const talk = answered(askOff).moveTo(at('12:09:59')).wakes().thenIgnored('NotYet').moveTo(at('12:10:00')).wakes();
    talk.thenHappened('SessionEnded').thenEnded('inactivity', { revision: 1, ask: undefined });
    expect(talk.step).toEqual({ kind: 'rest' });
  });

  it('inactivity: at once after an outage, since nothing was to be asked', () => {
    answered(askOff).moveTo(at('20:00:00')).wakes().thenEnded('inactivity');
  });

  it('with a closing where one is set in the customer\'s language, else in the channel\'s', () => {
    const onlyIndonesian = { settings: { closes: false, closesIn: ['id'] as const } };
    const spokenTo = (language?: 'en' | 'id') =>
      conversation(onlyIndonesian).customerSays('hello').agentStarts().agentFinishes([], { language }).ends('operator').newest('SessionEnded').closing;
    expect([spokenTo('id'), spokenTo('en'), spokenTo()]).toEqual(['s1.c', undefined, undefined]);
  });

  it('operator, in any state', () => {
    for (const talk of [conversation().customerSays('hello'), answered(), asked(), answered().operatorTakesOver()]) {
      talk.ends('operator').thenEnded('operator', { revision: 1 });
    }
    askDue().ends('operator').thenHappened('AskWithdrawn', 'SessionEnded');
  });

  it('channel-closed, where it is the one that was meant: a newer one goes on', () => {
    answered().ends('channel-closed', 's0').thenIgnored('SessionIsOver').ends('channel-closed', 's1').thenEnded('channel-closed');
  });

  it.each(['channel-closed', 'erased'] as const)('%s: silently, and nothing that waits is said any more', (reason) => {
    const talk = answered(closing).customerSays('and').agentAnswers('one', 'two').ends(reason)
      .thenEnded(reason, { closing: undefined });
    expect(talk.step).toEqual({ kind: 'rest' });
  });

  it('channel-closed: what was under way is not tried again', () => {
    const underWay = () => conversation().customerSays('hello').agentAnswers('hi').attempts();
    const talk = underWay().ends('channel-closed').callEnds({ kind: 'retry', reason: 'TooManyRequests' })
      .thenHappened('SendRefused');
    expect(talk.step).toEqual({ kind: 'rest' });
    underWay().ends('erased').pass(2 * MINUTE).evidenceIsOver().thenHappened('SendRefused');
  });

  it('once', () => {
    const talk = asked().customerTaps('end');
    talk.customerTaps('end').thenIgnored('AskIsOver').ends('operator').thenIgnored('NoActiveSession');
    talk.pass(DAY).wakes().thenIgnored('SessionIsOver').agentStarts().thenIgnored('NoActiveSession');
    expect(talk.all('SessionEnded')).toHaveLength(1);
  });

  it('by its own timer only: that of an earlier session does nothing', () => {
    asked().customerTaps('end').customerSays('again').agentAnswers('yes?').providerAccepts().pass(DAY).wakes('s1')
      .thenIgnored('SessionIsOver');
  });

  it('not while the customer is active, an answer is owed or a person holds it', () => {
    asked().pass(9 * MINUTE).customerSays('wait').pass(MINUTE).wakes().thenIgnored('AnswerOwed');
    asked().pass(9 * MINUTE).customerTaps('go-on').pass(MINUTE).wakes().thenIgnored('NotYet');
    asked().operatorTakesOver().pass(DAY).wakes().thenIgnored('Held');
    answered(askOff).operatorSays('wait').pass(DAY).wakes().thenIgnored('AnswerOwed');
  });

  it('and the next message starts a new one, under the settings of then', () => {
    const talk = asked().customerTaps('end').settingsChange({ delayBeforeAsk: HOUR }).customerSays('again');
    expect(talk.session).toMatchObject({ id: 's2', settings: { revision: 2 } });
    talk.agentAnswers('yes?').providerAccepts().pass(59 * MINUTE).wakes().thenIgnored('NotYet').pass(MINUTE).wakes()
      .thenHappened('AskRequested');
    expect(talk.newest('AskRequested').ask).toBe('s2.a1');
  });
});

describe('the closing text', () => {
  it('is said, where one is set, after the ends that the customer may be reading', () => {
    const endings = [
      asked(closing).customerTaps('end'),
      asked(closing).pass(10 * MINUTE).wakes(),
      answered({ settings: { closes: true, askUserToEndSession: false } }).pass(10 * MINUTE).wakes(),
      answered(closing).ends('operator'),
    ];
    for (const talk of endings) {
      expect(talk.newest('SessionEnded').closing).toBe('s1.c');
      expect(talk.step).toMatchObject({ kind: 'send', send: { id: 's1.c', kind: 'closing', revision: 1 } });
    }
  });

  it('is not said where the agent has just said goodbye, or the ask could not be delivered', () => {
    const agent = conversation(closing).customerSays('bye').agentStarts()
      .agentFinishes(['goodbye'], { endSession: true }).providerAccepts();
    agent.thenEnded('agent', { closing: undefined });
    askDue(closing).providerRefuses().pass(10 * MINUTE).wakes().thenEnded('ask-undelivered', { closing: undefined });
  });

  it('is not said where none is set', () => {
    const talk = asked().customerTaps('end');
    expect(talk.newest('SessionEnded').closing).toBeUndefined();
    expect(talk.step).toEqual({ kind: 'rest' });
  });

  it('is the one of the settings that ruled the silence', () => {
    const talk = asked(closing).settingsChange({ closes: false }).pass(10 * MINUTE).wakes();
    expect(talk.newest('SessionEnded')).toMatchObject({ closing: 's1.c', revision: 1 });
    expect(talk.firstOpen).toMatchObject({ kind: 'closing', revision: 1 });
  });

  it('is at most once: an unknown outcome counts as sent', () => {
    const talk = asked(closing).customerTaps('end').callIsLost().pass(MINUTE).evidenceIsOver()
      .thenHappened('SendAccepted');
    expect(talk.newest('SendAccepted').by).toBe('nothing');
    expect(talk.step).toEqual({ kind: 'rest' });
  });

  it('is tried again where the provider put it off, and given up where the window shuts', () => {
    const talk = asked(closing).customerTaps('end').providerPostpones(SECOND).thenHappened('SendPostponed')
      .pass(SECOND);
    expect(talk.step).toMatchObject({ kind: 'send' });
    talk.pass(25 * HOUR).attempts().thenHappened('SendRefused');
  });
});
