import type { ConversationCommand, RecordSend, RecordTurn } from '../conversation/commands.js';
import { nobody, type Conversation, type SettingsInForce } from '../conversation/conversation.js';
import { armFor, nextWake } from '../conversation/deadline.js';
import { conversationDecider } from '../conversation/decide.js';
import type { ConversationDecision } from '../conversation/decision.js';
import { needsLookUp } from '../conversation/decide-inbound.js';
import type { Answer, ConversationEvent } from '../conversation/events.js';
import { nextStep, type Step } from '../conversation/next-step.js';
import { defaultRules, type Rules } from '../conversation/rules.js';
import { same } from '../kernel/same.js';
import type { Millis } from '../kernel/time.js';
import type { Talk } from './conversation-builders.js';
import { at, sealed, usualSettings } from './conversation-builders.js';
import { Referee } from './conversation-referee.js';
import { deepFreeze } from './given.js';

type WithoutOrder<C> = C extends ConversationCommand ? Omit<C, 'now' | 'settings'> : never;
type TurnOutcome = RecordTurn['outcome'] | { readonly kind: 'lost' };
type SendOutcome = RecordSend['outcome'] | { readonly kind: 'lost' };

/**
 * One conversation with everything around it that the application is: the log, a faithful timer (armed by `armFor`,
 * woken, asleep until `nextWake`), effects through `nextStep`, crashes, look-ups. The referee watches every event, and
 * after every command a wake-up at or before the true deadline must exist.
 */
export class World {
  readonly log: ConversationEvent[] = [];
  readonly asks: string[] = [];
  readonly sends: string[] = [];
  readonly turns: string[] = [];
  readonly messages: { readonly id: string; readonly stamp?: Millis }[] = [];
  readonly referee: Referee;
  readonly rules: Rules;
  state: Conversation = nobody;
  now = at('12:00:00');
  settings: SettingsInForce = usualSettings;
  private wake: Millis | undefined;
  private armedFrom: Conversation = nobody;
  private arms = true;
  private calls = 0;

  constructor(rules: Partial<Rules> = {}) {
    this.rules = { ...defaultRules, ...rules };
    this.referee = new Referee(this.rules.holdLimit);
  }

  /** The same world, to be led into another future. */
  copy(): World {
    const { log, asks, sends, turns, messages, referee } = this;
    const lists = { log: [...log], asks: [...asks], sends: [...sends], turns: [...turns], messages: [...messages] };
    return Object.assign(new World(this.rules), { ...this, ...lists, referee: referee.copy() });
  }

  does(order: WithoutOrder<ConversationCommand>): ConversationDecision {
    const decider = conversationDecider(this.rules);
    const command = deepFreeze({ ...order, now: this.now, settings: this.settings }) as ConversationCommand;
    const decision = deepFreeze(decider.decide(command, this.state));
    if (decision.kind === 'accepted') this.append(decision.events);
    return decision;
  }

  private append(events: readonly ConversationEvent[]): void {
    this.state = fold(events, this.state);
    this.log.push(...events);
    for (const { type, data } of events) {
      if (type === 'AskRequested') this.asks.push(data.ask);
      if (type === 'SendAttempted') this.sends.push(data.send);
      if (type === 'TurnStarted') this.turns.push(data.turn);
    }
    this.referee.watch(events, this.settings);
    if (this.arms) this.arm();
    this.checkWake();
  }

  // the timer

  private arm(): void {
    const { now, rules } = this;
    const until = armFor(this.armedFrom, this.state, { now, rules });
    if (until !== undefined) this.wake = Math.min(this.wake ?? until, until);
    this.armedFrom = this.state;
  }

  private checkWake(): void {
    const { session } = this.state;
    if (this.referee.active !== (session.status === 'active')) throw new Error('the referee thinks otherwise of the session');
    const { due } = this.referee;
    if (!this.arms || due === undefined) return;
    if (this.wake === undefined || this.wake > due) throw new Error(`no wake-up at or before ${due}: ${this.wake}`);
  }

  /** Time passes and the timers run. */
  passes(millis: Millis): void {
    const end = this.now + millis;
    for (let turns = 0; this.wake !== undefined && this.wake <= end; turns += 1) {
      if (turns > 10_000) throw new Error('the timer spins');
      this.now = Math.max(this.now, this.wake);
      this.wakes();
    }
    this.now = end;
  }

  /** Time passes and nothing runs; what is overdue is handled once afterwards. */
  outage(millis: Millis): void {
    this.now += millis;
    this.restarts();
    this.passes(0);
  }

  private wakes(): void {
    const { session } = this.state;
    this.wake = undefined;
    if (session.status !== 'active') return;
    const arms = this.arms;
    this.arms = false; // the evaluation's own answer is the next wake-up
    this.does({ type: 'ReachDeadline', session: session.id });
    this.arms = arms;
    const next = nextWake(this.state, this.now, this.rules);
    if (next.kind === 'sleep') {
      if (next.until <= this.now) throw new Error('the timer is told to wake in the past');
      this.wake = next.until;
    }
    if (this.arms) this.arm();
    this.checkWake();
  }

  /** The process dies before it has armed the timer for what comes next; the timer itself survives. */
  forgetsToArm(): void {
    this.arms = false;
  }

  /** A new process: the state comes from the log, and open sessions are armed again. */
  restarts(): void {
    const read = JSON.parse(JSON.stringify(this.log)) as ConversationEvent[];
    const newest = read.findLastIndex(({ type }) => type === 'SessionStarted');
    const whole = fold(read, nobody);
    if (!same(whole, this.state)) throw new Error('the log says otherwise');
    this.state = fold(read.slice(Math.max(0, newest)), nobody);
    if (!same(whole, this.state)) throw new Error('read back to the newest SessionStarted it says otherwise');
    this.arms = true;
    this.armedFrom = nobody;
    this.arm();
    this.checkWake();
  }

  // effects

  get step(): Step {
    return nextStep(this.state, { now: this.now, rules: this.rules, paused: false });
  }

  /** Does the next thing that is to be done, if anything is. A lost call leaves its claim without outcome. */
  works({ turn, send }: { turn: TurnOutcome; send: SendOutcome }): void {
    const { step } = this;
    if (step.kind === 'settle') this.does({ type: 'SettleUnknown', send: step.send });
    if (step.kind === 'turn' && this.does({ type: 'StartTurn' }).kind === 'accepted' && turn.kind !== 'lost') {
      this.does({ type: 'RecordTurn', turn: this.turns.at(-1) as string, outcome: turn });
    }
    if (step.kind === 'send') {
      this.does({ type: 'AttemptSend', send: step.send.id });
      if (send.kind !== 'lost') this.does({ type: 'RecordSend', send: step.send.id, outcome: send });
    }
  }

  // what comes in

  says({ id, stamp, typed, button }: { id?: string; stamp?: Millis; typed?: Answer; button?: { ask: string; answer: Answer } }): void {
    this.calls += 1;
    const message = id ?? `m${this.calls}`;
    if (id === undefined) this.messages.push({ id: message, stamp });
    const isIt = ({ type, data }: ConversationEvent) => type === 'MessageReceived' && data.message === message;
    const found = needsLookUp(this.state, stamp) && this.log.some(isIt);
    this.does({
      type: 'ReceiveMessage', message, kind: 'text', stamp, content: sealed('x'), typed, button,
      knownBefore: found ? { receipt: 'before', item: 0 } : undefined,
      newSession: `s${this.calls}`, cause: { receipt: `r${this.calls}`, item: 0 },
    });
  }

  status(status: string, of: { send?: string; message?: string }): void {
    this.does({ type: 'ReceiveStatus', status, ...of, cause: { receipt: 'r', item: 0 } });
  }

  absorbs(other: Talk): void {
    this.calls += 1;
    const { session, carried } = other.state;
    const unanswered = session.status === 'active' ? [...(session.turn?.messages ?? []), ...session.unanswered] : [];
    this.does({ type: 'AbsorbCustomer', from: other.name, carried, unanswered, newSession: `s${this.calls}` });
  }
}

/** Folds frozen events into frozen states: a rule that changes what it was handed throws. */
export const fold = (events: readonly ConversationEvent[], from: Conversation): Conversation => {
  const { evolve } = conversationDecider(defaultRules);
  return events.reduce((state, event) => deepFreeze(evolve(state, deepFreeze(event))), deepFreeze(from));
};
