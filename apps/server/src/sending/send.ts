import {
  CLAIM_AGE, SECOND, conversationStream, type ChannelKey, type Clock, type Conversation, type FailurePapers, type Outbound, type OutboundContent,
  type Papers, type Rules, type Send, type SendOutcome, type Vault,
} from '@tandem/domain';
import { inForce, type ChannelFacts, type Channels } from '../channel/facts.js';
import { executeWhereItGoesOn, type Conversations } from '../conversation/conversations.js';
import { messageKey, openContent, openWho, sealUnlessErased, sendReference } from '../conversation/keys.js';
import type { Drill } from '../drill-points.js';
import type { Log } from '../logging/log.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Lanes } from './lanes.js';
import { wordAsk, wordClosing } from './wording.js';

export interface SenderDeps {
  readonly conversations: Conversations;
  readonly channels: Channels;
  readonly vault: Vault;
  readonly lanes: Lanes;
  readonly clock: Clock;
  readonly rules: Rules;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly drill?: Drill;
  /** A credential is broken: the channel stops sending until an operator acts. `revision`: of the credentials that the call was made with. */
  readonly onPause: (channel: ChannelKey, papers: Papers, revision: number) => Promise<void>;
}

export interface SendJob {
  readonly channel: ChannelFacts;
  readonly customer: string;
  readonly state: Conversation;
  readonly send: Send;
  /** Waits for the turn on the number, which is no work meanwhile; answers whether to go on. */
  readonly inLane: (turn: Promise<void>) => Promise<boolean>;
}

/** Says one message: waits for its turn on the number, claims, calls, records. */
export const createSender = (deps: SenderDeps) => {
  const { conversations, channels, clock, lanes, metrics } = deps;

  return async (job: SendJob): Promise<void> => {
    const { channel, customer, send } = job;
    const stream = conversationStream(channel.key, customer);
    const turn = lanes.take(channel.key, customer, channel.protocol.capabilities.perSecond);
    if (turn && !(await job.inLane(turn))) return;
    // the lane and the call take their time: what is in force is what is in force by then
    const order = () => ({ now: clock.now(), settings: inForce(channels.get(channel.key) ?? channel), send: send.id });
    const claim = await conversations.execute(stream, () => ({ type: 'AttemptSend', ...order() }));
    if (claim.decision.kind !== 'accepted' || !claim.decision.events.some(({ type }) => type === 'SendAttempted')) return;
    const claimedAt = clock.monotonic();
    const outbound = await word(job, deps);
    const { credentialsRevision } = channels.get(channel.key) ?? channel;
    const credentials = await channels.credentials(channel.key);
    const age = clock.monotonic() - claimedAt; // read immediately before the call (design 9)
    const outcome = outbound === undefined
      ? erased
      : age > CLAIM_AGE ? abandoned : await channel.protocol.send(outbound, credentials, { timeout: deps.rules.sendTimeout });
    if (outcome.kind === 'accepted') deps.drill?.(send.kind === 'ask' ? 'ask-sent' : 'send-accepted');
    metrics.send(outcome === abandoned ? 'abandoned' : outcome.kind);
    if (outcome.kind === 'retry' && outcome.holds === 'number') lanes.hold(channel.key, clock.now() + (outcome.after ?? SECOND));
    if (outcome.kind === 'pause') await deps.onPause(channel.key, outcome.papers, credentialsRevision);
    const recorded = await recordOf(triedEnough(outcome, send) ? { ...outcome, kind: 'refused' } : outcome, job, deps.vault);
    // a merge meanwhile took the message along
    await executeWhereItGoesOn(conversations, stream, () => ({ type: 'RecordSend', ...order(), outcome: recorded }));
  };
};

/** Some failures are worth only so many attempts. */
const triedEnough = (outcome: SendOutcome, send: Send): outcome is Extract<SendOutcome, { kind: 'retry' }> =>
  outcome.kind === 'retry' && outcome.tries !== undefined && send.attempts + 1 >= outcome.tries;

const erased: SendOutcome = { kind: 'refused', papers: { title: 'Erased' } };
const abandoned: SendOutcome = { kind: 'retry', holds: 'message', papers: { title: 'ClaimTooOld' } };

const word = async ({ channel, customer, state, send }: SendJob, deps: SenderDeps): Promise<Outbound | undefined> => {
  const to = state.carried.who && (await openWho(deps.vault, state.carried.who));
  const content = await contentOf({ channel, send }, deps);
  return to && content && { send: sendReference(customer, send.id), to, content };
};

const contentOf = async (
  { channel, send }: Pick<SendJob, 'channel' | 'send'>, { channels, vault }: SenderDeps,
): Promise<OutboundContent | undefined> => {
  if (send.content !== undefined) return openContent(vault, send.content);
  const settings = (await channels.settingsAt(channel.key, send.revision ?? channel.revision)) ?? channel.settings;
  return send.kind === 'ask' ? wordAsk(send, settings, channel.protocol) : wordClosing(settings);
};

const recordOf = async (outcome: SendOutcome, { channel, customer }: SendJob, vault: Vault) => {
  switch (outcome.kind) {
    case 'accepted':
      return {
        kind: 'accepted' as const,
        message: messageKey(vault, channel.key, outcome.id),
        providerId: await sealUnlessErased(vault, customer, outcome.id),
        notes: outcome.notes,
      };
    case 'retry':
      return { kind: 'retry' as const, after: outcome.after, reason: 'Transient', papers: await sealPapers(outcome.papers, customer, vault) };
    case 'pause':
      return { kind: 'retry' as const, reason: 'ChannelPaused', papers: await sealPapers(outcome.papers, customer, vault) };
    case 'refused':
      if (outcome === erased) return { kind: 'refused' as const, reason: 'Erased' };
      return { kind: 'refused' as const, reason: 'Refused', papers: await sealPapers(outcome.papers, customer, vault) };
    case 'held':
      return { kind: 'refused' as const, reason: 'Held', papers: await sealPapers(outcome.papers, customer, vault) };
    case 'unknown':
      return { kind: 'unknown' as const };
  }
};

const sealPapers = async (papers: Papers, customer: string, vault: Vault): Promise<FailurePapers> => ({
  code: papers.code === undefined ? undefined : String(papers.code),
  words: await sealUnlessErased(vault, customer, JSON.stringify(papers)),
});
