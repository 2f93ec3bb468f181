import type { Hold, SettingsInForce } from '../conversation/conversation.js';
import type { ConversationEvent, CustomerMerged, SessionEnded } from '../conversation/events.js';
import type { Millis } from '../kernel/time.js';

interface Watched {
  readonly since: Millis;
  readonly settings: SettingsInForce;
  ask?: { readonly id: string; stage: 'under way' | 'sent' | 'undelivered'; at: Millis };
}

const timerEnds = ['no-answer', 'ask-undelivered', 'inactivity'];

/**
 * Watches the events of a conversation with an account of its own (design 4), kept from the events alone and told which
 * settings are in force; throws on the first that should not have been.
 */
export class Referee {
  private ends = new Set<string>();
  private seen = new Set<string>();
  private open = new Set<string>();
  private atMostOnce = new Map<string, 'attempted' | 'postponed'>();
  private waiting = new Set<string>();
  private session: string | undefined;
  private turn: { readonly id: string; messages: readonly string[]; resting: boolean } | undefined;
  private held: { readonly by: Hold['by']; unansweredSince?: Millis } | undefined;
  private silence: Watched | undefined;
  private broken = false;
  private at: Millis = 0;

  constructor(private readonly holdLimit: Millis) {}

  /** The same account, to be kept on for another future. */
  copy(): Referee {
    return Object.assign(new Referee(this.holdLimit), {
      ...this,
      ends: new Set(this.ends),
      seen: new Set(this.seen),
      open: new Set(this.open),
      atMostOnce: new Map(this.atMostOnce),
      waiting: new Set(this.waiting),
      turn: this.turn && { ...this.turn },
      held: this.held && { ...this.held },
      silence: this.silence && { ...this.silence, ask: this.silence.ask && { ...this.silence.ask } },
    });
  }

  /** The events of one append, and the settings in force then. */
  watch(events: readonly ConversationEvent[], settings: SettingsInForce): void {
    this.broken = false;
    for (const event of events) {
      this.check(event.data.at >= this.at, `${event.type} runs backwards`);
      this.at = event.data.at;
      this.one(event, settings);
    }
    if (this.session === undefined || this.held || this.owed) this.silence = undefined;
    else if (this.broken || !this.silence) this.silence = { since: this.at, settings };
  }

  /** When something is to happen at the latest; undefined where nothing can fall due. */
  get due(): Millis | undefined {
    if (this.held) {
      const { by, unansweredSince } = this.held;
      return by === 'operator' && unansweredSince !== undefined ? unansweredSince + this.holdLimit : undefined;
    }
    if (!this.silence) return undefined;
    const { since, settings, ask } = this.silence;
    if (!ask) return since + (settings.askUserToEndSession ? settings.delayBeforeAsk : settings.delayBeforeEnd);
    return ask.stage === 'under way' ? undefined : ask.at + settings.delayBeforeEnd;
  }

  get active(): boolean {
    return this.session !== undefined;
  }

  private get owed(): boolean {
    return this.waiting.size > 0 || this.turn !== undefined || this.open.size > 0;
  }

  private check(holds: boolean, what: string): void {
    if (!holds) throw new Error(`${what}, at ${this.at}`);
  }

  private one(event: ConversationEvent, settings: SettingsInForce): void {
    switch (event.type) {
      case 'SessionStarted':
        this.check(this.session === undefined, 'a session begins while one is active');
        this.session = event.data.session;
        return;
      case 'SessionEnded':
        return this.ended(event, settings);
      case 'MessageReceived':
        return this.received(event.data);
      case 'AskRequested':
      case 'AskForbidden':
        return this.asks(event.data, event.type === 'AskForbidden' ? 'undelivered' : 'under way');
      case 'CustomerMerged':
        return this.merged(event.data);
      case 'SendAttempted':
      case 'SendPostponed':
      case 'SendAccepted':
      case 'SendRefused':
      case 'SendStatusChanged':
        return this.sends(event);
      case 'TurnStarted':
      case 'TurnAnswered':
      case 'TurnFailed':
      case 'TurnGivenUp':
        return this.turns(event);
      case 'OperatorSpoke':
      case 'AnsweredInRoom':
      case 'SessionTakenOver':
      case 'SessionHandedBack':
        return this.persons(event);
      case 'AskAnswered':
      case 'AskWithdrawn':
        this.broken = true;
        return;
      default:
        return;
    }
  }

  private received({ message, toAgent, session, at }: { message: string; toAgent: boolean; session: string; at: Millis }): void {
    this.check(session === this.session, 'a message of another session');
    this.check(!this.seen.has(message), `message ${message} counted twice`);
    this.seen.add(message);
    this.broken = true;
    if (!toAgent) return;
    this.waiting.add(message);
    this.unanswered(at);
  }

  private unanswered(at: Millis): void {
    if (this.held) this.held.unansweredSince ??= at;
  }

  private asks({ ask, revision, at }: { ask: string; revision: number; at: Millis }, stage: 'undelivered' | 'under way'): void {
    const { silence } = this;
    if (!silence || this.owed || this.held) throw new Error(`asked without silence, at ${at}`);
    this.check(silence.ask === undefined, 'a second ask in one silence');
    this.check(silence.settings.askUserToEndSession && at >= silence.since + silence.settings.delayBeforeAsk, 'asked too early');
    this.check(revision === silence.settings.revision, 'the ask names another revision than its silence began under');
    silence.ask = { id: ask, stage, at };
  }

  private ended({ data }: SessionEnded, settings: SettingsInForce): void {
    const { silence } = this;
    this.check(data.session === this.session && !this.ends.has(data.session), 'a second end of a session');
    this.check(data.revision === (silence?.settings ?? settings).revision, 'the end names another revision than ruled it');
    if (timerEnds.includes(data.reason)) this.endedByTimer(data);
    if (data.reason === 'agent') this.check(!this.owed && !this.held, 'the agent ends while an answer is owed or a person holds it');
    if (data.reason === 'customer-confirmed') this.check(silence?.ask !== undefined, 'the customer confirms what was not asked');
    this.ends.add(data.session);
    this.session = undefined;
    this.waiting = new Set();
    this.turn = undefined;
    this.held = undefined;
    if (['channel-closed', 'merged', 'erased'].includes(data.reason)) this.open.clear();
  }

  private endedByTimer({ reason, ask, at }: SessionEnded['data']): void {
    const { silence, due } = this;
    if (!silence || this.owed || this.held) throw new Error(`${reason} without silence, at ${at}`);
    this.check(due !== undefined && at >= due, `${reason} too early`);
    this.check(ask === silence.ask?.id, `${reason} names another ask`);
    const expected = silence.ask ? { sent: 'no-answer', undelivered: 'ask-undelivered', 'under way': '' }[silence.ask.stage] : 'inactivity';
    this.check(reason === expected, `${reason} where ${expected} is right`);
  }

  private sends(event: Extract<ConversationEvent, { data: { send: string } }>): void {
    const { send, at } = event.data;
    if (event.type === 'SendAttempted' && (event.data.kind === 'ask' || event.data.kind === 'closing')) {
      this.check(this.atMostOnce.get(send) !== 'attempted', `${event.data.kind} ${send} attempted twice`);
      this.atMostOnce.set(send, 'attempted');
    }
    if (event.type === 'SendPostponed' && event.data.reason !== 'OutcomeUnknown') this.atMostOnce.set(send, 'postponed');
    const ask = this.silence?.ask?.id === send ? this.silence.ask : undefined;
    if (event.type === 'SendAccepted') {
      if (this.open.delete(send)) this.broken = true;
      if (ask) Object.assign(ask, { stage: 'sent', at });
    }
    if (event.type === 'SendRefused') {
      this.open.delete(send);
      if (ask) Object.assign(ask, { stage: 'undelivered', at });
    }
    if (event.type === 'SendStatusChanged' && event.data.status === 'failed' && ask) ask.stage = 'undelivered';
  }

  private turns(event: Extract<ConversationEvent, { data: { turn: string } }>): void {
    const { turn } = event.data;
    if (event.type === 'TurnStarted') {
      this.check(!this.held, 'a turn starts while a person holds the session');
      this.check(this.turn === undefined || this.turn.id === turn, 'two turns at a time');
      this.check(event.data.messages.length > 0, 'a turn about nothing');
      for (const message of event.data.messages) this.waiting.delete(message);
      this.turn = { id: turn, messages: event.data.messages, resting: false };
      return;
    }
    this.check(this.turn?.id === turn, 'the outcome of a turn that is not running');
    const messages = this.turn?.messages ?? [];
    if (event.type === 'TurnFailed' && !this.held) {
      this.turn = { id: turn, messages, resting: true };
      return;
    }
    this.turn = undefined;
    if (event.type === 'TurnFailed') messages.forEach((message) => this.waiting.add(message));
    if (event.type === 'TurnAnswered') this.answered(event.data, messages);
  }

  private answered({ replies, notSent }: { replies: readonly { send: string }[]; notSent?: string }, messages: readonly string[]): void {
    this.check((notSent === 'Held') === (this.held !== undefined), 'replies are sent exactly where nobody holds the session');
    if (!notSent) replies.forEach(({ send }) => this.open.add(send));
    else if (replies.length > 0) messages.forEach((message) => this.waiting.add(message));
  }

  private persons(event: Extract<ConversationEvent, { type: 'OperatorSpoke' | 'AnsweredInRoom' | 'SessionTakenOver' | 'SessionHandedBack' }>): void {
    const { at } = event.data;
    if (event.type === 'OperatorSpoke' || event.type === 'AnsweredInRoom') {
      if (event.type === 'OperatorSpoke') this.open.add(event.data.send);
      if (!this.held) return;
      this.waiting = new Set();
      if (this.turn) this.turn.messages = [];
      this.held.unansweredSince = undefined;
    } else if (event.type === 'SessionTakenOver') {
      this.check(!this.held, 'held twice');
      this.held = { by: event.data.by, unansweredSince: this.waiting.size > 0 || this.turn ? at : undefined };
      if (this.turn?.resting) this.turn.messages.forEach((message) => this.waiting.add(message));
      if (this.turn?.resting) this.turn = undefined;
    } else {
      if (event.data.by === 'hold-limit') this.check(this.due !== undefined && at >= this.due, 'handed back too early');
      this.held = undefined;
      this.broken = true;
      if (this.turn?.messages.length === 0) this.turn = undefined;
    }
  }

  private merged({ unanswered, carried, at }: CustomerMerged['data']): void {
    for (const { id, kind, stage } of carried.sends) {
      if (stage.is !== 'accepted' && (kind === 'reply' || kind === 'operator')) this.open.add(id);
    }
    if (this.session === undefined || unanswered.length === 0) return;
    unanswered.forEach(({ message }) => this.waiting.add(message));
    this.broken = true;
    this.unanswered(at);
  }
}
