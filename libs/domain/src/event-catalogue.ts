import type { AgentEvent } from './agent/agent.js';
import type { AuditEvent } from './audit/heads.js';
import type { ReadEvent } from './audit/reads.js';
import type { ChannelEvent } from './channel/channel-events.js';
import type { IntakeEvent, ParkedEvent, WebhookReceived } from './channel/receipts.js';
import type { AliasEvent } from './conversation/alias.js';
import type { ConversationEvent } from './conversation/events.js';
import type { LeaseEvent, ProcessEvent } from './lease/lease.js';
import type { ClaimEvent } from './number/number-claim.js';
import type { AttemptsCounted } from './operator/attempts.js';
import type { SignInEvent } from './operator/sign-ins.js';
import type { TeamEvent } from './operator/team.js';

/** A sentence for every event of a union: one that is missing or too many does not compile. */
export type Described<Event extends { readonly type: string }> = { readonly [Type in Event['type']]: string };

const agent: Described<AgentEvent> = {
  AgentRegistered: 'An agent was made, with its name.',
  AgentRenamed: 'The agent got another name.',
  RuntimeConnected: 'One version of the agent got the software that answers for it.',
  AgentPublished: 'The draft version\'s runtime became the published one as well.',
  PolicyChanged: 'From now on changes of what is published must say why, or wait for a second person; or need not any more.',
  AgentArchived: 'The agent was put away; its channels are disconnected.',
};

const channel: Described<ChannelEvent> = {
  ChannelConnected: 'The first save: protocol, number and the address of the webhook; again after a disconnection.',
  WebhookSecretGenerated: 'The channel got its first webhook secret (Meta Cloud: verify token).',
  CredentialsSaved: 'Credentials of the protocol were saved; all of them stand in the event, secrets sealed.',
  WebhookSecretRegenerated: 'A new webhook secret is in force; the one before stays valid for a while.',
  NewSecretSeen: 'The first verified call came with a secret that replaces an older one.',
  WebhookSecretRetired: 'An old secret stopped being valid, an hour after the new one was seen.',
  WebhookSecretRevoked: 'An operator ended an old secret at once.',
  EndpointRegistered: 'The provider was told our address and took it.',
  EndpointRegistrationFailed: 'The provider did not take our address; its words.',
  SessionSettingsChanged: 'Session management of the channel was changed; all settings stand in the event.',
  ProtocolChanged: 'The channel is spoken to through another provider.',
  NumberChanged: 'The channel got another number.',
  ChannelProven: 'The first real message came in; the receipt is named.',
  ChangeProposed: 'Somebody wants the published configuration to be another; it waits for a second person.',
  ChangeApproved: 'A second person approved the change; what it says was saved just before.',
  ChangeRejected: 'A second person rejected the change that waited.',
  ChangeWithdrawn: 'Whoever proposed the change took it back.',
  SendingPaused: 'The provider refused credentials or account: nothing is sent until somebody acts.',
  SendingResumed: 'Sending goes on.',
  ChannelDisconnected: 'The channel was taken out of service; calls to its address are still recorded.',
  ClaimLapsed: 'A number that the channel had claimed and does not use was given up, or taken by another channel.',
};

const claim: Described<ClaimEvent> = {
  NumberClaimed: 'A channel holds this number, or this provider\'s id of one; repeated by each save that relies on it.',
  NumberReleased: 'The channel no longer holds it.',
};

const conversation: Described<ConversationEvent> = {
  SessionStarted: 'A session began; it carries what outlives the one before: identifiers, window, open sends.',
  MessageReceived: 'The customer said or did something; content and the provider\'s id are sealed.',
  AskAnswered: 'The customer answered the ask: to go on, or to end.',
  SettingsNoted: 'The channel\'s settings had changed; from the next silence on these hold.',
  TurnStarted: 'A call of the agent\'s runtime was claimed, with the messages it is about.',
  TurnAnswered: 'The runtime answered; the replies are queued, or kept unsent where a person holds the session.',
  TurnFailed: 'The runtime failed or answered nonsense; the turn is repeated at the time given.',
  TurnGivenUp: 'The turn had failed for too long and is not repeated; nothing is owed any more.',
  AskRequested: 'The silence lasted as long as the settings say: the ask is to go out.',
  AskWithdrawn: 'The ask was taken back before anybody tried to send it.',
  AskForbidden: 'The ask was due and could not be made: the 24-hour window was shut.',
  OperatorSpoke: 'A person wrote to the customer.',
  SendAttempted: 'The call that sends a message was claimed, before it is made.',
  SendAccepted: 'The provider took the message, or an ask or closing of unknown outcome counts as sent.',
  SendConfirmed: 'The call answered after a status had said as much; with the provider\'s id.',
  SendPostponed: 'Sending failed for the time being and is tried again.',
  SendOutcomeUnknown: 'The call ended without an answer; evidence is waited for.',
  SendRefused: 'The message was not sent and will not be; why, with the provider\'s code.',
  SendStatusChanged: 'The provider reported a higher status of a message: delivered, read, failed.',
  StatusNoted: 'A status came for a message that is not known (yet); it is kept and matched later.',
  SessionTakenOver: 'A person holds the session from now on: no turns, no asks, no silence.',
  SessionHandedBack: 'The person gave it back, or left the customer unanswered for too long.',
  AnsweredInRoom: 'A person said something in the room: what the customer said before it is history.',
  SessionEnded: 'The session is over; with the reason, and the revision of the settings that ruled it.',
  CustomerMerged: 'Another identifier turned out to be this customer; what was known there comes over.',
  MergedInto: 'This customer turned out to be another one, whose conversation goes on.',
  MediaFetched: 'The medium of a message was brought from the provider into the content store.',
  MediaNotFetched: 'The medium of a message will not come, and why.',
};

const alias: Described<AliasEvent> = {
  IdentifierKnown: 'An identifier belongs to this customer: it was seen for the first time, or its customer turned out to be this one.',
  CustomerErased: 'The customer was erased: the next message under this identifier makes a new one.',
};

const webhooks: Described<WebhookReceived> = {
  WebhookReceived: 'One HTTP call of a provider as it came, sealed; it is on disk before the answer goes out.',
};

const intake: Described<IntakeEvent> = {
  ReceiptsHandled: 'The reader\'s checkpoint: how far it is, and the verdicts of the items since the last one.',
  CallsRefused: 'Calls that were not accepted, counted by reason; at most one event a minute.',
  DayBalanced: 'The balance of one day, appended before its receipts go.',
};

const parked: Described<ParkedEvent> = {
  ItemParked: 'An item that could not be handled, whole and sealed, waits for a person.',
  ParkedReplayed: 'A person had the item handled again; its new verdict, and its key is destroyed.',
  ParkedDismissed: 'A person dismissed the item, or its customer was erased; its key is destroyed.',
};

const audit: Described<AuditEvent> = {
  NotaryAppointed: 'A key pair that signs heads from now on: the public key in clear, the private one sealed.',
  HeadsSigned: 'The newest events of the configuration streams that changed, signed.',
};

const reads: Described<ReadEvent> = {
  HistoryRead: 'Somebody looked at the history of an agent; at most one event in a quarter of an hour.',
  HistoryExported: 'Somebody took a copy of the history of an agent, or of all, away.',
  ConversationUnmasked: 'Somebody had the words and names of a conversation shown, and said why.',
  WhatIfAsked: 'Somebody held other session settings against what the customers of a channel really did.',
};

const lease: Described<LeaseEvent> = {
  LeaseTaken: 'A process acts for the channel from now on: reads its receipts, runs turns, sends.',
  LeaseReleased: 'The process has finished what was under way for the channel; the next one takes it.',
};

const process: Described<ProcessEvent> = {
  ProcessRenewed: 'The process lives, has these roles, and is so far with the channels that it holds.',
};

const team: Described<TeamEvent> = {
  OperatorJoined: 'Somebody took a one-time link and has a seat in the CMS, with a role.',
  PasswordChanged: 'An operator has another password; whoever was signed in as him is not any more.',
  ProfileChanged: 'An operator goes by another name, or signs in with another address.',
  PasswordLinkMade: 'An owner made a one-time link with which an operator chooses another password.',
  RoleChanged: 'An operator has another role, or his seat another end.',
  OperatorRemoved: 'An operator has no seat any more.',
  InvitationMade: 'A one-time link was made that gives a seat.',
  InvitationTaken: 'The link was used.',
  InvitationRevoked: 'The link was taken back before anybody used it.',
  ApiTokenMade: 'A program got a key of its own, with a role and an end.',
  ApiTokenRevoked: 'A program\'s key is not valid any more.',
};

const signIn: Described<SignInEvent> = {
  SignedIn: 'The operator signed in somewhere.',
  SignedOut: 'The operator signed out in one place.',
  SignedOutEverywhere: 'The operator is signed in nowhere any more.',
};

const attempts: Described<AttemptsCounted> = {
  AttemptsCounted: 'Somebody tried to sign in, or did: the times of the attempts that still count.',
};

/** Every event there is, by kind of stream, for the documentation and its test. */
export const eventCatalogue = { agent, channel, claim, conversation, alias, webhooks, intake, parked, lease, process, team, signIn, attempts, audit, reads };

/** The streams of each kind: how they are named, and what one of them is. */
export const streamCatalogue: Readonly<
  Record<keyof typeof eventCatalogue, { readonly name: string; readonly meaning: string }>
> = {
  agent: { name: 'agent-<id>', meaning: 'One agent: its name and the runtimes of its two versions.' },
  channel: {
    name: 'channel-<agentId>.<version>',
    meaning: 'The WhatsApp channel of one agent version: everything that was configured, by whom and why.',
  },
  claim: {
    name: 'claim-<keyed hash>',
    meaning: 'One number, or one provider\'s id of a number: which channel holds it.',
  },
  conversation: {
    name: 'conversation-<channel>.<customer>',
    meaning: 'Everything between one channel and one customer.',
  },
  alias: { name: 'alias-<channel>.<keyed hash>', meaning: 'One identifier of a customer: whose it is.' },
  webhooks: {
    name: 'webhooks-<channel>.<writer>',
    meaning: 'The receipts of one channel, written by one process. Without `prev`.',
  },
  intake: { name: 'intake-<channel>', meaning: 'What became of the receipts.' },
  parked: { name: 'parked-<channel>', meaning: 'Items that could not be handled and wait for a person.' },
  lease: { name: 'lease-<channel>', meaning: 'Which process acts for the channel, where several share the log.' },
  process: {
    name: 'process-<writer>',
    meaning: 'One process that shares the log: that it lives. One event is kept. Without `prev`.',
  },
  team: { name: 'operator-team', meaning: 'Who may do what: seats, invitations, keys of programs; one for the installation.' },
  signIn: { name: 'operator-<id>', meaning: 'Where one operator is signed in.' },
  attempts: {
    name: 'attempts-<keyed hash>',
    meaning: 'Attempts to sign in, of one account or from one address, where several processes share the log. One event is kept, for a day. Without `prev`.',
  },
  audit: {
    name: 'audit-heads',
    meaning: 'Signed heads of the configuration streams; one stream for the installation.',
  },
  reads: { name: 'audit-reads.<reader>', meaning: 'What one person or program has read or exported of what auditors may see.' },
};
