import { describe, expect, it } from '@jest/globals';
import { answered, at, conversation } from '../testing/conversation-builders.js';
import { HOUR, MINUTE, SECOND } from '../kernel/time.js';
import { nextStep } from './next-step.js';
import { defaultRules } from './rules.js';

describe('a turn of the agent', () => {
  it('takes everything the customer has said since the last one, together', () => {
    const talk = conversation().customerSays('hello').customerSays('are you there?').agentStarts()
      .thenHappened('TurnStarted');
    expect(talk.newest('TurnStarted')).toMatchObject({ turn: 's1.t1', attempt: 1, messages: ['m1', 'm2'] });
    expect(talk.waiting()).toEqual([]);
  });

  it('leaves what arrives while it runs to the next one', () => {
    const talk = conversation().customerSays('hello').agentStarts().customerSays('and').customerSays('also')
      .agentFinishes(['hi']).providerAccepts();
    expect(talk.thenNoSilence().step).toEqual({ kind: 'turn' });
    expect(talk.agentStarts().newest('TurnStarted')).toMatchObject({ turn: 's1.t2', messages: ['m2', 'm3'] });
  });

  it('is the only one of its conversation', () => {
    const talk = conversation({ rules: { turnClaim: MINUTE } }).customerSays('hello').agentStarts()
      .customerSays('hello?');
    talk.agentStarts().thenIgnored('TurnUnderway');
    expect(talk.step).toEqual({ kind: 'wait', until: at('12:01:00') });
  });

  it('claimed by another process is repeated when its call must be over, counted from when this one knew of it', () => {
    const rules = { ...defaultRules, turnClaim: MINUTE };
    const { state, now } = conversation().customerSays('hello').agentStarts();
    const step = (at: number) => nextStep(state, { now: at, rules, paused: false, since: now + HOUR });
    expect(step(now + HOUR)).toEqual({ kind: 'wait', until: now + HOUR + MINUTE });
    expect(step(now + HOUR + MINUTE)).toEqual({ kind: 'turn' });
  });

  it('does not fail because somebody who was away says so of an attempt that was repeated since', () => {
    const talk = conversation().customerSays('hello').agentStarts().agentStarts();
    talk.decides({ type: 'RecordTurn', turn: 's1.t1', attempt: 1, outcome: { kind: 'failed', reason: 'ClaimTooOld' } }).thenIgnored('TurnIsOver');
    talk.decides({ type: 'RecordTurn', turn: 's1.t1', attempt: 2, outcome: { kind: 'failed', reason: 'TimedOut' } }).thenHappened('TurnFailed');
  });

  it('is called again with the same turn id after a crash', () => {
    const talk = conversation().customerSays('hello').agentStarts().customerSays('more').agentStarts();
    expect(talk.newest('TurnStarted')).toMatchObject({ turn: 's1.t1', attempt: 2, messages: ['m1'] });
    expect(talk.waiting()).toEqual(['more']);
  });

  it('needs something to answer, an active session, and nobody who holds it', () => {
    answered().agentStarts().thenIgnored('NothingToAnswer');
    conversation().agentStarts().thenIgnored('NoActiveSession');
    conversation().customerSays('hello').operatorTakesOver().agentStarts().thenIgnored('Held');
  });

  it('waits until what the agent said last is out', () => {
    const talk = conversation().customerSays('hello').agentAnswers('hi').customerSays('and?');
    expect(talk.step).toMatchObject({ kind: 'send', send: { id: 's1.r1' } });
  });

  it('begins a silence with nothing to say', () => {
    conversation().customerSays('thanks').pass(SECOND).agentStarts().pass(SECOND).agentFinishes([])
      .thenSilentSince(at('12:00:02'));
  });

  it('may name the customer\'s language, which lasts beyond the session until another is named', () => {
    const talk = conversation().customerSays('halo').agentStarts().agentFinishes(['hai'], { language: 'id' }).providerAccepts();
    expect(talk.newest('TurnAnswered').language).toBe('id');
    talk.customerSays('lagi').agentAnswers('ya').ends('operator').customerSays('halo');
    expect(talk.newest('SessionStarted').carried.language).toBe('id');
    expect(talk.agentStarts().agentFinishes(['hi'], { language: 'en' }).state.carried.language).toBe('en');
  });

  it('counts once: an answer that comes again is ignored', () => {
    conversation().customerSays('hello').agentAnswers('hi').agentFinishes(['hi']).thenIgnored('TurnIsOver');
  });

  it('is dropped with its session', () => {
    conversation().customerSays('hello').agentStarts().ends('operator').agentFinishes(['hi'])
      .thenIgnored('SessionIsOver');
  });

  describe('whose runtime fails', () => {
    it('is repeated with growing pauses of up to a minute', () => {
      const talk = conversation().customerSays('hello');
      const pauses = Array.from({ length: 9 }, () => {
        talk.agentStarts().agentFails().thenHappened('TurnFailed').thenNoSilence();
        const pause = talk.newest('TurnFailed').retryAt - talk.now;
        talk.pass(pause);
        return pause / SECOND;
      });
      expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
      expect(new Set(talk.all('TurnStarted').map(({ turn }) => turn))).toEqual(new Set(['s1.t1']));
    });

    it('is not repeated before its pause is over', () => {
      const talk = conversation().customerSays('hello').agentStarts().agentFails();
      expect(talk.step).toEqual({ kind: 'wait', until: at('12:00:01') });
      talk.agentStarts().thenIgnored('NotYet').pass(SECOND).agentStarts().thenHappened('TurnStarted');
    });

    it('is given up after an hour; then a silence begins', () => {
      const talk = conversation().customerSays('hello').agentStarts().moveTo(at('12:59:59')).agentFails()
        .thenHappened('TurnFailed');
      talk.moveTo(at('13:00:59')).agentStarts().agentFails('Nonsense').thenHappened('TurnGivenUp')
        .thenSilentSince(at('13:00:59'));
      expect(talk.newest('TurnGivenUp')).toMatchObject({ turn: 's1.t1', reason: 'Nonsense' });
    });

    it('is given up after as long as the installation says', () => {
      conversation({ rules: { giveUpTurnAfter: MINUTE } }).customerSays('hello').agentStarts().pass(MINUTE).agentFails()
        .thenHappened('TurnGivenUp');
    });

    it('gives what came meanwhile a turn and an hour of its own', () => {
      const talk = conversation().customerSays('hello').agentStarts().pass(HOUR).customerSays('still there?')
        .agentFails();
      talk.thenHappened('TurnGivenUp').agentStarts();
      expect(talk.newest('TurnStarted')).toMatchObject({ turn: 's1.t2', messages: ['m2'] });
      talk.agentFails().thenHappened('TurnFailed');
    });
  });

  describe('that asks for the end', () => {
    it('ends the session once its replies are accepted', () => {
      const talk = conversation().customerSays('bye').agentStarts()
        .agentFinishes(['goodbye', 'see you'], { endSession: true });
      expect(talk.session.endWanted).toBe(true);
      talk.providerAccepts().thenHappened('SendAccepted').providerAccepts().thenHappened('SendAccepted', 'SessionEnded')
        .thenEnded('agent');
    });
    it('ends it too where a reply is finally refused', () => {
      conversation().customerSays('bye').agentStarts().agentFinishes(['goodbye'], { endSession: true })
        .providerRefuses().thenEnded('agent');
    });
    it('ends it at once where there is nothing to say, under the revision in force', () => {
      const talk = conversation().customerSays('bye').agentStarts().settingsChange({})
        .agentFinishes([], { endSession: true });
      talk.thenHappened('SettingsNoted', 'TurnAnswered', 'SessionEnded').thenEnded('agent', { revision: 2 });
    });
    it('is not listened to when the customer spoke meanwhile', () => {
      const talk = conversation().customerSays('bye').agentStarts().customerSays('one more thing')
        .agentFinishes(['goodbye'], { endSession: true });
      expect(talk.newest('TurnAnswered').endIgnored).toBe('CustomerSpokeMeanwhile');
      talk.providerAccepts().thenHappened('SendAccepted');
      expect(talk.step).toEqual({ kind: 'turn' });
    });
    it('is not listened to when the customer speaks before its replies are out', () => {
      const talk = conversation().customerSays('bye').agentStarts().agentFinishes(['goodbye'], { endSession: true })
        .customerSays('wait');
      talk.providerAccepts().thenHappened('SendAccepted').agentAnswers('yes?').providerAccepts()
        .thenSilentSince(at('12:00:00'));
    });
    it('is not listened to when a person takes over before its replies are out', () => {
      const talk = conversation().customerSays('bye').agentStarts().agentFinishes(['goodbye'], { endSession: true })
        .operatorTakesOver();
      talk.providerAccepts().handsBack();
      expect(talk.session.endWanted).toBe(false);
    });
  });
});
