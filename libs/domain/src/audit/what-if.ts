import { SERVICE_WINDOW } from '../channel/session-settings.js';
import { nobody, type Conversation, type EndReason, type SettingsInForce } from '../conversation/conversation.js';
import { dueAt } from '../conversation/deadline.js';
import type { ConversationEvent } from '../conversation/events.js';
import { evolve } from '../conversation/evolve.js';
import type { Millis } from '../kernel/time.js';

/** A stretch in which nobody said anything and nothing was owed, whatever became of the session meanwhile. */
export interface Quiet {
  readonly since: Millis;
  /** Absent: it goes on. */
  readonly until?: Millis;
  readonly brokenBy?: 'activity' | 'end-tapped' | EndReason;
  /** When the customer last wrote: what the 24-hour window counts from. */
  readonly lastInboundAt: Millis;
}

/** What settings would have made of one stretch. */
export interface QuietOutcome {
  readonly askedAt?: Millis;
  /** The ask would have come outside the window. */
  readonly forbiddenAt?: Millis;
  readonly ended?: { readonly at: Millis; readonly reason: EndReason };
}

/** Ends that a timer brings: other settings might not have brought them, so the stretch goes on behind them. */
const byTimer: readonly EndReason[] = ['no-answer', 'ask-undelivered', 'inactivity'];

/** The stretches of one conversation, from its events in their order. */
export const quietsOf = (events: readonly ConversationEvent[]): readonly Quiet[] => {
  const quiets: Quiet[] = [];
  let open: Quiet | undefined;
  let state: Conversation = nobody;
  const breakAt = (until: Millis, brokenBy: Quiet['brokenBy']): void => {
    if (open && (until > open.since || isEnd(brokenBy))) quiets.push({ ...open, until, brokenBy });
    open = undefined;
  };
  for (const event of events) {
    const before = state;
    state = evolve(before, event);
    const broken = whatBreaks(event, before, state);
    // an end that somebody wanted comes whatever the settings, also where an answer was owed
    if (isEnd(broken)) open ??= { since: state.at, lastInboundAt: state.carried.lastInboundAt ?? state.at };
    if (broken) breakAt(state.at, broken);
    const since = silenceOf(state)?.since;
    if (since !== undefined && !open) open = { since, lastInboundAt: state.carried.lastInboundAt ?? since };
  }
  return open ? [...quiets, open] : quiets;
};

const isEnd = (brokenBy: Quiet['brokenBy']): brokenBy is EndReason =>
  brokenBy !== undefined && brokenBy !== 'activity' && brokenBy !== 'end-tapped';

const silenceOf = ({ session }: Conversation) => (session.status === 'active' ? session.silence : undefined);

const whatBreaks = (event: ConversationEvent, before: Conversation, after: Conversation): Quiet['brokenBy'] => {
  if (event.type === 'SessionEnded' && event.data.reason === 'customer-confirmed') return 'activity'; // the tap has broken it
  if (event.type === 'SessionEnded') return byTimer.includes(event.data.reason) ? undefined : event.data.reason;
  if (event.type === 'AskAnswered') return event.data.answer === 'end' ? 'end-tapped' : 'activity';
  if (event.type === 'MessageReceived' && event.data.toAgent) return 'activity';
  return silenceOf(before)?.since === silenceOf(after)?.since ? undefined : 'activity';
};

/**
 * What `settings` would have made of a stretch, by the same rule that the deadlines follow. The customer is taken to
 * have done what he did: he writes when he wrote; a tap on "end" ends a session that had been asked, and is a message
 * like any other where it had not. Every ask is taken to have been accepted at once.
 */
export const whatIf = (quiet: Quiet, settings: SettingsInForce): QuietOutcome => {
  const { since, until = Infinity, brokenBy } = quiet;
  const otherEnd = endBy(brokenBy, until);
  const first = dueAt({ since, settings, ask: { stage: 'none' } }) ?? Infinity;
  if (first > until) return otherEnd ? { ended: otherEnd } : {};
  if (!settings.askUserToEndSession) return { ended: { at: first, reason: 'inactivity' } };
  const isOpen = first < quiet.lastInboundAt + SERVICE_WINDOW;
  const asked: QuietOutcome = isOpen ? { askedAt: first } : { forbiddenAt: first };
  const last = dueAt({ since, settings, ask: { stage: 'sent', id: '', at: first } }) ?? Infinity;
  if (last <= until) return { ...asked, ended: { at: last, reason: isOpen ? 'no-answer' : 'ask-undelivered' } };
  if (brokenBy === 'end-tapped' && isOpen) return { ...asked, ended: { at: until, reason: 'customer-confirmed' } };
  return otherEnd ? { ...asked, ended: otherEnd } : asked;
};

const endBy = (brokenBy: Quiet['brokenBy'], at: Millis): QuietOutcome['ended'] =>
  isEnd(brokenBy) ? { at, reason: brokenBy } : undefined;

/** Asks and ends of a period, as they were or as they would have been. */
export interface Activity {
  readonly asked: number;
  readonly outsideWindow: number;
  /** Asked, and the session went on. */
  readonly continued: number;
  readonly ended: Readonly<Partial<Record<EndReason, number>>>;
}

export interface Period {
  readonly from: Millis;
  readonly to: Millis;
}

const within = ({ from, to }: Period, at: Millis | undefined): boolean => at !== undefined && at >= from && at < to;

/** What the settings would have done in the period, over all stretches given. */
export const activityIf = (quiets: readonly Quiet[], settings: SettingsInForce, period: Period): Activity => {
  const outcomes = quiets.map((quiet) => whatIf(quiet, settings));
  const asked = outcomes.filter(({ askedAt }) => within(period, askedAt));
  return {
    asked: asked.length,
    outsideWindow: outcomes.filter(({ forbiddenAt }) => within(period, forbiddenAt)).length,
    continued: asked.filter(({ ended }) => ended === undefined).length,
    ended: countEnds(outcomes.flatMap(({ ended }) => (ended && within(period, ended.at) ? [ended.reason] : []))),
  };
};

/** What really happened in the period, over whole conversations. */
export const activityOf = (conversations: readonly (readonly ConversationEvent[])[], period: Period): Activity => {
  const asks = conversations.flatMap(asksOf).filter(({ at }) => within(period, at));
  const events = conversations.flat().filter(({ data }) => within(period, data.at));
  return {
    asked: asks.length,
    outsideWindow: events.filter(({ type }) => type === 'AskForbidden').length,
    continued: asks.filter(({ wentOn }) => wentOn).length,
    ended: countEnds(events.flatMap((event) => (event.type === 'SessionEnded' ? [event.data.reason] : []))),
  };
};

interface AskMade {
  readonly at: Millis;
  wentOn: boolean;
}

/** The asks that went out in a conversation, and whether its session went on after them. */
const asksOf = (events: readonly ConversationEvent[]): readonly AskMade[] => {
  const asks: AskMade[] = [];
  let requested: string | undefined;
  let waiting: AskMade | undefined;
  for (const { type, data } of events) {
    if (type === 'AskRequested') requested = data.ask;
    if (type === 'SendAccepted' && data.send === requested) asks.push((waiting = { at: data.at, wentOn: false }));
    const goesOn = (type === 'MessageReceived' && data.toAgent) || (type === 'AskAnswered' && data.answer === 'go-on') || type === 'SessionTakenOver';
    if (waiting && goesOn) waiting.wentOn = true;
    if (goesOn || type === 'SessionEnded') waiting = undefined;
  }
  return asks;
};

const countEnds = (reasons: readonly EndReason[]): Activity['ended'] =>
  reasons.reduce<Partial<Record<EndReason, number>>>((ends, reason) => ({ ...ends, [reason]: (ends[reason] ?? 0) + 1 }), {});
