import {
  CLAIM_AGE, SECOND, conversationStream, type ChannelKey, type Clock, type Conversation, type ConversationEvent, type FailurePapers, type Outbound, type OutboundContent,
  type Millis, type Papers, type Rules, type Send, type SendOutcome, type Vault,
} from '@tandem/domain';
import { inForce, type ChannelFacts, type Channels } from '../channel/facts.js';
import { executeWhereItGoesOn, type Conversations } from '../conversation/conversations.js';
import { messageKey, openContent, openWho, sealUnlessErased, sendReference } from '../conversation/keys.js';
import { openRoom } from '../conversation/rooms.js';
import type { Drill } from '../drill-points.js';
import type { Log } from '../logging/log.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Leases } from '../worker/leases.js';
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
  readonly leases: Pick<Leases, 'holds'>;
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
    const { perSecond } = await channels.capabilities(channel);
    const turn = lanes.take(channel.key, customer, perSecond);
    if (turn && !(await job.inLane(turn))) return;
    // the lane and the call take their time: what is in force is what is in force by then
    const moment = () => ({ now: clock.now(), settings: inForce(channels.get(channel.key) ?? channel) });
    const order = () => ({ ...moment(), send: send.id });
    const claim = await conversations.execute(stream, () => ({ type: 'AttemptSend', ...order() }));
    const attempt = claim.decision.kind === 'accepted' ? attemptIn(claim.decision.events) : undefined;
    if (attempt === undefined) return;
    const claimedAt = clock.monotonic();
    deps.drill?.('send-claimed');
    // the channel may speak another protocol by now
    const facts = channels.get(channel.key) ?? channel;
    const outcome = await call({ ...job, channel: facts, state: claim.after, claimedAt }, deps);
    if (outcome.kind === 'accepted') deps.drill?.(send.kind === 'ask' ? 'ask-sent' : 'send-accepted');
    metrics.send(outcome === abandoned ? 'abandoned' : outcome.kind);
    if (outcome.kind === 'retry' && outcome.holds === 'number') lanes.hold(channel.key, clock.now() + (outcome.after ?? SECOND));
    if (outcome.kind === 'pause') await deps.onPause(channel.key, outcome.papers, facts.credentialsRevision);
    // a person has the room: the agent is silent before what it said is refused, so that no silence begins between
    if (outcome.kind === 'held') await executeWhereItGoesOn(conversations, stream, () => ({ type: 'TakeOver', by: 'room', ...moment() }));
    const recorded = await recordOf(triedEnough(outcome, send) ? { ...outcome, kind: 'refused' } : outcome, job, deps.vault);
    // a merge meanwhile took the message along
    await executeWhereItGoesOn(conversations, stream, () => ({ type: 'RecordSend', ...order(), attempt, outcome: recorded }));
  };
};

const attemptIn = (events: readonly ConversationEvent[]): number | undefined => {
  for (const { type, data } of events) if (type === 'SendAttempted') return data.attempt;
  return undefined;
};

const call = async (job: SendJob & { readonly claimedAt: Millis }, deps: SenderDeps): Promise<SendOutcome> => {
  const { channels, clock, rules, leases } = deps;
  const { protocol, key } = job.channel;
  const outbound = await word(job, deps);
  const credentials = await channels.credentials(key, protocol.name);
  const age = clock.monotonic() - job.claimedAt; // read immediately before the call (design 9)
  if (outbound === undefined) return erased;
  return age > CLAIM_AGE || !leases.holds(key) ? abandoned : protocol.send(outbound, credentials, { timeout: rules.sendTimeout });
};

/** Some failures are worth only so many attempts. */
const triedEnough = (outcome: SendOutcome, send: Send): outcome is Extract<SendOutcome, { kind: 'retry' }> =>
  outcome.kind === 'retry' && outcome.tries !== undefined && send.attempts + 1 >= outcome.tries;

const erased: SendOutcome = { kind: 'refused', papers: { title: 'Erased' } };
const abandoned: SendOutcome = { kind: 'retry', holds: 'message', papers: { title: 'ClaimTooOld' } };

/** The message as the provider is to get it; undefined where the customer was erased. */
export const word = async (
  { channel, customer, state, send }: Pick<SendJob, 'channel' | 'customer' | 'state' | 'send'>, deps: Pick<SenderDeps, 'channels' | 'vault'>,
): Promise<Outbound | undefined> => {
  const to = state.carried.who && (await openWho(deps.vault, state.carried.who));
  const content = await contentOf({ channel, state, send }, deps);
  const room = await openRoom(deps.vault, state);
  return to && content && { send: sendReference(customer, send.id), to, content, ...(room !== undefined && { room }) };
};

const contentOf = async (
  { channel, state, send }: Pick<SendJob, 'channel' | 'state' | 'send'>, { channels, vault }: Pick<SenderDeps, 'channels' | 'vault'>,
): Promise<OutboundContent | undefined> => {
  if (send.content !== undefined) return openContent(vault, send.content);
  const settings = (await channels.settingsAt(channel.key, send.revision ?? channel.revision)) ?? channel.settings;
  const texts = settings.texts[state.carried.language ?? settings.defaultLanguage];
  return send.kind === 'ask' ? wordAsk(send, texts, await channels.capabilities(channel)) : wordClosing(texts);
};

/** What an event keeps of an acceptance. */
export const acceptedAs = async (
  { id, notes }: Extract<SendOutcome, { kind: 'accepted' }>, { channel, customer }: Pick<SendJob, 'channel' | 'customer'>, vault: Vault,
) => ({
  kind: 'accepted' as const,
  message: messageKey(vault, channel.key, id),
  providerId: await sealUnlessErased(vault, customer, id),
  notes,
});

const recordOf = async (outcome: SendOutcome, job: SendJob, vault: Vault) => {
  const { customer } = job;
  switch (outcome.kind) {
    case 'accepted':
      return acceptedAs(outcome, job, vault);
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
