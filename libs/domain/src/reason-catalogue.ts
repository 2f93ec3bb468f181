import type { AgentReason } from './agent/decide-agent.js';
import type { RuntimeProblem } from './agent/runtime-problems.js';
import type { ChannelReason } from './channel/channel-commands.js';
import type { EndpointNotice } from './channel/channel-view.js';
import type { CredentialFieldProblem } from './channel/credentials.js';
import type { RefusalReason, Verdict } from './channel/receipts.js';
import type { SettingsProblem } from './channel/session-settings.js';
import type { ConversationReason } from './conversation/commands.js';
import type { EndReason } from './conversation/conversation.js';
import type { LeaseReason } from './lease/lease.js';
import type { ClaimReason } from './number/number-claim.js';
import type { TeamReason } from './operator/decide-team.js';
import type { SignInReason } from './operator/sign-ins.js';

/** What each literal means, and what to do about it: one that is missing or too many does not compile. */
export type Explained<Reason extends string> = {
  readonly [Name in Reason]: readonly [meaning: string, remedy: string];
};

const nothing = 'Nothing to do.';

const agent: Explained<AgentReason> = {
  NameMissing: ['The agent\'s name is empty.', 'Enter a name.'],
  NameTooLong: ['The name has more than 100 characters.', 'Shorten it.'],
  AlreadyRegistered: ['An agent with this id exists.', 'Open it instead.'],
  NotRegistered: ['There is no such agent.', 'Check the address; register the agent first.'],
  RuntimeRefused: ['The runtime\'s settings have a problem; it stands at its field.', 'See "Runtime settings" below.'],
  NoDraftRuntime: ['The draft has no runtime that could be published.', 'Connect a runtime to the draft.'],
  AgentIsArchived: ['The agent was put away and cannot be changed.', 'Register a new one.'],
  ApprovalNeeded: ['The agent\'s policy asks for a second person with every change of what is published.', 'Propose it; somebody else approves it.'],
  DisconnectFirst: ['The agent\'s published number is connected, and that ends only with a second person\'s approval.', 'Disconnect the number; once that is approved, archive the agent.'],
  ReasonMissing: ['The agent\'s policy asks for a reason with every change of what is published.', 'Say why.'],
  NothingChanged: ['The save says what is in force already; no event was written.', nothing],
};

const runtime: Explained<RuntimeProblem['problem']> = {
  Missing: ['The field is empty.', 'Fill it in.'],
  NotAnAddress: [
    'It is no http or https address, or it carries a user and a password.',
    'Enter an address such as `https://agent.example.com/turns`.',
  ],
  NotAWholeNumber: ['The number of history lines is no whole number.', 'Enter a whole number.'],
  OutOfBounds: ['The number of history lines is below 0 or above 200.', 'Choose one between.'],
};

const channel: Explained<ChannelReason> = {
  AlreadyConnected: ['The channel is connected.', 'Change its number or protocol instead.'],
  AlreadyPaused: ['Sending is paused.', nothing],
  AlreadyProven: ['A first real message has proven the channel before.', nothing],
  ApprovalNeeded: ['The agent\'s policy asks for a second person with every change of the published configuration.', 'Propose it; somebody else approves it.'],
  CredentialsHaveChanged: [
    'A call failed under credentials that were replaced meanwhile: no reason to pause.',
    nothing,
  ],
  CredentialsRefused: ['The credentials have a problem; it stands at its field.', 'See "Credentials" below.'],
  CurrentSecret: ['This secret is the one in force and cannot be revoked.', 'Regenerate it first.'],
  NoSuchProposal: ['No such change waits for approval, or no longer.', 'Load the form again.'],
  NotConnected: ['The channel is not connected, or no longer.', 'Connect it: protocol and number.'],
  NotPaused: ['Sending is not paused.', nothing],
  NothingChanged: ['The save says what is in force already; no event was written.', nothing],
  NotYourProposal: ['Somebody else proposed the change.', 'Reject it instead.'],
  NothingToRetire: ['No old secret is valid any more, or none is due.', nothing],
  NumberMissing: ['The number is empty.', 'Enter it.'],
  NumberNotValid: [
    'It is no international number: a country code and 7 to 15 digits in all.',
    'Enter it as `+62 812-3456-7890`.',
  ],
  OtherTrafficUsesIt: [
    'Calls that carry other channels\' messages still come with this secret.',
    'Have the provider call the new path first.',
  ],
  OwnProposal: ['Whoever proposed a change does not decide on it.', 'Ask somebody else, or withdraw it.'],
  ProposalWaits: ['Another change waits for approval.', 'Have it approved, rejected or withdrawn first.'],
  ProtocolHasChanged: ['The channel speaks another protocol by now.', 'Load the form again.'],
  ReasonMissing: ['The agent\'s policy asks for a reason with every change of what is published.', 'Say why.'],
  SecretIsNotNew: ['This secret was in use before.', 'Regenerate once more.'],
  SecretUnknown: ['The channel has no such secret, or no longer.', 'Load the form again.'],
  SetEndpointFirst: [
    'With Qontak, session settings can be changed after Set Endpoint has succeeded.',
    'Press Set Endpoint.',
  ],
  SettingsRefused: ['The session settings have a problem; it stands at its field.', 'See "Session settings" below.'],
};

const credentials: Explained<CredentialFieldProblem['problem']> = {
  CredentialMissing: ['A required field is empty.', 'Fill it in.'],
  CredentialUnknown: ['The protocol has no such field.', 'Leave it out.'],
  SecretNotSealed: [
    'A secret came as a plain value; it is not stored.',
    'Send it as a secret field; from the form this cannot happen.',
  ],
};

const settings: Explained<SettingsProblem['problem']> = {
  NotAWholeNumber: ['The delay is no whole number of seconds.', 'Enter a whole number.'],
  LessThanOne: ['The delay is less than a second.', 'Enter 1 or more.'],
  MoreThanAYear: ['The delay is longer than a year.', 'Enter at most 31,536,000.'],
  OutsideServiceWindow: [
    'The message would come when the 24-hour window is shut, and could not be sent.',
    'Choose a shorter delay, or remove the closing text.',
  ],
  Missing: ['A text is empty that is always said.', 'Enter it, in every language.'],
  TooLong: ['The text is longer than WhatsApp shows: ask 1,024, buttons 20, closing 4,096 characters.', 'Shorten it.'],
  SameTitleTwice: ['Both buttons have the same title.', 'Make them different.'],
};

const endpoint: Explained<EndpointNotice> = {
  SecretRegenerated: ['The provider was told an older path than the one in force.', 'Press Set Endpoint again.'],
  CredentialsChanged: [
    'Other credentials were saved since: the path may be set for another account.',
    'Press Set Endpoint again.',
  ],
  LastRegistrationFailed: [
    'The provider did not take our address; its words stand beside.',
    'Mend what they say, then press Set Endpoint again.',
  ],
};

const claim: Explained<ClaimReason> = {
  HeldByAnotherChannel: [
    'Another channel has this number, or this provider\'s id of it; the answer names it.',
    'Disconnect it there, or enter another number.',
  ],
  NotHeld: ['The channel does not hold this number.', nothing],
};

const lease: Explained<LeaseReason> = {
  HeldByLivingProcess: ['Another process acts for the channel and was heard of lately.', nothing],
  HeldAlready: ['This process has the channel already.', nothing],
  NotHolder: ['The channel is another process\'s, or nobody\'s: there is nothing to release.', nothing],
};

const team: Explained<TeamReason> = {
  EmailTaken: ['Somebody with this address has a seat.', 'Use another address, or change the role of that seat.'],
  EndIsPast: ['The end lies in the past.', 'Choose a later one.'],
  EndTooLate: ['The end is more than a year away.', 'Choose an earlier one.'],
  LastOwner: ['Nobody else is an owner for good; somebody must be able to let others in.', 'Make somebody else an owner first.'],
  LinkNotValid: ['The link was used, taken back, or is too old.', 'Ask for a new one.'],
  NoSuchInvitation: ['The invitation was used, taken back, or never made.', 'Load the list again.'],
  NoSuchOperator: ['This person has no seat, or not any more.', 'Load the list again.'],
  NoSuchToken: ['This key was revoked, or never made.', 'Load the list again.'],
  NothingChanged: ['It is so already; no event was written.', nothing],
  OwnerHasNoEnd: ['The seat of an owner has no end.', 'Leave the end out, or choose another role.'],
  TokenNameMissing: ['The key has no name.', 'Say what it is for.'],
  TokenNameTooLong: ['The name has more than 100 characters.', 'Shorten it.'],
};

const signIn: Explained<SignInReason> = {
  NotSignedIn: ['The operator is not signed in there.', nothing],
};

const conversation: Explained<ConversationReason> = {
  Duplicate: ['The provider sent this message before.', nothing],
  HandledBefore: ['The same item of the same call was recorded before a crash and found again.', nothing],
  AskIsOver: ['A tap on an end button, or a send, belongs to an ask of an earlier silence.', nothing],
  NoActiveSession: ['There is no session that is open.', 'Wait for the customer\'s next message.'],
  SessionIsOver: ['The session ended before this arrived.', nothing],
  NothingToAnswer: ['No message waits for an answer.', nothing],
  TurnUnderway: ['The agent is being called at the moment.', nothing],
  TurnIsOver: ['The turn was answered or given up before this answer came.', nothing],
  Held: ['A person holds the session.', 'Hand it back to let the agent go on.'],
  NotHeld: ['The session is not held by who wants to hand it back.', nothing],
  RoomAsKnown: ['The item says nothing new of the room.', 'Nothing to do.'],
  HeldAlready: ['A person holds the session already.', 'Let the other hand it back first.'],
  NoSuchSend: ['The message is not known, or not any more.', nothing],
  NotYet: ['The deadline, or the next attempt, is later.', nothing],
  AlreadySettled: ['The outcome of the message is known.', nothing],
  AnswerOwed: ['The customer waits for an answer: there is no silence.', nothing],
  AskUnderway: ['The ask is on its way; its acceptance is waited for.', nothing],
  EvidenceMayStillCome: ['The outcome of the call is unknown, and the time for evidence is not over.', nothing],
  StatusDoesNotClimb: ['A status that is not higher than the one known: late, doubled, or out of order.', nothing],
  UnknownMessage: [
    'A status speaks of a message or customer that this channel does not know.',
    'Look whether another program sends from the same number.',
  ],
  AlreadyMerged: ['The conversation goes on as another one.', 'Follow it there.'],
};

const end: Explained<EndReason> = {
  'customer-confirmed': ['The customer tapped, or typed, the answer to end.', nothing],
  'no-answer': ['Nobody answered the ask in time.', nothing],
  'ask-undelivered': [
    'The ask could not be delivered, and the delay after it is over.',
    'Look at the ask: refused by the provider, or the 24-hour window was shut.',
  ],
  inactivity: ['With the ask switched off: silence for the whole delay.', nothing],
  agent: ['The agent asked for the end with its last answer.', nothing],
  operator: ['A person ended it.', nothing],
  'channel-closed': ['The channel was disconnected, its agent archived, or its number changed.', nothing],
  merged: ['The customer turned out to be another one; the conversation goes on there.', nothing],
  erased: ['The customer was erased.', nothing],
};

const verdict: Explained<Verdict> = {
  handled: ['It is in its conversation.', nothing],
  duplicate: ['It was there before; providers repeat calls for days.', nothing],
  ignored: ['It is not for the agent; the reason says why.', nothing],
  foreign: [
    'It names a number that the proof of the call says nothing about. It reached nobody.',
    'Connect that number with the same app, or take it out of the provider\'s registration.',
  ],
  unreadable: ['The body, or this part of it, is not what the provider documents.', 'Read it with `webhook:read`.'],
  parked: ['Handling it failed; it waits whole, and nothing behind it does.', 'Replay it, or dismiss it.'],
};

const refusal: Explained<RefusalReason> = {
  BadSignature: [
    'The signature is missing or does not fit the body. Nothing of it was kept. Answered 401.',
    'Check the App Secret, and that nothing between changes bodies.',
  ],
  WrongSecret: [
    'The secret in the path is not, or no longer, valid. Answered 401.',
    'Give the provider the address that the form shows.',
  ],
  TooLarge: ['The body is larger than 4 MiB. Answered 413.', 'Ask the provider what it sends.'],
};

/** Every literal of the rules that an operator can meet, for the screens, the documentation and its test. */
export const reasonCatalogue = {
  agent, runtime, channel, credentials, settings, endpoint, claim, lease, team, signIn, conversation, end, verdict, refusal,
};
