import { describe, expect, it } from '@jest/globals';
import { answered, askDue, asked, at, conversation } from '../testing/conversation-builders.js';
import { HOUR, MINUTE, SECOND } from '../kernel/time.js';

describe('settings in force when a silence begins rule all of it', () => {
  it('changed in mid-silence: the delay, the ask and its revision stay as they were', () => {
    const talk = answered().moveTo(at('12:03:00')).settingsChange({ delayBeforeAsk: SECOND, delayBeforeEnd: SECOND });
    talk.wakes().thenIgnored('NotYet').moveTo(at('12:05:00')).wakes().thenHappened('SettingsNoted', 'AskRequested');
    expect(talk.newest('AskRequested').revision).toBe(1);
    talk.providerAccepts().moveTo(at('12:14:59')).wakes().thenIgnored('NotYet');
    talk.moveTo(at('12:15:00')).wakes().thenEnded('no-answer', { revision: 1 });
  });

  it('changed after the ask: the end comes as it was said when the silence began', () => {
    const talk = asked().moveTo(at('12:06:00')).settingsChange({ delayBeforeEnd: 2 * HOUR });
    talk.moveTo(at('12:15:00')).wakes().thenEnded('no-answer', { revision: 1 });
  });

  it('ask switched off in mid-silence: this silence is still asked about, the next one is not', () => {
    const talk = answered().moveTo(at('12:03:00')).settingsChange({ askUserToEndSession: false }).moveTo(at('12:05:00'))
      .wakes();
    talk.thenHappened('SettingsNoted', 'AskRequested').providerAccepts().moveTo(at('12:06:00')).customerTaps('go-on');
    talk.thenSilentSince(at('12:06:00')).moveTo(at('12:11:00')).wakes().thenIgnored('NotYet');
    talk.moveTo(at('12:16:00')).wakes().thenEnded('inactivity', { revision: 2 });
  });

  it('ask switched on in mid-silence: this silence ends without one', () => {
    const talk = answered({ settings: { askUserToEndSession: false } }).settingsChange({ askUserToEndSession: true });
    talk.moveTo(at('12:05:00')).wakes().thenIgnored('NotYet').moveTo(at('12:10:00')).wakes()
      .thenEnded('inactivity', { revision: 1 });
  });

  it('changed while an answer is owed: the silence that follows is under the new ones', () => {
    const talk = conversation().customerSays('hello').settingsChange({ delayBeforeAsk: MINUTE }).agentAnswers('hi')
      .providerAccepts();
    talk.pass(MINUTE).wakes().thenHappened('AskRequested');
    expect(talk.newest('AskRequested').revision).toBe(2);
  });

  it('changed in the moment the silence begins: what that command says holds', () => {
    const talk = conversation().customerSays('hello').agentAnswers('hi').settingsChange({ delayBeforeAsk: MINUTE })
      .providerAccepts();
    expect(talk.session.silence?.settings).toMatchObject({ revision: 2, delayBeforeAsk: MINUTE });
  });

  it('changed while a person holds the session: the hand-back begins a silence under the new ones', () => {
    const talk = answered().operatorTakesOver().settingsChange({ delayBeforeAsk: MINUTE }).handsBack();
    talk.thenHappened('SettingsNoted', 'SessionHandedBack').pass(MINUTE).wakes().thenHappened('AskRequested');
    expect(talk.newest('AskRequested').revision).toBe(2);
  });

  it('changed while the ask is put off: it keeps its revision', () => {
    const talk = askDue().settingsChange({}).providerPostpones().pass(MINUTE).attempts();
    expect(talk.newest('SendAttempted')).toMatchObject({ kind: 'ask', revision: 1 });
  });

  it('are noted once per revision', () => {
    const talk = answered().settingsChange({}).customerSays('a').customerSays('b').agentAnswers('c').providerAccepts();
    expect(talk.all('SettingsNoted')).toHaveLength(1);
  });

  it('an operator\'s end carries the revision of the silence it ends, or, outside of one, that in force', () => {
    answered().settingsChange({}).ends('operator').thenEnded('operator', { revision: 1 });
    answered().customerSays('hm').settingsChange({ closes: true }).ends('operator')
      .thenEnded('operator', { revision: 2, closing: 's1.c' });
  });
});
