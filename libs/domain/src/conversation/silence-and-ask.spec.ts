import { describe, expect, it } from '@jest/globals';
import { answered, askDue, asked, at, conversation } from '../testing/conversation-builders.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';

describe('a silence', () => {
  it('begins when the provider accepts the agent\'s reply', () => {
    conversation().customerSays('hello').agentAnswers('hi').thenNoSilence().pass(3 * SECOND).providerAccepts()
      .thenSilentSince(at('12:00:03'));
  });

  it('begins with the last of several replies', () => {
    const talk = conversation().customerSays('hello').agentAnswers('hi', 'how are you?').providerAccepts()
      .thenNoSilence();
    talk.pass(SECOND).providerAccepts().thenSilentSince(at('12:00:01'));
  });

  it('begins when a reply is finally refused', () => {
    conversation().customerSays('hello').agentAnswers('hi').pass(SECOND).providerRefuses()
      .thenSilentSince(at('12:00:01'));
  });

  it('does not begin while the reply is put off or its outcome unknown', () => {
    conversation().customerSays('hello').agentAnswers('hi').providerPostpones().thenNoSilence();
    conversation().customerSays('hello').agentAnswers('hi').callIsLost().thenNoSilence();
  });

  it('is over with the customer\'s next message', () => {
    answered().pass(MINUTE).customerSays('and').thenNoSilence();
  });

  it('is over with what an operator says, and begins anew when that is accepted', () => {
    answered().pass(MINUTE).operatorSays('a word from me').thenNoSilence().pass(SECOND).providerAccepts()
      .thenSilentSince(at('12:01:01'));
  });

  it('is not touched by statuses of what was said', () => {
    answered().pass(MINUTE).statusComes('read', { send: 's1.r1' }).thenSilentSince(at('12:00:00'));
    answered().pass(MINUTE).statusComes('failed', { send: 's1.r1' }).thenSilentSince(at('12:00:00'));
  });
});

describe('the ask', () => {
  it('goes out after Delay Before Ask of silence, and not a moment sooner', () => {
    const talk = answered().moveTo(at('12:05:00') - 1).wakes().thenIgnored('NotYet');
    talk.pass(1).wakes().thenHappened('AskRequested');
    expect(talk.newest('AskRequested')).toMatchObject({ ask: 's1.a1', revision: 1, at: at('12:05:00') });
    expect(talk.step).toMatchObject({ kind: 'send', send: { id: 's1.a1', kind: 'ask', revision: 1 } });
  });

  it('does not go out while an answer is owed', () => {
    const owed = [
      conversation().customerSays('hello'),
      conversation().customerSays('hello').agentStarts(),
      conversation().customerSays('hello').agentStarts().agentFails(),
      conversation().customerSays('hello').agentAnswers('hi'),
      conversation().customerSays('hello').agentAnswers('hi').attempts(),
      conversation().customerSays('hello').agentAnswers('hi').callIsLost(),
      conversation().customerSays('hello').agentAnswers('hi').providerPostpones(),
      answered().operatorSays('let me see'),
    ];
    for (const talk of owed) talk.pass(DAY).wakes().thenIgnored('AnswerOwed');
  });

  it('goes out once per silence', () => {
    const stages = [askDue(), askDue().attempts(), askDue().callIsLost(), askDue().providerPostpones()];
    for (const talk of stages) talk.pass(DAY).wakes().thenIgnored('AskUnderway');
    for (const talk of [asked(), askDue().providerRefuses()]) talk.pass(10 * MINUTE).wakes()
      .thenHappened('SessionEnded');
  });

  it('counts as sent from the provider\'s acceptance, never from when it was due', () => {
    const talk = askDue().attempts().moveTo(at('12:09:00')).callEnds({ kind: 'accepted' });
    talk.moveTo(at('12:18:59')).wakes().thenIgnored('NotYet').moveTo(at('12:19:00')).wakes()
      .thenEnded('no-answer', { ask: 's1.a1' });
  });

  it('comes first after an outage, and the session keeps its full delay', () => {
    const talk = answered().moveTo(at('20:00:00')).wakes().thenHappened('AskRequested').providerAccepts();
    talk.moveTo(at('20:09:59')).wakes().thenIgnored('NotYet').moveTo(at('20:10:00')).wakes().thenEnded('no-answer');
  });

  it('is withdrawn by activity before the attempt', () => {
    const talk = askDue().pass(SECOND).customerSays('I was thinking').thenHappened('AskWithdrawn', 'MessageReceived');
    expect(talk.newest('AskWithdrawn')).toMatchObject({ ask: 's1.a1', reason: 'Activity' });
    expect(talk.step).toEqual({ kind: 'turn' });
    askDue().operatorSays('one moment').thenHappened('AskWithdrawn', 'OperatorSpoke');
  });

  it('is withdrawn while the provider has only put it off', () => {
    const talk = askDue().providerPostpones(MINUTE).customerSays('I was thinking')
      .thenHappened('AskWithdrawn', 'MessageReceived');
    expect(talk.step).toEqual({ kind: 'turn' });
  });

  it('cannot be taken back once attempted; what becomes of it then changes nothing', () => {
    const talk = askDue().attempts().customerSays('I was thinking').thenHappened('MessageReceived');
    talk.callEnds({ kind: 'accepted' }).thenNoSilence();
    talk.agentAnswers('about what?').providerAccepts().thenSilentSince(at('12:05:00'));
  });

  it('is not tried again when the customer wrote while the provider put it off', () => {
    askDue().attempts().customerSays('hm').callEnds({ kind: 'retry', reason: 'TooManyRequests' })
      .thenHappened('SendRefused');
  });

  it('may be made again in the next silence, under a new id', () => {
    const talk = asked().pass(MINUTE).customerSays('wait').agentAnswers('sure').providerAccepts().pass(5 * MINUTE)
      .wakes();
    expect(talk.newest('AskRequested').ask).toBe('s1.a2');
  });

  describe('of unknown outcome', () => {
    it('is at most once and counts as sent when the time for evidence is over', () => {
      const talk = askDue().callIsLost().moveTo(at('12:05:59')).evidenceIsOver().thenIgnored('EvidenceMayStillCome');
      talk.moveTo(at('12:06:00')).evidenceIsOver().thenHappened('SendAccepted');
      expect(talk.newest('SendAccepted').by).toBe('nothing');
      expect(talk.all('SendAttempted').filter(({ kind }) => kind === 'ask')).toHaveLength(1);
      talk.moveTo(at('12:16:00')).wakes().thenEnded('no-answer');
    });
    it('counts as sent from the status that shows it', () => {
      askDue().callIsLost().pass(20 * SECOND).statusComes('delivered', { send: 's1.a1' }).moveTo(at('12:15:20')).wakes()
        .thenEnded('no-answer');
    });
  });

  describe('not delivered', () => {
    it('refused at once: is not repeated, and the session ends Delay Before End after the refusal', () => {
      const talk = askDue().pass(SECOND).providerRefuses().thenHappened('SendRefused');
      expect(talk.step).toEqual({ kind: 'rest' });
      talk.moveTo(at('12:15:00')).wakes().thenIgnored('NotYet').moveTo(at('12:15:01')).wakes()
        .thenEnded('ask-undelivered', { ask: 's1.a1' });
    });

    it('refused by a later status: the session ends Delay Before End after the acceptance', () => {
      const talk = asked().moveTo(at('12:08:00')).statusComes('failed', { send: 's1.a1' })
        .thenHappened('SendStatusChanged');
      talk.moveTo(at('12:14:59')).wakes().thenIgnored('NotYet').moveTo(at('12:15:00')).wakes()
        .thenEnded('ask-undelivered', { revision: 1 });
    });

    it('refused by a status that overtook our own call', () => {
      const talk = askDue().attempts();
      const underWay = talk.firstOpen;
      talk.moveTo(at('12:05:01')).statusComes('failed', { send: 's1.a1' })
        .thenHappened('SendAccepted', 'SendStatusChanged');
      talk.callEnds({ kind: 'accepted' }, underWay).thenHappened('SendConfirmed').moveTo(at('12:15:01')).wakes()
        .thenEnded('ask-undelivered');
    });

    it('forbidden by the window when it is due: is not attempted, and the session ends Delay Before End after that', () => {
      const talk = answered({ settings: { delayBeforeAsk: 25 * HOUR } }).pass(25 * HOUR).wakes()
        .thenHappened('AskForbidden');
      expect(talk.newest('AskForbidden')).toMatchObject({ reason: 'OutsideServiceWindow', revision: 1 });
      expect(talk.step).toEqual({ kind: 'rest' });
      talk.pass(10 * MINUTE - 1).wakes().thenIgnored('NotYet').pass(1).wakes()
        .thenEnded('ask-undelivered', { ask: 's1.a1' });
    });

    it('forbidden by the window at the attempt: ends Delay Before End after that refusal', () => {
      const talk = answered({ settings: { delayBeforeAsk: 24 * HOUR - MINUTE } }).moveTo(at('11:59:00', 1)).wakes()
        .thenHappened('AskRequested');
      talk.moveTo(at('12:00:00', 1)).attempts().thenHappened('SendRefused');
      expect(talk.newest('SendRefused').reason).toBe('OutsideServiceWindow');
      talk.moveTo(at('12:10:00', 1)).wakes().thenEnded('ask-undelivered');
    });

    it('is made again in the next silence', () => {
      askDue().providerRefuses().pass(MINUTE).customerSays('hm').agentAnswers('hm?').providerAccepts().pass(5 * MINUTE)
        .wakes().thenHappened('AskRequested');
    });

    it('is recorded with the ask and changes no end where the failure comes after it', () => {
      const talk = asked().pass(10 * MINUTE).wakes().thenEnded('no-answer').statusComes('failed', { send: 's1.a1' });
      talk.thenHappened('SendStatusChanged').thenEnded('no-answer');
      expect(talk.newest('SendStatusChanged')).toMatchObject({ send: 's1.a1', status: 'failed' });
      expect(talk.all('SessionEnded')).toHaveLength(1);
    });
  });
});
