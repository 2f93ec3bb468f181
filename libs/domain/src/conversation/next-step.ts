import type { Millis } from '../kernel/time.js';
import type { Conversation, Send } from './conversation.js';
import { evidenceUntil, isAskOver, isWindowOpen } from './decide-send.js';
import type { Rules } from './rules.js';
import { openSends } from './sends.js';

/** What a conversation needs to have done next, from its state alone: so a crash forgets nothing. */
export type Step =
  | { readonly kind: 'send'; readonly send: Send }
  | { readonly kind: 'settle'; readonly send: string }
  | { readonly kind: 'turn' }
  /** Something is open and can go on at `until`; events may make it sooner. */
  | { readonly kind: 'wait'; readonly until: Millis }
  /** Only an operator can bring it on: the channel is paused. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'rest' };

/** Messages go out in order, one at a time; the agent is called when nothing of its last answer is left to say. */
export const nextStep = (
  state: Conversation,
  { now, rules, paused }: { now: Millis; rules: Rules; paused: boolean },
): Step => {
  const [first] = openSends(state.carried);
  if (first) return sendStep(first, { state, now, rules, paused });
  const { session } = state;
  if (session.status !== 'active' || session.held) return { kind: 'rest' };
  if (session.turn) {
    const { stage } = session.turn;
    const from = stage.is === 'resting' ? stage.until : stage.since + rules.turnClaim;
    return from > now ? { kind: 'wait', until: from } : { kind: 'turn' };
  }
  return session.unanswered.length > 0 ? { kind: 'turn' } : { kind: 'rest' };
};

const sendStep = (
  send: Send,
  { state, now, rules, paused }: { state: Conversation; now: Millis; rules: Rules; paused: boolean },
): Step => {
  const evidence = evidenceUntil(send, rules);
  if (evidence !== undefined) return evidence > now ? { kind: 'wait', until: evidence } : { kind: 'settle', send: send.id };
  if (isAskOver(send, state) || !isWindowOpen(state, now)) return { kind: 'send', send };
  if (paused) return { kind: 'paused' };
  if (send.stage.is === 'queued' && send.stage.notBefore > now) return { kind: 'wait', until: send.stage.notBefore };
  return { kind: 'send', send };
};
