import { describe, expect, it } from '@jest/globals';
import { answered, askDue, asked, at, conversation } from '../testing/conversation-builders.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';

describe('a person takes a session over', () => {
  it.each([
    ['in silence', answered, ['SessionTakenOver']],
    ['with an ask due', askDue, ['AskWithdrawn', 'SessionTakenOver']],
    ['with an ask put off', () => askDue().providerPostpones(), ['AskWithdrawn', 'SessionTakenOver']],
    ['with an ask under way', () => askDue().attempts(), ['SessionTakenOver']],
    ['with an ask sent', asked, ['SessionTakenOver']],
    ['with an ask not delivered', () => askDue().providerRefuses(), ['SessionTakenOver']],
    ['with a message waiting', () => conversation().customerSays('hello'), ['SessionTakenOver']],
    ['with a turn running', () => conversation().customerSays('hello').agentStarts(), ['SessionTakenOver']],
    ['with a turn resting', () => conversation().customerSays('hello').agentStarts().agentFails(), ['SessionTakenOver']],
    ['with a reply to send', () => conversation().customerSays('hello').agentAnswers('hi'), ['SessionTakenOver']],
  ] as const)('%s: there is no silence, no turn, no deadline', (_state, story, events) => {
    const talk = story().operatorTakesOver().thenHappened(...events).thenNoSilence();
    talk.agentStarts().thenIgnored('Held').operatorTakesOver().thenIgnored('HeldAlready').pass(59 * MINUTE).wakes()
      .thenIgnored('Held');
  });

  it('only while it is active', () => {
    conversation().operatorTakesOver().thenIgnored('NoActiveSession');
    answered().ends('operator').operatorTakesOver().thenIgnored('NoActiveSession').handsBack()
      .thenIgnored('NoActiveSession');
    conversation().operatorSays('hello').thenIgnored('NoActiveSession');
  });

  it('and the replies of a running turn are recorded and not sent', () => {
    const talk = conversation().customerSays('hello').agentStarts().operatorTakesOver().agentFinishes(['hi'])
      .thenHappened('TurnAnswered');
    expect(talk.newest('TurnAnswered')).toMatchObject({ notSent: 'Held', replies: [{ send: 's1.r1', content: 'hi' }] });
    expect(talk.step).toEqual({ kind: 'rest' });
  });

  it('and an end that a running turn asks for does not come', () => {
    const talk = conversation().customerSays('bye').agentStarts().operatorTakesOver()
      .agentFinishes([], { endSession: true }).thenHappened('TurnAnswered');
    talk.handsBack().thenHappened('SessionHandedBack').thenSilentSince(at('12:00:00'));
  });

  it('and no failed turn is repeated', () => {
    const talk = conversation().customerSays('hello').agentStarts().operatorTakesOver().agentFails().pass(HOUR / 2);
    expect(talk.step).toEqual({ kind: 'rest' });
    expect(talk.waiting()).toEqual(['hello']);
  });

  it('and what became of an ask under way changes nothing', () => {
    askDue().attempts().operatorTakesOver().providerAccepts().thenNoSilence().handsBack()
      .thenSilentSince(at('12:05:00'));
  });

  it('never for longer than the session', () => {
    const talk = answered().operatorTakesOver().ends('operator').customerSays('again');
    expect(talk.session.held).toBeUndefined();
    expect(talk.step).toEqual({ kind: 'turn' });
  });
});

describe('a person hands a session back', () => {
  it('and a silence begins', () => {
    answered().operatorTakesOver().pass(HOUR / 2).handsBack().thenHappened('SessionHandedBack')
      .thenSilentSince(at('12:30:00'));
  });

  it('and what the customer said after the person\'s last message goes into the next turn, the rest is history', () => {
    const talk = conversation().customerSays('one').operatorTakesOver().customerSays('two').operatorSays('let me see')
      .providerAccepts();
    talk.customerSays('three').customerSays('four').handsBack().thenNoSilence();
    expect(talk.agentStarts().newest('TurnStarted').messages).toEqual(['m3', 'm4']);
  });

  it('and all that waits goes into the next turn where the person said nothing', () => {
    const talk = conversation().customerSays('one').agentStarts().agentFails().operatorTakesOver().customerSays('two')
      .handsBack();
    expect(talk.agentStarts().newest('TurnStarted')).toMatchObject({ turn: 's1.t2', messages: ['m1', 'm2'] });
  });

  it('and what a turn answered unsent is answered anew', () => {
    const talk = conversation().customerSays('one').agentStarts().operatorTakesOver().agentFinishes(['hi'])
      .customerSays('two').handsBack();
    expect(talk.agentStarts().newest('TurnStarted').messages).toEqual(['m1', 'm2']);
  });

  it('and what a turn found nothing to say to is not asked again', () => {
    conversation().customerSays('thanks').agentStarts().operatorTakesOver().agentFinishes([]).handsBack()
      .thenSilentSince(at('12:00:00'));
  });

  describe('while a turn is running', () => {
    it('and its replies go out, where the person said nothing', () => {
      const talk = conversation().customerSays('one').agentStarts().operatorTakesOver().handsBack().thenNoSilence()
        .agentFinishes(['hi']);
      expect(talk.step).toMatchObject({ kind: 'send', send: { content: 'hi' } });
    });
    it('and nothing of it is wanted any more, where the person has answered', () => {
      const talk = conversation().customerSays('one').agentStarts().operatorTakesOver().operatorSays('done')
        .providerAccepts().handsBack();
      talk.thenSilentSince(at('12:00:00')).agentFinishes(['hi']).thenIgnored('TurnIsOver');
      expect(talk.step).toEqual({ kind: 'rest' });
    });
    it('and what it was about is history, where the person has answered and it fails', () => {
      const talk = conversation().customerSays('one').agentStarts().operatorTakesOver().operatorSays('done')
        .providerAccepts();
      talk.agentFails().customerSays('two').handsBack();
      expect(talk.agentStarts().newest('TurnStarted').messages).toEqual(['m2']);
    });
  });

  it('only who holds it', () => {
    answered().handsBack().thenIgnored('NotHeld');
    answered().operatorTakesOver().handsBack('room').thenIgnored('NotHeld');
    answered().roomIsAssigned().handsBack('operator').thenIgnored('NotHeld').handsBack('room')
      .thenHappened('SessionHandedBack');
  });
});

describe('an operator who is silent for an hour', () => {
  const limit = (talk = answered().operatorTakesOver().moveTo(at('12:10:00')).customerSays('hello?')) => talk;

  it('has handed back, and the customer\'s message goes to the agent', () => {
    const talk = limit().moveTo(at('13:09:59')).wakes().thenIgnored('Held').moveTo(at('13:10:00')).wakes()
      .thenHappened('SessionHandedBack');
    expect(talk.newest('SessionHandedBack').by).toBe('hold-limit');
    expect(talk.step).toEqual({ kind: 'turn' });
  });

  it('counted from the first message left unanswered', () => {
    limit().moveTo(at('12:50:00')).customerSays('hello??').moveTo(at('13:10:00')).wakes()
      .thenHappened('SessionHandedBack');
  });

  it('counted anew after each answer', () => {
    const talk = limit().moveTo(at('12:50:00')).operatorSays('sorry').providerAccepts().moveTo(at('13:10:00')).wakes()
      .thenIgnored('Held');
    talk.customerSays('so?').moveTo(at('14:09:59')).wakes().thenIgnored('Held').moveTo(at('14:10:00')).wakes()
      .thenHappened('SessionHandedBack');
  });

  it('not where nobody waits for an answer', () => {
    answered().operatorTakesOver().pass(DAY).wakes().thenIgnored('Held');
  });

  it('counted from the take-over for what waited then, in whatever stage', () => {
    const waiting = [
      conversation().customerSays('hello'),
      conversation().customerSays('hello').agentStarts(),
      conversation().customerSays('hello').agentStarts().agentFails(),
    ];
    for (const talk of waiting) {
      talk.pass(MINUTE).operatorTakesOver().pass(HOUR - SECOND).wakes().thenIgnored('Held').pass(SECOND).wakes()
        .thenHappened('SessionHandedBack');
    }
  });

  it('after as long as the installation says', () => {
    answered({ rules: { holdLimit: MINUTE } }).operatorTakesOver().customerSays('hello?').pass(MINUTE).wakes()
      .thenHappened('SessionHandedBack');
  });

  it('is not a room: that is held while it is assigned', () => {
    answered().roomIsAssigned().customerSays('hello?').pass(DAY).wakes().thenIgnored('Held');
  });
});

describe('an operator speaks', () => {
  it('while holding the session: it goes out, and there is still no silence', () => {
    const talk = answered().operatorTakesOver().operatorSays('good day').thenHappened('OperatorSpoke');
    expect(talk.step).toMatchObject({ kind: 'send', send: { kind: 'operator', content: 'good day' } });
    talk.providerAccepts().thenNoSilence();
  });

  it('without holding it: what waits for the agent goes on waiting', () => {
    const talk = conversation().customerSays('hello').operatorSays('one moment');
    expect(talk.waiting()).toEqual(['hello']);
  });
});
