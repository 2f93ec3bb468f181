import { describe, expect, it } from '@jest/globals';
import { answered, askDue, asked, at } from '../testing/conversation-builders.js';
import { MINUTE, SECOND } from '../kernel/time.js';
import { buttonId, buttonOf, typedAnswer } from './answers.js';

describe('the answer to the ask', () => {
  it('goes on with the button, which is not the agent\'s business: a silence begins', () => {
    const talk = asked().pass(MINUTE).customerTaps('go-on').thenHappened('MessageReceived', 'AskAnswered');
    talk.thenSilentSince(at('12:06:00'));
    expect(talk.newest('MessageReceived').toAgent).toBe(false);
    expect(talk.waiting()).toEqual([]);
  });

  it('ends with the button: customer-confirmed, with ask and revision', () => {
    const talk = asked().pass(MINUTE).customerTaps('end')
      .thenHappened('MessageReceived', 'AskAnswered', 'SessionEnded');
    talk.thenEnded('customer-confirmed', { ask: 's1.a1', revision: 1, at: at('12:06:00') });
  });

  it('is active again with any other message, which goes to the agent', () => {
    const talk = asked().pass(MINUTE).customerSays('what about Friday?').thenHappened('MessageReceived')
      .thenNoSilence();
    expect(talk.newest('MessageReceived').toAgent).toBe(true);
    expect(talk.waiting()).toEqual(['what about Friday?']);
  });

  it('may be asked again in the silence that follows going on', () => {
    const talk = asked().pass(MINUTE).customerTaps('go-on').pass(5 * MINUTE).wakes().thenHappened('AskRequested');
    expect(talk.newest('AskRequested').ask).toBe('s1.a2');
  });

  describe('typed', () => {
    it.each(['1', 'yes', 'Yes.', ' YA ', 'lanjut', 'Yes, go on', 'yes !'])('"%s" counts as going on while an answer is awaited', (text) => {
      asked().customerSays(text).thenHappened('MessageReceived', 'AskAnswered');
    });
    it.each(['2', 'no', 'No!', 'tidak', 'selesai', 'NO, END CHAT'])('"%s" counts as ending while an answer is awaited', (text) => {
      asked().customerSays(text).thenEnded('customer-confirmed');
    });
    it.each(['12', 'no idea', 'yes please tell me more', 'not yet', ''])('"%s" is a message like any other', (text) => {
      asked().customerSays(text).thenHappened('MessageReceived');
    });
    it('never counts before the ask', () => {
      const talk = answered().pass(MINUTE).customerSays('no').thenHappened('MessageReceived');
      expect(talk.waiting()).toEqual(['no']);
    });
    it('never counts while the ask is due and unattempted', () => {
      askDue().customerSays('no').thenHappened('AskWithdrawn', 'MessageReceived');
    });
    it('never counts while the provider has only put the ask off', () => {
      const talk = askDue().providerPostpones(MINUTE).pass(SECOND).customerSays('no')
        .thenHappened('AskWithdrawn', 'MessageReceived');
      expect(talk.waiting()).toEqual(['no']);
    });
    it('never counts where the ask was not delivered', () => {
      const talk = askDue().providerRefuses().pass(MINUTE).customerSays('no').thenHappened('MessageReceived');
      expect(talk.waiting()).toEqual(['no']);
    });
    it('never counts once the customer has gone on', () => {
      asked().customerTaps('go-on').pass(MINUTE).customerSays('no').thenHappened('MessageReceived');
    });
    it('never counts while a person holds the session', () => {
      asked().operatorTakesOver().customerSays('no').thenHappened('MessageReceived');
    });
    it('never counts after the end: it starts a session', () => {
      asked().ends('operator').customerSays('no').thenHappened('SessionStarted', 'MessageReceived');
    });
    it('counts though the outcome of the ask\'s call is unknown', () => {
      askDue().callIsLost().pass(SECOND).customerSays('no').thenEnded('customer-confirmed');
    });
  });

  describe('late', () => {
    it('ignores an "end" of an ask that the customer has answered by going on', () => {
      asked().customerTaps('go-on').pass(MINUTE).customerTaps('end').thenIgnored('AskIsOver');
    });
    it('ignores an "end" after another message', () => {
      asked().customerSays('wait').customerTaps('end').thenIgnored('AskIsOver');
    });
    it('ignores an "end" of an earlier ask while a newer one waits for its answer', () => {
      const talk = asked().customerTaps('go-on').pass(5 * MINUTE).wakes().providerAccepts();
      talk.customerTaps('end', 's1.a1').thenIgnored('AskIsOver').customerTaps('end', 's1.a2')
        .thenEnded('customer-confirmed');
    });
    it('ignores an "end" after the end, and starts no session with it', () => {
      const talk = asked().pass(10 * MINUTE).wakes().thenEnded('no-answer');
      talk.customerTaps('end').thenIgnored('AskIsOver');
      expect(talk.state.session.status).toBe('ended');
    });
    it('ignores an "end" of an earlier session\'s ask in the next one', () => {
      const talk = asked().ends('operator').customerSays('again').agentAnswers('yes?').providerAccepts()
        .pass(5 * MINUTE).wakes().providerAccepts();
      talk.customerTaps('end', 's1.a1').thenIgnored('AskIsOver');
    });
    it('ignores an "end" while a person holds the session', () => {
      asked().operatorTakesOver().customerTaps('end').thenIgnored('AskIsOver');
    });
    it('takes a "go on" as a message for the agent', () => {
      const talk = asked().customerSays('wait').agentAnswers('sure').providerAccepts().pass(MINUTE)
        .customerTaps('go-on');
      talk.thenHappened('MessageReceived');
      expect(talk.newest('MessageReceived').toAgent).toBe(true);
    });
    it('takes a "go on" after the end as a message that starts a session', () => {
      asked().pass(10 * MINUTE).wakes().customerTaps('go-on').thenHappened('SessionStarted', 'MessageReceived');
    });
  });

  it('proves with its button that the ask arrived, whatever the call had answered', () => {
    askDue().providerRefuses().pass(MINUTE).customerTaps('end').thenEnded('customer-confirmed');
    askDue().callIsLost().pass(SECOND).customerTaps('end').thenEnded('customer-confirmed');
    const postponed = askDue().providerPostpones().customerTaps('go-on')
      .thenHappened('AskWithdrawn', 'MessageReceived', 'AskAnswered');
    expect(postponed.step).toEqual({ kind: 'rest' });
  });

  it('is told from its button\'s id, which carries session and ask', () => {
    expect(buttonOf(buttonId('s1.a2', 'end'))).toEqual({ ask: 's1.a2', answer: 'end' });
    expect(buttonOf('menu:1')).toBeUndefined();
    expect(buttonOf('tandem:maybe:s1.a2')).toBeUndefined();
  });

  it('is read in the words of the buttons, in whatever language they were set', () => {
    const titles = { goOn: 'Weiter', end: 'Beenden' };
    expect(typedAnswer('weiter', titles)).toBe('go-on');
    expect(typedAnswer('BEENDEN.', titles)).toBe('end');
    expect(typedAnswer('weiter')).toBeUndefined();
  });
});
