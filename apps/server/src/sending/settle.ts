import {
  conversationStream, findSend, type Clock, type Conversation, type Millis, type Rules, type Send, type SentEvidence, type Vault,
} from '@tandem/domain';
import { inForce, type ChannelFacts, type Channels } from '../channel/facts.js';
import { executeWhereItGoesOn, type Conversations } from '../conversation/conversations.js';
import type { Metrics } from '../metrics/metrics.js';
import { acceptedAs, word } from './send.js';

export interface SettlerDeps {
  readonly conversations: Conversations;
  readonly channels: Channels;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly rules: Rules;
  readonly metrics: Metrics;
}

export interface UnknownSend {
  readonly channel: ChannelFacts;
  readonly customer: string;
  readonly state: Conversation;
  readonly send: string;
}

/**
 * Ends the wait for evidence of a send whose outcome nobody knows. A provider that keeps a history of its own is asked
 * once whether the message is in it; what it does not show or say is left to the rule.
 */
export const createSettler = (deps: SettlerDeps) => async (unknown: UnknownSend): Promise<void> => {
  const { channel, customer, send } = unknown;
  const { conversations, channels, clock } = deps;
  const stream = conversationStream(channel.key, customer);
  const evidence = await lookFor(unknown, deps);
  const order = () => ({ now: clock.now(), settings: inForce(channels.get(channel.key) ?? channel), send });
  if (evidence?.kind === 'found') {
    const outcome = await acceptedAs({ kind: 'accepted', id: evidence.id }, unknown, deps.vault);
    await executeWhereItGoesOn(conversations, stream, () => ({ type: 'RecordSend', ...order(), outcome }));
  } else {
    const { decision } = await conversations.execute(stream, () => ({ type: 'SettleUnknown', ...order() }));
    if (decision.kind === 'accepted' && decision.events.some(({ type }) => type === 'SendRefused')) deps.metrics.send('parked');
  }
};

const lookFor = async (unknown: UnknownSend, deps: SettlerDeps): Promise<SentEvidence | undefined> => {
  const { channel, state } = unknown;
  const send = findSend(state.carried, unknown.send);
  const since = send && attemptedAt(send);
  if (!channel.protocol.findSent || !send || since === undefined) return undefined;
  const outbound = await word({ ...unknown, send }, deps);
  if (!outbound) return undefined;
  const credentials = await deps.channels.credentials(channel.key, channel.protocol.name);
  return channel.protocol.findSent({ outbound, since }, credentials, { timeout: deps.rules.sendTimeout });
};

const attemptedAt = ({ stage }: Send): Millis | undefined => {
  if (stage.is === 'attempted') return stage.at;
  return stage.is === 'unknown' ? stage.attemptedAt : undefined;
};
