import { accept, ignore, reject, type Decision } from '../kernel/decider.js';
import type { ApproveChange, ChannelReason, ProposeChange, RejectChange, WithdrawChange } from './channel-commands.js';
import type { ChannelEvent } from './channel-events.js';
import type { Channel } from './channel.js';
import type { Proposal } from './proposal.js';

type Decided = Decision<ChannelEvent, ChannelReason>;

/** One change waits at a time: the next is judged by what the first has become. */
export const proposeChange = ({ proposal, by, steps, reason, now }: ProposeChange, channel: Channel): Decided => {
  if (channel.status !== 'connected') return reject('NotConnected');
  if (channel.proposal) return reject('ProposalWaits');
  if (steps.length === 0) return ignore('NothingChanged');
  return accept({ type: 'ChangeProposed', data: { proposal, by, at: now, steps, ...(reason !== undefined && { reason }) } });
};

/** Whether a person may approve it, or why not; the form and the rule ask the same function. */
export const whyNotApprove = (waiting: Proposal | undefined, { proposal, by }: Pick<ApproveChange, 'proposal' | 'by'>): 'NoSuchProposal' | 'OwnProposal' | undefined => {
  if (waiting?.proposal !== proposal) return 'NoSuchProposal';
  return waiting.by === by ? 'OwnProposal' : undefined;
};

const waitingIn = (channel: Channel): Proposal | undefined => (channel.status === 'connected' ? channel.proposal : undefined);

export const approveChange = (command: ApproveChange, channel: Channel): Decided => {
  const [waiting, problem] = [waitingIn(channel), whyNotApprove(waitingIn(channel), command)];
  if (!waiting || problem) return reject(problem ?? 'NoSuchProposal');
  return accept({ type: 'ChangeApproved', data: { proposal: command.proposal, by: command.by, proposedBy: waiting.by } });
};

/** Whoever proposed it withdraws it instead. */
export const rejectChange = (command: RejectChange, channel: Channel): Decided => {
  const problem = whyNotApprove(waitingIn(channel), command);
  return problem ? reject(problem) : accept({ type: 'ChangeRejected', data: { proposal: command.proposal, by: command.by } });
};

export const withdrawChange = ({ proposal, by }: WithdrawChange, channel: Channel): Decided => {
  const waiting = waitingIn(channel);
  if (waiting?.proposal !== proposal) return reject('NoSuchProposal');
  return waiting.by === by ? accept({ type: 'ChangeWithdrawn', data: { proposal, by } }) : reject('NotYourProposal');
};
