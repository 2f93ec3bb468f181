import { describe, expect, it } from '@jest/globals';
import { answered, asked, askDue, at, conversation, merge } from '../testing/conversation-builders.js';
import { DAY, HOUR, MINUTE } from '../kernel/time.js';
import { isWindowOpen } from './decide-send.js';

const one = { name: 'A' };
const other = { name: 'B' };

describe('two identifiers, one person', () => {
  it('the survivor takes over, the other one ends silently and points to where it goes on', () => {
    const [a, b] = [answered(one), answered(other)];
    merge(a, b);
    a.thenHappened('CustomerMerged');
    b.thenHappened('SessionEnded', 'MergedInto').thenEnded('merged', { closing: undefined });
    expect(b.state.mergedInto).toBe('A');
    expect(a.state.carried.absorbed).toEqual(['B']);
  });

  it('once: a repeat finishes what a crash began', () => {
    const [a, b] = [answered(one), answered(other)];
    merge(a, b);
    merge(a, b);
    a.thenIgnored('AlreadyMerged');
    b.thenIgnored('AlreadyMerged');
  });

  it('both active: what the other left unanswered goes into the next turn, in the order it was said', () => {
    const a = conversation(one).moveTo(at('12:00:10')).customerSays('second');
    const b = conversation(other).customerSays('first').moveTo(at('12:00:20')).customerSays('third');
    merge(a.moveTo(at('12:00:30')), b);
    expect(a.waiting()).toEqual(['first', 'second', 'third']);
    expect(a.agentStarts().newest('TurnStarted').messages).toEqual(['Bm1', 'Am1', 'Bm2']);
  });

  it('the replies of the other\'s running turn are dropped, and what it was about is answered here', () => {
    const [a, b] = [answered(one), conversation(other).customerSays('first').agentStarts()];
    merge(a, b);
    b.agentFinishes(['hi']).thenIgnored('AlreadyMerged');
    expect(a.waiting()).toEqual(['first']);
    expect(b.step).toEqual({ kind: 'rest' });
  });

  it('an unanswered message is activity: the ask is withdrawn, the silence over', () => {
    const [a, b] = [askDue(one), conversation(other).customerSays('hello')];
    merge(a, b);
    a.thenHappened('AskWithdrawn', 'CustomerMerged').thenNoSilence();
  });

  it('an end that the agent wants here does not come when the other waits for an answer', () => {
    const a = conversation(one).customerSays('bye').agentStarts().agentFinishes(['goodbye'], { endSession: true });
    merge(a, conversation(other).customerSays('hello'));
    expect(a.session.endWanted).toBe(false);
  });

  it('open sends go on here, in order, and once', () => {
    const [a, b] = [answered(one), conversation(other).customerSays('hello').agentAnswers('one', 'two')];
    merge(a, b);
    a.thenNoSilence();
    expect(a.step).toMatchObject({ kind: 'send', send: { id: 'Bs1.r1' } });
    a.providerAccepts().providerAccepts().thenSilentSince(at('12:00:00'));
    expect(b.step).toEqual({ kind: 'rest' });
  });

  it('an open send that is known here already is not taken twice', () => {
    const [a, b] = [answered(one), conversation(other).customerSays('hello').agentAnswers('hi')];
    const { carried } = b.state;
    a.decides({ type: 'AbsorbCustomer', from: 'B', carried, unanswered: [], newSession: 's9' });
    a.decides({ type: 'AbsorbCustomer', from: 'C', carried, unanswered: [], newSession: 's9' });
    expect(a.state.carried.sends.filter(({ id }) => id === 'Bs1.r1')).toHaveLength(1);
  });

  it('the other\'s ask is over', () => {
    const [a, b] = [answered(one), askDue(other)];
    merge(a, b);
    expect(a.attempts('Bs1.a1').thenHappened('SendRefused').newest('SendRefused').reason).toBe('AskIsOver');
    const tapped = answered(one);
    merge(tapped, asked(other));
    tapped.customerTaps('end', 'Bs1.a1').thenIgnored('AskIsOver');
  });

  it('statuses of the other\'s messages find them here', () => {
    const [a, b] = [answered(one), answered(other)];
    merge(a, b);
    a.statusComes('read', { message: 'wamid of Bs1.r1' }).thenHappened('SendStatusChanged');
  });

  it('the window is the later of both', () => {
    const [a, b] = [answered(one), conversation(other).moveTo(at('20:00:00')).customerSays('hello')];
    merge(a.moveTo(at('20:00:01')), b);
    expect(isWindowOpen(a.state, at('19:59:59', 1))).toBe(true);
  });

  it('neither active: nothing begins, and the next message starts a session that knows both', () => {
    const [a, b] = [answered(one).ends('operator'), answered(other).ends('operator')];
    merge(a, b);
    a.thenHappened('CustomerMerged');
    b.thenHappened('MergedInto');
    expect(a.customerSays('hello').newest('SessionStarted').carried)
      .toMatchObject({ absorbed: ['B'], sends: [{ id: 'As1.r1' }, { id: 'Bs1.r1' }] });
  });

  it('something waits and no session is active: one begins', () => {
    const [a, b] = [answered(one).ends('operator'), conversation(other).customerSays('hello')];
    merge(a, b);
    a.thenHappened('SessionStarted', 'CustomerMerged');
    expect(a.session.id).toBe('As9');
    expect(a.step).toEqual({ kind: 'turn' });
  });

  describe('a repeated message of the other', () => {
    const stamped = (talk: typeof one) => conversation(talk).customerSays('hello', { stamp: at('12:00:00') });
    const after = at('12:00:00', 0);

    it('is looked up where the survivor\'s session is active', () => {
      const a = conversation(one);
      merge(a.customerSays('hi', { stamp: at('11:00:00') }), stamped(other));
      expect(a.looksUp(after)).toBe(true);
    });
    it('is looked up where it has ended', () => {
      const a = conversation(one).customerSays('hi', { stamp: at('11:00:00') }).ends('operator');
      merge(a, stamped(other).ends('operator'));
      expect(a.looksUp(after)).toBe(true);
      expect(a.looksUp(after + 1)).toBe(false);
    });
    it('is looked up where it never had one', () => {
      const a = conversation(one);
      merge(a, stamped(other).ends('operator'));
      expect(a.looksUp(after)).toBe(true);
      expect(a.looksUp(undefined)).toBe(true);
    });
  });

  it('a person who holds the survivor has the other\'s message to answer, within the hour', () => {
    const a = answered(one).operatorTakesOver().moveTo(at('12:30:00'));
    merge(a, conversation(other).customerSays('hello'));
    a.moveTo(at('13:29:59')).wakes().thenIgnored('Held').moveTo(at('13:30:00')).wakes()
      .thenHappened('SessionHandedBack');
    expect(a.step).toEqual({ kind: 'turn' });
  });

  it('a take-over of the other ends with its session', () => {
    const [a, b] = [answered(one), answered(other).operatorTakesOver()];
    merge(a, b);
    expect(a.session.held).toBeUndefined();
  });

  it('one who has been merged takes no message, no status and no timer any more: it goes on elsewhere', () => {
    const [a, b] = [answered(one), answered(other)];
    merge(a, b);
    b.customerSays('hello?').thenIgnored('AlreadyMerged').statusComes('read', { send: 'Bs1.r1' })
      .thenIgnored('AlreadyMerged');
    b.pass(DAY).wakes('Bs1').thenIgnored('AlreadyMerged');
    expect(b.wake).toBe('over');
  });

  it('a medium that he once sent is noted where the message stands', () => {
    const [a, b] = [answered(one), answered(other)];
    merge(a, b);
    b.decides({ type: 'RecordMedia', message: 'Bm1', outcome: { kind: 'not-fetched', reason: 'Refused' } })
      .thenHappened('MediaNotFetched');
  });

  it('a silence that nothing waits in goes on', () => {
    const [a, b] = [answered(one), answered(other)];
    merge(a.pass(MINUTE), b);
    a.thenSilentSince(at('12:00:00')).pass(HOUR).wakes().thenHappened('AskRequested');
  });
});
