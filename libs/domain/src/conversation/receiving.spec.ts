import { describe, expect, it } from '@jest/globals';
import { answered, asked, at, conversation } from '../testing/conversation-builders.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';
import { isWindowOpen } from './decide-send.js';

describe('a customer writes', () => {
  it('begins a session with the first message, under the settings in force', () => {
    const talk = conversation().customerSays('hello').thenHappened('SessionStarted', 'MessageReceived');
    expect(talk.newest('SessionStarted'))
      .toMatchObject({ session: 's1', settings: { revision: 1 }, at: at('12:00:00') });
    expect(talk.newest('MessageReceived')).toMatchObject({ session: 's1', toAgent: true, content: 'hello' });
  });

  it('goes on with the session that is active', () => {
    const talk = answered().pass(MINUTE).customerSays('another thing').thenHappened('MessageReceived');
    expect(talk.newest('MessageReceived').session).toBe('s1');
    expect(talk.all('SessionStarted')).toHaveLength(1);
  });

  it('starts a new session with a message after the end', () => {
    const talk = asked().customerTaps('end').pass(MINUTE).customerSays('one more thing');
    talk.thenHappened('SessionStarted', 'MessageReceived');
    expect(talk.session.id).toBe('s2');
    expect(talk.waiting()).toEqual(['one more thing']);
  });

  it('names the item of the webhook call as the cause', () =>
    expect(conversation().customerSays('hello', { receipt: 'r7' }).newest('MessageReceived').cause).toEqual({ receipt: 'r7', item: 0 }));

  describe('once', () => {
    it('ignores a message that this session has seen', () => {
      conversation().customerSays('hello', { id: 'w1' }).pass(MINUTE).customerSays('hello', { id: 'w1' })
        .thenIgnored('Duplicate');
    });

    it('finds what it handled itself before a crash: the same item of the same call', () => {
      conversation().customerSays('hello', { id: 'w1', receipt: 'r1' })
        .customerSays('hello', { id: 'w1', receipt: 'r1' }).thenIgnored('HandledBefore');
    });

    it('ignores a message of the session that has just ended', () => {
      answered().ends('operator').customerSays('hello', { id: 'm1' }).thenIgnored('Duplicate');
    });

    it('ignores a message that a look-up found in an earlier session', () => {
      asked().customerTaps('end').customerSays('hello', { known: true }).thenIgnored('Duplicate');
    });

    it('remembers the newest hundred messages of a session, and looks up what may be older', () => {
      const talk = conversation();
      for (let n = 0; n < 101; n += 1) talk.customerSays('x', { id: `w${n}`, stamp: at('12:00:00') + n * SECOND });
      expect(talk.session.seen.map(({ message }) => message)).toEqual(Array.from({ length: 100 }, (_, n) => `w${n + 1}`));
      expect([talk.looksUp(at('12:00:00')), talk.looksUp(at('12:00:01'))]).toEqual([true, false]);
      talk.customerSays('x', { id: 'w0', stamp: at('12:00:00'), known: true }).thenIgnored('Duplicate');
      talk.customerSays('x', { id: 'w1', stamp: at('12:00:01') }).thenIgnored('Duplicate');
    });

    it('moves nothing with a duplicate: neither silence nor settings nor window', () => {
      const talk = answered().settingsChange({ delayBeforeAsk: SECOND });
      const before = talk.state;
      talk.pass(MINUTE).customerSays('hello', { id: 'm1' });
      expect(talk.state).toBe(before);
    });
  });

  describe('a look-up', () => {
    const later = () =>
      conversation().customerSays('hello', { stamp: at('11:59:58') }).ends('operator').pass(DAY)
        .customerSays('again', { stamp: at('12:00:00', 1) });

    it('is needed for a stamp not later than the latest seen before the newest session', () => {
      expect(later().looksUp(at('11:59:58'))).toBe(true);
      expect(later().looksUp(at('11:00:00'))).toBe(true);
    });
    it('is not needed for a later stamp: such a message can only be of this session', () =>
      expect(later().looksUp(at('11:59:59'))).toBe(false));
    it('is needed where the provider gave no stamp', () => expect(later().looksUp(undefined)).toBe(true));
    it('is needed after the end as before it', () => expect(later().ends('operator').looksUp(at('11:59:58'))).toBe(true));
    it('is not needed where nobody ever wrote', () => expect(conversation().looksUp(undefined)).toBe(false));
    it('is not needed in a first session for any stamp', () =>
      expect(conversation().customerSays('hello', { stamp: at('12:00:00') }).looksUp(at('10:00:00'))).toBe(false));
  });

  describe('time', () => {
    it('never runs backwards: a call that was received earlier but read later counts from what is known', () => {
      const talk = answered().pass(MINUTE).customerSays('one').customerSays('two', { receivedAt: at('12:00:30') });
      expect(talk.all('MessageReceived').map((message) => message.at))
        .toEqual([at('12:00:00'), at('12:01:00'), at('12:01:00')]);
    });
  });

  describe('the 24-hour window', () => {
    const openAt = (stamp: number | undefined, time: number) => isWindowOpen(conversation().customerSays('hello', { stamp }).state, time);

    it('opens with the receipt of the customer\'s message and shuts 24 hours later', () => {
      expect(openAt(undefined, at('11:59:59', 1))).toBe(true);
      expect(openAt(undefined, at('12:00:00', 1))).toBe(false);
    });
    it('counts from the provider\'s stamp where that is earlier', () => {
      expect(openAt(at('11:00:00'), at('10:59:59', 1))).toBe(true);
      expect(openAt(at('11:00:00'), at('11:00:00', 1))).toBe(false);
    });
    it('counts from the receipt where the stamp is later', () => expect(openAt(at('13:00:00'), at('12:30:00', 1))).toBe(false));
    it('is not shut again by an old message that comes late', () => {
      const talk = conversation().customerSays('new', { stamp: at('12:00:00') })
        .customerSays('old', { stamp: at('09:00:00') });
      expect(isWindowOpen(talk.state, at('11:00:00', 1))).toBe(true);
    });
    it('is opened by a button as by any message', () => {
      const talk = asked().pass(MINUTE).customerTaps('go-on');
      expect(isWindowOpen(talk.state, at('12:05:59', 1))).toBe(true);
    });
    it('outlives the session', () => expect(isWindowOpen(answered().ends('operator').state, at('12:00:00') + 23 * HOUR)).toBe(true));
  });

  describe('what outlives a session', () => {
    const nextSession = (talk = answered()) => talk.ends('operator').pass(DAY).customerSays('again')
      .newest('SessionStarted').carried;

    it('carries the latest stamp and the last inbound time', () => {
      const talk = conversation().customerSays('hello', { stamp: at('11:59:58') });
      expect(nextSession(talk)).toMatchObject({ latestStamp: at('11:59:58'), lastInboundAt: at('11:59:58') });
    });
    it('carries accepted messages, so that their statuses find them', () =>
      expect(nextSession().sends).toMatchObject([{ id: 's1.r1', stage: { is: 'accepted', message: 'wamid of s1.r1' } }]));
    it.each(['failed', 'read', 'played'])('leaves out one that is %s', (status) =>
      expect(nextSession(answered().statusComes(status, { send: 's1.r1' })).sends).toEqual([]));
    it.each(['sent', 'delivered'])('keeps one that is only %s', (status) =>
      expect(nextSession(answered().statusComes(status, { send: 's1.r1' })).sends).toHaveLength(1));
    it('leaves out what was accepted 30 days ago and keeps what is a second younger', () => {
      const after = (millis: number) => answered().ends('operator').pass(millis).customerSays('again')
        .newest('SessionStarted').carried.sends;
      expect(after(30 * DAY)).toEqual([]);
      expect(after(30 * DAY - SECOND)).toHaveLength(1);
    });
    it('carries the newest 100', () => {
      const talk = conversation().customerSays('tell me all')
        .agentAnswers(...Array.from({ length: 130 }, (_, n) => `${n}`));
      for (let n = 0; n < 130; n += 1) talk.providerAccepts();
      const { sends } = nextSession(talk);
      expect(sends).toHaveLength(100);
      expect(sends.at(-1)?.id).toBe('s1.r130');
    });
    it('carries what is still to be sent, however much', () => {
      const talk = conversation().customerSays('hello').agentAnswers('one', 'two');
      expect(nextSession(talk).sends.map(({ id }) => id)).toEqual(['s1.r1', 's1.r2']);
    });
    it('carries no texts of what was sent', () => expect(JSON.stringify(nextSession().sends)).not.toContain('hi'));
  });
});
