import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '../kernel/time.js';
import { answered, askDue, asked, at, conversation } from '../testing/conversation-builders.js';

describe('a provider that keeps rooms (Qontak)', () => {
  it('names the room of the newest message, and sends go there', () => {
    const talk = conversation().customerSays('hello', { room: 'room 1' });
    expect(talk.state.carried.room).toBe('room 1');
    expect(talk.customerSays('and').state.carried.room).toBe('room 1');
    expect(talk.customerSays('still there?', { room: 'room 2' }).state.carried.room).toBe('room 2');
  });

  it('keeps the room over the end of a session', () => {
    const talk = conversation().customerSays('hello', { room: 'room 1' }).ends('operator').customerSays('again');
    expect(talk.newest('SessionStarted').carried.room).toBe('room 1');
  });
});

describe('a person has the room', () => {
  it('from the message on that shows it: no turn begins for that message', () => {
    conversation().customerSays('hello', { roomState: 'assigned' })
      .thenHappened('SessionStarted', 'MessageReceived', 'SessionTakenOver').thenNoSilence()
      .agentStarts().thenIgnored('Held');
  });

  it.each([
    ['in silence', answered, ['SessionTakenOver']],
    ['with an ask due', askDue, ['AskWithdrawn', 'SessionTakenOver']],
    ['with an ask sent', asked, ['SessionTakenOver']],
  ] as const)('as an echo or a status shows, %s', (_state, story, events) => {
    story().roomShows('assigned').thenHappened(...events).thenNoSilence().roomShows('assigned').thenIgnored('RoomAsKnown');
  });

  it('as the provider says of a reply: what it was about waits for the hand-back', () => {
    const told = () => conversation().customerSays('my order?').agentAnswers('One moment').attempts().roomShows('assigned').providerRefuses('Held');
    expect(told().waiting()).toEqual(['my order?']);
    told().thenNoSilence().agentStarts().thenIgnored('Held');
    expect(told().customerSays('hello?').roomShows('unassigned').agentStarts().newest('TurnStarted').messages).toHaveLength(2);
    expect(told().roomShows('assigned', { answered: true }).waiting()).toEqual([]);
  });

  it('and has answered before the provider says so of a reply: then nothing waits', () => {
    const talk = conversation().customerSays('my order?').agentAnswers('One moment').attempts().roomShows('assigned', { answered: true });
    expect(talk.providerRefuses('Held').waiting()).toEqual([]);
  });

  it('and a reply that is refused for another reason was the answer', () =>
    expect(conversation().customerSays('my order?').agentAnswers('One moment').attempts().providerRefuses().waiting()).toEqual([]));

  it('and a message that ends the session by the button holds nothing', () => {
    asked().customerTaps('end', undefined, { roomState: 'assigned' })
      .thenHappened('MessageReceived', 'AskAnswered', 'SessionEnded');
  });

  it('and what it answers there is history for the agent', () => {
    const talk = conversation().customerSays('my order?', { roomState: 'assigned' }).roomShows('assigned', { answered: true })
      .thenHappened('AnsweredInRoom');
    talk.roomShows('unassigned').thenHappened('SessionHandedBack');
    expect(talk.waiting()).toEqual([]);
  });

  it('and what the customer said after that goes into the next turn', () => {
    const talk = conversation().customerSays('my order?', { roomState: 'assigned' }).roomShows('assigned', { answered: true })
      .customerSays('thanks, and the bill?', { roomState: 'assigned' }).roomShows('resolved');
    expect(talk.waiting()).toEqual(['thanks, and the bill?']);
    expect(talk.step).toEqual({ kind: 'turn' });
  });

  it('and a running turn is of no use once the person has answered', () => {
    const talk = conversation().customerSays('my order?').agentStarts().roomShows('assigned', { answered: true })
      .thenHappened('SessionTakenOver', 'AnsweredInRoom');
    talk.agentFinishes(['too late']).roomShows('unassigned');
    expect(talk.waiting()).toEqual([]);
  });

  it('and gives it back by a room that nobody has, which begins a silence', () => {
    answered().roomShows('assigned').pass(HOUR).roomShows('unassigned').thenHappened('SessionHandedBack')
      .thenSilentSince(at('13:00:00'));
  });

  it('and gives it back before the message that shows a free room counts', () => {
    const talk = answered().roomShows('assigned').pass(MINUTE).customerSays('hello?', { roomState: 'unassigned' })
      .thenHappened('SessionHandedBack', 'MessageReceived');
    expect(talk.step).toEqual({ kind: 'turn' });
  });

  it('and an operator of ours who holds the session is not put out by the room', () => {
    answered().operatorTakesOver().roomShows('unassigned').thenIgnored('RoomAsKnown').roomShows('assigned').thenIgnored('RoomAsKnown');
  });

  it('and nothing is noted where no session is active', () => {
    conversation().roomShows('assigned', { answered: true }).thenIgnored('NoActiveSession');
  });

  it('and a person who writes in a room that nobody has is no hold', () => {
    answered().roomShows(undefined, { answered: true }).thenIgnored('RoomAsKnown');
  });
});

describe('a template', () => {
  const late = () => answered().pass(25 * HOUR);

  it('may be said outside the window; anything else may not', () => {
    late().operatorSays('hello').attempts().thenHappened('SendRefused');
    late().operatorSays('order_update', { template: true }).attempts().thenHappened('SendAttempted');
  });

  it('of the agent is marked as one', () => {
    const talk = conversation().customerSays('hello').agentStarts();
    talk.decides({
      type: 'RecordTurn', turn: talk.newest('TurnStarted').turn,
      outcome: { kind: 'answered', replies: [{ content: 'order_update' as never, template: true }], endSession: false },
    });
    expect(talk.firstOpen.template).toBe(true);
  });
});
