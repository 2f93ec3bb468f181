import { describe, expect, it } from '@jest/globals';
import { answered, at, conversation } from '../testing/conversation-builders.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';
import { nextStep } from './next-step.js';
import { defaultRules } from './rules.js';

const replying = (...replies: string[]) => conversation().customerSays('hello')
  .agentAnswers(...(replies.length > 0 ? replies : ['hi']));

describe('a message of ours', () => {
  it('is claimed before the call', () => {
    const talk = replying().attempts().thenHappened('SendAttempted');
    expect(talk.newest('SendAttempted')).toMatchObject({ send: 's1.r1', kind: 'reply', attempt: 1 });
    talk.attempts().thenIgnored('AlreadySettled');
  });

  it('goes out in order, one at a time', () => {
    const talk = replying('one', 'two');
    expect(talk.step).toMatchObject({ kind: 'send', send: { content: 'one' } });
    talk.attempts();
    expect(talk.step).toEqual({ kind: 'wait', until: at('12:01:15') });
    talk.providerAccepts();
    expect(talk.step).toMatchObject({ kind: 'send', send: { content: 'two' } });
  });

  it('is known by the provider\'s id from its acceptance on, and its text is not carried any further', () => {
    const talk = replying().providerAccepts('w1');
    expect(talk.newest('SendAccepted')).toMatchObject({ send: 's1.r1', message: 'w1', by: 'answer' });
    expect(talk.state.carried.sends).toEqual([
      { id: 's1.r1', kind: 'reply', session: 's1', content: undefined, attempts: 1, stage: { is: 'accepted', at: talk.now, message: 'w1', status: 'accepted' } },
    ]);
  });

  it('is not put back by somebody who was away and speaks of an attempt that another has followed, but for its acceptance', () => {
    const talk = replying().providerPostpones().pass(SECOND).attempts();
    const tell = (outcome: Parameters<typeof talk.callEnds>[0]) => talk.decides({ type: 'RecordSend', send: 's1.r1', attempt: 1, outcome });
    tell({ kind: 'retry', reason: 'ClaimTooOld' }).thenIgnored('AlreadySettled');
    tell({ kind: 'unknown' }).thenIgnored('AlreadySettled');
    tell({ kind: 'accepted', message: 'w1' }).thenHappened('SendAccepted');
  });

  it('claimed by another process is judged when its call must be over, counted from when this one knew of it', () => {
    const rules = { ...defaultRules, claimAge: 5 * SECOND };
    const { state, now } = replying().attempts();
    const step = (since: number | undefined, at: number) => nextStep(state, { now: at, rules, paused: false, since });
    expect(step(undefined, now)).toEqual({ kind: 'wait', until: now + 80 * SECOND });
    expect(step(now + MINUTE, now + MINUTE)).toEqual({ kind: 'wait', until: now + MINUTE + 80 * SECOND });
    expect(step(now + MINUTE, now + MINUTE + 80 * SECOND)).toEqual({ kind: 'settle', send: 's1.r1' });
  });

  it('is settled once', () => {
    const talk = replying().attempts();
    const send = talk.firstOpen;
    talk.providerAccepts();
    for (const kind of ['accepted', 'unknown'] as const) talk.callEnds({ kind }, send).thenIgnored('AlreadySettled');
    talk.decides({ type: 'RecordSend', send: 'nobody knows it', outcome: { kind: 'unknown' } })
      .thenIgnored('NoSuchSend');
    talk.attempts('nobody knows it').thenIgnored('NoSuchSend');
  });

  describe('put off by the provider', () => {
    it('is tried again with growing pauses of up to five minutes', () => {
      const talk = replying();
      const pauses = Array.from({ length: 11 }, () => {
        talk.providerPostpones().thenHappened('SendPostponed');
        const { retryAt } = talk.newest('SendPostponed');
        const pause = retryAt - talk.now;
        talk.moveTo(retryAt);
        return pause / SECOND;
      });
      expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    });
    it('waits as long as the provider asks, where that is longer', () => {
      const talk = replying().providerPostpones(HOUR);
      expect(talk.step).toEqual({ kind: 'wait', until: at('13:00:00') });
      talk.attempts().thenIgnored('NotYet').pass(HOUR).attempts().thenHappened('SendAttempted');
    });
    it('holds up the ones behind it', () => {
      const talk = replying('one', 'two').providerPostpones(MINUTE);
      expect(talk.step).toEqual({ kind: 'wait', until: at('12:01:00') });
    });
  });

  it('is refused for good: with the provider\'s papers, and the next one goes out', () => {
    const talk = replying('one', 'two').callEnds({ kind: 'refused', reason: 'Refused', papers: { code: '131051' } });
    expect(talk.newest('SendRefused')).toMatchObject({ send: 's1.r1', kind: 'reply', papers: { code: '131051' } });
    expect(talk.step).toMatchObject({ kind: 'send', send: { content: 'two' } });
  });

  it('is refused when the window has shut, at the send, whatever was checked before', () => {
    const talk = replying().moveTo(at('12:00:00', 1)).attempts().thenHappened('SendRefused')
      .thenSilentSince(at('12:00:00', 1));
    expect(talk.newest('SendRefused').reason).toBe('OutsideServiceWindow');
    replying().moveTo(at('11:59:59', 1)).attempts().thenHappened('SendAttempted');
  });

  describe('of a paused channel', () => {
    const paused = (talk = replying()) => nextStep(talk.state, { now: talk.now, rules: talk.rules, paused: true });
    it('waits for an operator, until the window shuts', () => expect(paused()).toEqual({ kind: 'wait', until: at('12:00:00', 1) }));
    it('is refused all the same once the window has shut', () => expect(paused(replying().pass(DAY))).toMatchObject({ kind: 'send' }));
    it('of unknown outcome is settled all the same', () =>
      expect(paused(replying().callIsLost().pass(MINUTE))).toEqual({ kind: 'settle', send: 's1.r1' }));
    it('does not keep the agent from being called', () => expect(paused(conversation().customerSays('hello'))).toEqual({ kind: 'turn' }));
  });

  describe('of unknown outcome', () => {
    it('waits 60 seconds for evidence', () => {
      const talk = replying().callIsLost().thenHappened('SendOutcomeUnknown');
      expect(talk.step).toEqual({ kind: 'wait', until: at('12:01:00') });
      talk.pass(59 * SECOND).evidenceIsOver().thenIgnored('EvidenceMayStillCome').pass(SECOND);
      expect(talk.step).toEqual({ kind: 'settle', send: 's1.r1' });
    });
    it('whose process died waits for the call\'s time-out as well', () => {
      const talk = replying().attempts();
      expect(talk.step).toEqual({ kind: 'wait', until: at('12:01:15') });
      talk.pass(74 * SECOND).evidenceIsOver().thenIgnored('EvidenceMayStillCome').pass(SECOND).evidenceIsOver()
        .thenHappened('SendPostponed');
    });
    it('is sent again where it is a reply', () => {
      const talk = replying().callIsLost().pass(MINUTE).evidenceIsOver().thenHappened('SendPostponed');
      expect(talk.step).toMatchObject({ kind: 'send', send: { id: 's1.r1' } });
      expect(talk.attempts().newest('SendAttempted').attempt).toBe(2);
    });
    it('is left to a person where the installation says so', () => {
      const talk = conversation({ rules: { unknownReplies: 'park' } }).customerSays('hello').agentAnswers('hi')
        .callIsLost().pass(MINUTE);
      expect(talk.evidenceIsOver().thenHappened('SendRefused').newest('SendRefused').reason).toBe('OutcomeUnknown');
      talk.thenSilentSince(at('12:01:00'));
    });
    it.each([
      ['park', 'repeat', 'SendRefused'],
      ['repeat', 'park', 'SendPostponed'],
    ] as const)('is dealt with as the channel says (%s), not as the installation does (%s)', (unknownReplies, policy, event) => {
      conversation({ settings: { unknownReplies }, rules: { unknownReplies: policy } }).customerSays('hello').agentAnswers('hi')
        .callIsLost().pass(MINUTE).evidenceIsOver().thenHappened(event);
    });
    it('is treated as a reply where an operator said it', () => {
      answered().operatorSays('a word').callIsLost().pass(MINUTE).evidenceIsOver().thenHappened('SendPostponed');
    });
    it('is settled by what is found out within that time', () => {
      const talk = replying().callIsLost();
      talk.callEnds({ kind: 'accepted', message: 'w1' }).thenHappened('SendAccepted');
      replying().callIsLost().callEnds({ kind: 'refused', reason: 'NeverArrived' }).thenHappened('SendRefused');
    });
    it('is not waited for where nothing is unknown', () => {
      const talk = replying();
      talk.evidenceIsOver().thenIgnored('AlreadySettled');
      talk.decides({ type: 'SettleUnknown', send: 'nobody knows it' }).thenIgnored('NoSuchSend');
    });
  });

  it('of an ended session still goes out, in order, and owes the next session\'s silence', () => {
    const talk = conversation().customerSays('hello').agentAnswers('hi').ends('operator').customerSays('again');
    expect(talk.step).toMatchObject({ kind: 'send', send: { id: 's1.r1' } });
    talk.providerAccepts().agentAnswers('yes?').thenNoSilence().providerAccepts().thenSilentSince(at('12:00:00'));
  });

  it('of a session that goes on and on is remembered only among the newest, so that a step never costs more', () => {
    const talk = conversation();
    for (let turn = 1; turn <= 250; turn += 1) talk.customerSays(`message ${turn}`).agentAnswers(`reply ${turn}`).providerAccepts().pass(SECOND);
    const { sends } = talk.state.carried;
    expect(sends.length).toBeLessThanOrEqual(200);
    expect(sends.at(-1)?.id).toBe('s1.r250');
    expect(talk.statusComes('read', { send: 's1.r250' }).newest('SendStatusChanged').send).toBe('s1.r250');
    talk.statusComes('read', { message: 'wamid of s1.r1' }).thenHappened('StatusNoted');
  });
});
