import { expect } from '@jest/globals';
import type { RoomState } from '../channel/inbound.js';
import type { Language } from '../channel/session-settings.js';
import { typedAnswer } from '../conversation/answers.js';
import type { ConversationCommand, ConversationReason, RecordSend } from '../conversation/commands.js';
import {
  nobody, type ActiveSession, type Conversation, type EndReason, type Send, type SettingsInForce,
} from '../conversation/conversation.js';
import { nextWake } from '../conversation/deadline.js';
import { conversationDecider } from '../conversation/decide.js';
import type { ConversationDecision } from '../conversation/decision.js';
import { needsLookUp } from '../conversation/decide-inbound.js';
import type { Answer, ConversationEvent } from '../conversation/events.js';
import { nextStep, type Step } from '../conversation/next-step.js';
import { defaultRules, type Rules } from '../conversation/rules.js';
import { openSends } from '../conversation/sends.js';
import { DAY, HOUR, MINUTE, SECOND, type Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';
import { deepFreeze } from './given.js';

/** A time of the day on which the examples play, or of a later one: `at('12:05:00')`, `at('09:00:00', 1)` the next day. */
export const at = (clock: string, day = 0): Millis => {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  return Date.UTC(2026, 10, 23) + day * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
};

/** The defaults of the design: asked after five minutes, ended ten minutes later, nothing said at the end. */
export const usualSettings: SettingsInForce = {
  revision: 1,
  askUserToEndSession: true,
  delayBeforeAsk: 5 * MINUTE,
  delayBeforeEnd: 10 * MINUTE,
  closes: false,
};

/** Text as the rules carry it; here everybody can read it. */
export const sealed = (text: string): Sealed => text as Sealed;

type WithoutOrder<C> = C extends ConversationCommand ? Omit<C, 'now' | 'settings'> : never;
type Data<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>['data'];

interface Said {
  readonly id?: string;
  readonly stamp?: Millis;
  readonly receivedAt?: Millis;
  readonly button?: { readonly ask: string; readonly answer: Answer };
  readonly known?: boolean;
  readonly receipt?: string;
  readonly room?: string;
  readonly roomState?: RoomState;
}

export interface TalkOptions {
  readonly settings?: Partial<SettingsInForce>;
  readonly rules?: Partial<Rules>;
  readonly name?: string;
}

/**
 * A conversation told as a story: each line is a command at the time the story has reached, decided by the rules and
 * folded; states, commands and events are frozen. `then…` looks at what the last line led to.
 */
export class Talk {
  readonly rules: Rules;
  readonly name: string;
  readonly events: ConversationEvent[] = [];
  state: Conversation = nobody;
  now = at('12:00:00');
  settings: SettingsInForce;
  last: ConversationDecision | undefined;
  private said = 0;
  private sessions = 0;

  constructor({ settings, rules, name = '' }: TalkOptions = {}) {
    this.settings = { ...usualSettings, ...settings };
    this.rules = { ...defaultRules, ...rules };
    this.name = name;
  }

  decides(order: WithoutOrder<ConversationCommand>, now = this.now): this {
    const decider = conversationDecider(this.rules);
    const command = deepFreeze({ ...order, now, settings: this.settings }) as ConversationCommand;
    const decision = deepFreeze(decider.decide(command, deepFreeze(this.state)));
    this.last = decision;
    return decision.kind === 'accepted' ? this.happens(...decision.events) : this;
  }

  /** Folds events without asking the rules. */
  happens(...events: readonly ConversationEvent[]): this {
    const { evolve } = conversationDecider(this.rules);
    for (const event of deepFreeze(events)) this.state = deepFreeze(evolve(this.state, event));
    this.events.push(...events);
    return this;
  }

  // time and settings
  moveTo(time: Millis): this {
    this.now = time;
    return this;
  }
  pass(millis: Millis): this {
    return this.moveTo(this.now + millis);
  }
  settingsChange(change: Partial<SettingsInForce>): this {
    this.settings = { ...this.settings, revision: this.settings.revision + 1, ...change };
    return this;
  }

  // the customer
  customerSays(text: string, { id, stamp, receivedAt = this.now, button, known, receipt, room, roomState }: Said = {}): this {
    this.said += 1;
    const message = id ?? `${this.name}m${this.said}`;
    const cause = { receipt: receipt ?? `call of ${this.name}${this.said}`, item: 0 };
    const knownBefore = known ? { receipt: 'an earlier call', item: 0 } : undefined;
    const newSession = `${this.name}s${this.sessions + 1}`;
    const typed = button ? undefined : typedAnswer(text, { goOn: 'Yes, go on', end: 'No, end chat' });
    const before = this.state.session;
    this.decides({
      type: 'ReceiveMessage', message, kind: 'text', stamp, content: sealed(text), button, typed, knownBefore, newSession, cause,
      room: room === undefined ? undefined : sealed(room), roomState,
    }, receivedAt);
    if (before.status !== 'active' && this.state.session.status === 'active') this.sessions += 1;
    return this;
  }
  customerTaps(answer: Answer, ask = this.newest('AskRequested').ask, also: Said = {}): this {
    return this.customerSays(answer, { ...also, button: { ask, answer } });
  }

  // the agent
  agentStarts(): this {
    return this.decides({ type: 'StartTurn' });
  }
  agentFinishes(replies: readonly string[], { endSession = false, language }: { endSession?: boolean; language?: Language } = {}): this {
    const outcome = { kind: 'answered' as const, replies: replies.map((text) => ({ content: sealed(text) })), endSession, language };
    return this.decides({ type: 'RecordTurn', turn: this.newest('TurnStarted').turn, outcome });
  }
  agentAnswers(...replies: string[]): this {
    return this.agentStarts().agentFinishes(replies);
  }
  agentFails(reason = 'TimedOut'): this {
    return this.decides({ type: 'RecordTurn', turn: this.newest('TurnStarted').turn, outcome: { kind: 'failed', reason } });
  }

  // the provider
  attempts(send = this.firstOpen.id): this {
    return this.decides({ type: 'AttemptSend', send });
  }
  /** Attempts the first open message unless that is under way, and records what became of the call. */
  callEnds(outcome: RecordSend['outcome'], send = this.firstOpen): this {
    if (send.stage.is === 'queued') this.attempts(send.id);
    return this.decides({ type: 'RecordSend', send: send.id, outcome });
  }
  providerAccepts(message = `wamid of ${this.firstOpen.id}`): this {
    return this.callEnds({ kind: 'accepted', message });
  }
  providerRefuses(reason = 'Refused'): this {
    return this.callEnds({ kind: 'refused', reason });
  }
  providerPostpones(after?: Millis): this {
    return this.callEnds({ kind: 'retry', reason: 'TooManyRequests', after });
  }
  callIsLost(): this {
    return this.callEnds({ kind: 'unknown' });
  }
  evidenceIsOver(): this {
    return this.decides({ type: 'SettleUnknown', send: this.firstOpen.id });
  }
  statusComes(status: string, of: { send?: string; message?: string }): this {
    const cause = { receipt: `status ${status}`, item: 0 };
    return this.decides({ type: 'ReceiveStatus', status, ...of, cause });
  }

  // timers and persons
  wakes(session = this.id): this {
    return this.decides({ type: 'ReachDeadline', session });
  }
  operatorTakesOver(): this {
    return this.decides({ type: 'TakeOver', by: 'operator', operator: 'op1' });
  }
  roomIsAssigned(): this {
    return this.decides({ type: 'TakeOver', by: 'room' });
  }
  handsBack(by: 'operator' | 'room' = 'operator'): this {
    return this.decides({ type: 'HandBack', by });
  }
  operatorSays(text: string, { template }: { template?: boolean } = {}): this {
    return this.decides({ type: 'SpeakAsOperator', content: sealed(text), operator: 'op1', template });
  }
  /** An echo or a status of the provider shows the room. */
  roomShows(roomState: RoomState | undefined, { answered = false } = {}): this {
    return this.decides({ type: 'NoteRoom', roomState, answered, cause: { receipt: 'call about the room', item: 0 } });
  }
  ends(reason: 'operator' | 'channel-closed' | 'erased', session?: string): this {
    return this.decides({ type: 'EndSession', reason, session });
  }

  // what the story has led to
  get id(): string {
    const { session } = this.state;
    return session.status === 'none' ? '' : session.id;
  }
  get session(): ActiveSession {
    const { session } = this.state;
    if (session.status !== 'active') throw new Error(`the session is ${session.status}`);
    return session;
  }
  get firstOpen(): Send {
    const [first] = openSends(this.state.carried);
    if (!first) throw new Error('nothing is to be sent');
    return first;
  }
  get step(): Step {
    return nextStep(this.state, { now: this.now, rules: this.rules, paused: false });
  }
  get wake(): Millis | 'over' {
    const next = nextWake(this.state, this.now, this.rules);
    return next.kind === 'over' ? 'over' : next.until;
  }
  waiting(): string[] {
    return this.session.unanswered.map(({ content }) => content);
  }
  looksUp(stamp?: Millis): boolean {
    return needsLookUp(this.state, stamp);
  }
  all<Type extends ConversationEvent['type']>(type: Type): Data<Type>[] {
    return this.events.filter((event) => event.type === type).map(({ data }) => data as Data<Type>);
  }
  newest<Type extends ConversationEvent['type']>(type: Type): Data<Type> {
    const found = this.all(type).at(-1);
    if (!found) throw new Error(`no ${type} so far`);
    return found;
  }

  // expectations of the last line
  thenHappened(...types: ConversationEvent['type'][]): this {
    const events = this.last?.kind === 'accepted' ? this.last.events.map(({ type }) => type) : this.last;
    expect(events).toEqual(types);
    return this;
  }
  thenIgnored(reason: ConversationReason): this {
    expect(this.last).toEqual({ kind: 'ignored', reason });
    return this;
  }
  thenEnded(reason: EndReason, also: Partial<Data<'SessionEnded'>> = {}): this {
    expect(this.state.session.status).toBe('ended');
    const ended = this.newest('SessionEnded');
    expect(ended).toEqual({ ...ended, reason, ...also });
    return this;
  }
  thenSilentSince(since: Millis): this {
    expect(this.session.silence).toMatchObject({ since, ask: { stage: 'none' } });
    return this;
  }
  thenNoSilence(): this {
    expect(this.session.silence).toBeUndefined();
    return this;
  }
}

/** Nobody has written yet; it is 12:00:00. */
export const conversation = (options?: TalkOptions): Talk => new Talk(options);

/** The customer said hello at 12:00:00 and was answered at once: silence since then. */
export const answered = (options?: TalkOptions): Talk =>
  conversation(options).customerSays('hello').agentAnswers('hi').providerAccepts();

/** After five minutes of silence the ask was made and not sent yet: 12:05:00. */
export const askDue = (options?: TalkOptions): Talk => answered(options).pass(5 * MINUTE).wakes();

/** The provider accepted the ask at 12:05:00. */
export const asked = (options?: TalkOptions): Talk => askDue(options).providerAccepts();

/** Two customers turn out to be one: the survivor takes over what the other carries, then the other ends. */
export const merge = (survivor: Talk, other: Talk): void => {
  const { session, carried } = other.state;
  const unanswered = session.status === 'active' ? [...(session.turn?.messages ?? []), ...session.unanswered] : [];
  survivor.decides({ type: 'AbsorbCustomer', from: other.name, carried, unanswered, newSession: `${survivor.name}s9` });
  other.moveTo(survivor.now).decides({ type: 'MergeInto', into: survivor.name });
};
