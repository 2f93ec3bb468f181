import { describe, expect, it } from '@jest/globals';
import { answered, askDue, at, conversation, sealed, type Talk } from '../testing/conversation-builders.js';
import { MINUTE, SECOND } from '../kernel/time.js';
import { isFinalStatus, rankOf } from './sends.js';

const statusOf = ({ state }: Talk, id = 's1.r1') => {
  const stage = state.carried.sends.find((send) => send.id === id)?.stage;
  return stage?.is === 'accepted' ? stage.status : stage?.is;
};

/** Every order of a few things. */
const orders = <T>(things: readonly T[]): T[][] => {
  if (things.length < 2) return [[...things]];
  const without = (n: number) => [...things.slice(0, n), ...things.slice(n + 1)];
  return things.flatMap((thing, n) => orders(without(n)).map((rest) => [thing, ...rest]));
};

describe('a status', () => {
  it('climbs', () => {
    const talk = answered();
    for (const status of ['sent', 'delivered', 'read', 'played']) {
      talk.statusComes(status, { send: 's1.r1' }).thenHappened('SendStatusChanged');
      expect(statusOf(talk)).toBe(status);
    }
  });

  it.each([['delivered', 'sent'], ['read', 'delivered'], ['read', 'read'], ['failed', 'read'], ['failed', 'delivered']])(
    'after %s, %s changes nothing', (first, second) => {
      answered().statusComes(first, { send: 's1.r1' }).statusComes(second, { send: 's1.r1' })
        .thenIgnored('StatusDoesNotClimb');
    });

  it('finds its message by our id or by the provider\'s', () => {
    answered().statusComes('sent', { message: 'wamid of s1.r1' }).thenHappened('SendStatusChanged');
    answered().statusComes('sent', { send: 's1.r1', message: 'wamid of s1.r1' }).thenHappened('SendStatusChanged');
    answered().statusComes('sent', { send: 'not ours', message: 'wamid of s1.r1' }).thenHappened('SendStatusChanged');
  });

  it('that is a word of tomorrow changes nothing', () => {
    answered().statusComes('pondered', { send: 's1.r1' }).thenIgnored('StatusDoesNotClimb');
    expect(rankOf('pondered')).toBe(0);
  });

  it('is no activity: it moves no silence', () => {
    const talk = answered().pass(MINUTE).statusComes('read', { send: 's1.r1' });
    talk.thenSilentSince(at('12:00:00'));
  });

  it('names the item that brought it', () =>
    expect(answered().statusComes('sent', { send: 's1.r1' }).newest('SendStatusChanged').cause).toEqual({ receipt: 'status sent', item: 0 }));

  describe('before our own call returned', () => {
    const underWay = () => conversation().customerSays('hello').agentAnswers('hi').attempts();

    it('tells by our id that the message was accepted', () => {
      const talk = underWay().pass(SECOND).statusComes('delivered', { send: 's1.r1', message: 'w1' });
      talk.thenHappened('SendAccepted', 'SendStatusChanged').thenSilentSince(at('12:00:01'));
      expect(talk.newest('SendAccepted')).toMatchObject({ by: 'status', message: 'w1' });
    });
    it('leaves to the answer what only that can say: the provider\'s id, what was left out, and statuses by that id', () => {
      const talk = underWay();
      const send = talk.firstOpen;
      talk.statusComes('sent', { send: 's1.r1' }).statusComes('delivered', { message: 'w1' }).thenHappened('StatusNoted').pass(SECOND);
      talk.callEnds({ kind: 'accepted', message: 'w1', providerId: sealed('wamid'), notes: ['a button too many'] }, send)
        .thenHappened('SendConfirmed', 'SendStatusChanged').thenSilentSince(at('12:00:00'));
      expect(talk.newest('SendConfirmed')).toMatchObject({ message: 'w1', providerId: sealed('wamid'), notes: ['a button too many'] });
      expect(talk.state.carried.early).toEqual([]);
      expect(talk.statusComes('read', { message: 'w1' }).newest('SendStatusChanged')).toMatchObject({ send: 's1.r1', status: 'read' });
      talk.callEnds({ kind: 'accepted', message: 'w1' }, send).thenIgnored('AlreadySettled');
    });
    it('is right, whatever else the call says', () => {
      const talk = underWay();
      const send = talk.firstOpen;
      talk.statusComes('sent', { send: 's1.r1' });
      for (const outcome of [{ kind: 'unknown' }, { kind: 'refused', reason: 'x' }, { kind: 'retry', reason: 'x' }] as const) {
        talk.callEnds(outcome, send).thenIgnored('AlreadySettled');
      }
    });
    it('is kept where it comes without our id, and counts when the call tells whose it was', () => {
      const talk = underWay().statusComes('sent', { message: 'w1' }).thenHappened('StatusNoted').thenNoSilence();
      talk.statusComes('delivered', { message: 'w1' }).statusComes('sent', { message: 'w1' })
        .thenIgnored('StatusDoesNotClimb');
      talk.providerAccepts('w1').thenHappened('SendAccepted', 'SendStatusChanged');
      expect(talk.newest('SendStatusChanged'))
        .toMatchObject({ status: 'delivered', cause: { receipt: 'status delivered', item: 0 } });
      expect(talk.state.carried.early).toEqual([]);
    });
    it('says that an ask failed: the session ends Delay Before End after the acceptance', () => {
      const talk = askDue().attempts().statusComes('failed', { message: 'w1' }).pass(SECOND).providerAccepts('w1');
      expect(talk.session.silence?.ask).toEqual({ stage: 'undelivered', id: 's1.a1', at: at('12:05:01') });
    });
    it('settles a reply that failed, and nothing is sent twice', () => {
      const talk = underWay().statusComes('failed', { send: 's1.r1' }).thenSilentSince(at('12:00:00'));
      expect(talk.step).toEqual({ kind: 'rest' });
    });
    it('settles a call whose answer was lost', () => {
      const talk = conversation().customerSays('hello').agentAnswers('hi').callIsLost()
        .statusComes('sent', { send: 's1.r1' });
      expect(talk.step).toEqual({ kind: 'rest' });
    });
    it('counts for a reply that is about to be sent again', () => {
      const talk = conversation().customerSays('hello').agentAnswers('hi').callIsLost().pass(MINUTE).evidenceIsOver();
      expect(talk.statusComes('delivered', { send: 's1.r1' }).step).toEqual({ kind: 'rest' });
    });
    it('that says nothing we know is no evidence', () => {
      underWay().statusComes('pondered', { send: 's1.r1' }).thenIgnored('StatusDoesNotClimb');
    });
  });

  describe('of a message that is not known', () => {
    it('is noted, once per step', () => {
      const talk = answered().statusComes('sent', { message: 'w9' }).thenHappened('StatusNoted');
      talk.statusComes('sent', { message: 'w9' }).thenIgnored('StatusDoesNotClimb')
        .statusComes('read', { message: 'w9' }).thenHappened('StatusNoted');
    });
    it('is ignored where it does not say which', () => {
      answered().statusComes('sent', {}).thenIgnored('UnknownMessage');
      answered().statusComes('sent', { send: 'not ours' }).thenIgnored('UnknownMessage');
    });
    it('is forgotten when twenty newer ones came', () => {
      const talk = answered();
      for (let n = 0; n < 21; n += 1) talk.statusComes('sent', { message: `w${n}` });
      expect(talk.state.carried.early.map(({ message }) => message))
        .toEqual(Array.from({ length: 20 }, (_, n) => `w${n + 1}`));
    });
  });

  it('of an earlier session finds its message in the next one', () => {
    const talk = answered().ends('operator').customerSays('again').statusComes('read', { message: 'wamid of s1.r1' });
    expect(talk.thenHappened('SendStatusChanged').newest('SendStatusChanged').send).toBe('s1.r1');
  });

  it('leads to the same state in every order, duplicates included', () => {
    const told = (statuses: readonly string[], of: { send?: string; message?: string }, tell: (talk: Talk) => Talk) => {
      const talk = tell(conversation().customerSays('hello').agentAnswers('hi').providerAccepts().pass(5 * MINUTE).wakes().attempts());
      for (const status of statuses) talk.statusComes(status, of);
      talk.decides({ type: 'RecordSend', send: 's1.a1', outcome: { kind: 'accepted', message: 'w1' } });
      return talk.state;
    };
    const ways = [
      (talk: Talk) => talk,
      (talk: Talk) => talk.providerAccepts('w1'),
    ];
    for (const which of [{ send: 's1.a1', message: 'w1' }, { message: 'w1' }]) {
      const all = orders(['sent', 'delivered', 'read', 'failed', 'sent'])
        .flatMap((order) => ways.map((way) => told(order, which, way)));
      for (const state of all) expect(state).toEqual(all[0]);
      expect(all[0]?.session).toMatchObject({ silence: { ask: { stage: 'undelivered', at: at('12:05:00') } } });
    }
  });

  it('is final when nothing can follow that we would keep', () =>
    expect(['accepted', 'sent', 'delivered', 'read', 'played', 'failed'].filter(isFinalStatus)).toEqual(['read', 'played', 'failed']));
});
