import { SERVICE_WINDOW } from '../channel/session-settings.js';
import type { Millis } from '../kernel/time.js';
import type { Conversation, Send } from './conversation.js';
import { evidenceUntil, isAskOver, mayBeSent } from './decide-send.js';
import type { Rules } from './rules.js';
import { openSends } from './sends.js';

/** What a conversation needs to have done next, from its state alone: so a crash forgets nothing. */
export type Step =
  | { readonly kind: 'send'; readonly send: Send }
  | { readonly kind: 'settle'; readonly send: string }
  | { readonly kind: 'turn' }
  | Pause;

/** Nothing to do now. */
export type Pause =
  /** Something is open and can go on at `until`; events may make it sooner. */
  | { readonly kind: 'wait'; readonly until: Millis }
  | { readonly kind: 'rest' };

interface Surroundings {
  readonly now: Millis;
  readonly rules: Rules;
  /** The channel sends nothing until an operator acts. */
  readonly paused: boolean;
  /** Since when this process acts for the channel: of a claim that it finds it knows that it is no younger. Left out: for ever. */
  readonly since?: Millis;
}

/**
 * Messages go out in order, one at a time; the agent is called when nothing of its last answer is left to say. An ask
 * or a closing of unknown outcome holds nobody up: it is never said again, whatever the evidence will be.
 */
export const nextStep = (state: Conversation, around: Surroundings): Step => {
  const open = openSends(state.carried);
  const settled = open.filter((send) => !isWaitedFor(send));
  const [first] = settled;
  const step = first ? sendStep(first, state, around) : turnStep(state, around);
  const evidence = open.filter(isWaitedFor).map((send) => sendStep(send, state, around));
  return [step, ...evidence].reduce(sooner);
};

const isWaitedFor = (send: Send): boolean =>
  (send.kind === 'ask' || send.kind === 'closing') && (send.stage.is === 'attempted' || send.stage.is === 'unknown');

/** What can be done goes before what must be waited for; of two waits the shorter. */
const sooner = (one: Step, two: Step): Step => {
  if (one.kind === 'rest') return two;
  if (one.kind !== 'wait' || two.kind === 'rest') return one;
  return two.kind === 'wait' && one.until <= two.until ? one : two;
};

const turnStep = ({ session }: Conversation, { now, rules, since = 0 }: Surroundings): Step => {
  if (session.status !== 'active' || session.held) return { kind: 'rest' };
  if (!session.turn) return session.unanswered.length > 0 ? { kind: 'turn' } : { kind: 'rest' };
  const { stage } = session.turn;
  const from = stage.is === 'resting' ? stage.until : Math.max(stage.since, since) + rules.turnClaim;
  return from > now ? { kind: 'wait', until: from } : { kind: 'turn' };
};

const sendStep = (send: Send, state: Conversation, { now, rules, paused, since }: Surroundings): Step => {
  const evidence = evidenceUntil(send, rules, since);
  if (evidence !== undefined) return evidence > now ? { kind: 'wait', until: evidence } : { kind: 'settle', send: send.id };
  if (isAskOver(send, state) || !mayBeSent(send, state, now)) return { kind: 'send', send };
  // what waits for an operator is refused when the window shuts
  if (paused) return { kind: 'wait', until: (state.carried.lastInboundAt ?? now) + SERVICE_WINDOW };
  if (send.stage.is === 'queued' && send.stage.notBefore > now) return { kind: 'wait', until: send.stage.notBefore };
  return { kind: 'send', send };
};
