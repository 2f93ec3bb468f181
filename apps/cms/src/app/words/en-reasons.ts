import type {
  AgentReason, ChannelReason, ConversationEvent, ConversationReason, CredentialFieldProblem, EndReason, NumberProblem, RefusalReason, RuntimeProblem,
  SettingsProblem, TeamReason, Verdict,
} from '@tandem/domain';

/** Literals of the API that are no rule of the domain; `docs/errors.md` has them all. */
export type ApiCode =
  | 'BodyTooLarge' | 'Busy' | 'CallbackRefused' | 'ChangedMeanwhile' | 'CsrfTokenMissing' | 'DatabaseAway' | 'EmailNotValid' | 'Erased' | 'Forbidden' | 'InternalError' | 'Invalid'
  | 'NoSuchChannel' | 'NoSuchConversation' | 'NoSuchEntry' | 'NoSuchParkedItem' | 'NoSuchRevision' | 'NotASecret' | 'NotFound' | 'NotValid' | 'NothingThere' | 'NothingToRegister' | 'NumberHeld' | 'NumberIsAnother'
  | 'PasswordTooShort' | 'PeriodEmpty' | 'PeriodTooLong' | 'ProtocolNotInstalled' | 'ProviderRefused' | 'ProviderUnanswered' | 'SearchIsMasked' | 'SignInNeeded' | 'SignInRefused' | 'StillFailing' | 'TooManyAttempts'
  | 'Unavailable' | 'VersionMissing'
  /** Said by the CMS itself. */
  | 'NotReached' | 'Unknown';

/** Everything that can be wrong with a field or a request. A literal of the rules that is missing here does not compile. */
export type ProblemCode =
  | SettingsProblem['problem'] | NumberProblem | CredentialFieldProblem['problem'] | RuntimeProblem['problem'] | AgentReason | ChannelReason
  | ConversationReason | TeamReason | ApiCode;

export const problemsEn: Readonly<Record<ProblemCode, string>> = {
  // fields
  NotAWholeNumber: 'Enter a whole number.',
  LessThanOne: 'Enter 1 second or more.',
  MoreThanAYear: 'Enter at most 31,536,000 seconds (a year).',
  OutsideServiceWindow: 'WhatsApp allows free messages for 24 hours after the user’s last one. This message would come later and could not be sent.',
  Missing: 'Fill this in.',
  TooLong: 'This text is too long.',
  SameTitleTwice: 'Both buttons have the same text. Make them different.',
  NumberMissing: 'Enter the phone number.',
  NumberNotValid: 'This is not an international number. Start with the country code, for example +62 812-3456-7890.',
  CredentialMissing: 'Fill this in.',
  CredentialUnknown: 'This protocol has no such field.',
  SecretNotSealed: 'This value must be saved as a secret.',
  NotAnAddress: 'Enter an address that begins with https:// or http://, without a user name and password.',
  OutOfBounds: 'Enter a number between 0 and 200.',
  NameMissing: 'Enter a name.',
  NameTooLong: 'The name can have at most 100 characters.',
  // agents
  AlreadyRegistered: 'This agent exists already.',
  NotRegistered: 'There is no such agent.',
  RuntimeRefused: 'The runtime’s settings have a problem.',
  NoDraftRuntime: 'The draft has no runtime yet.',
  AgentIsArchived: 'This agent is archived and cannot be changed.',
  ReasonMissing: 'Say why you make this change: this agent asks for a reason.',
  NoSuchEntry: 'The history has no such entry.',
  NoSuchRevision: 'The configuration never had this revision.',
  NothingThere: 'No number was connected at that time.',
  PeriodEmpty: 'The end must be after the beginning.',
  PeriodTooLong: 'Choose a period of at most 92 days.',
  NothingChanged: 'Nothing was changed: this is saved already.',
  // channels
  AlreadyConnected: 'This configuration is connected already.',
  AlreadyPaused: 'Sending is paused already.',
  AlreadyProven: 'A first real message came through already.',
  CredentialsHaveChanged: 'Other credentials were saved meanwhile.',
  CredentialsRefused: 'The credentials were not accepted. What is wrong stands at the field.',
  CurrentSecret: 'This one is in force. Regenerate it first.',
  NotConnected: 'This configuration is not connected, or no longer.',
  NotPaused: 'Sending is not paused.',
  NothingToRetire: 'No older one is valid any more.',
  DisconnectFirst: 'The published number is connected, and only a second person can end that. Disconnect the number first; once that is approved, archive the agent.',
  ApprovalNeeded: 'A second person must approve this change. Make it in the published configuration; it then waits there.', NoSuchProposal: 'No such change waits any more.',
  NotYourProposal: 'Somebody else proposed this change.', OwnProposal: 'Somebody else must decide on your change.', ProposalWaits: 'Another change waits for approval. It must be approved, rejected or withdrawn first.',
  OtherTrafficUsesIt: 'Calls for other channels still come with this one.',
  ProtocolHasChanged: 'The protocol was changed meanwhile.',
  SecretIsNotNew: 'This one was in use before. Regenerate once more.',
  SecretUnknown: 'This one is not known, or no longer.',
  SetEndpointFirst: 'Session management can be changed after Set Endpoint has succeeded.',
  SettingsRefused: 'The session settings were not accepted. What is wrong stands at the field.',
  // conversations
  Duplicate: 'This message came before.',
  HandledBefore: 'This was recorded before.',
  AskIsOver: 'This question belongs to an earlier silence.',
  NoActiveSession: 'No session is open here.',
  SessionIsOver: 'The session has already ended.',
  NothingToAnswer: 'No message waits for an answer.',
  TurnUnderway: 'The agent is answering right now.',
  TurnIsOver: 'This turn is over.',
  Held: 'A person has taken over this session.',
  NotHeld: 'Nobody has taken over this session.',
  RoomAsKnown: 'The room is as known.',
  HeldAlready: 'Somebody else has taken over this session.',
  NoSuchSend: 'This message is not known.',
  NotYet: 'This is not due yet.',
  AlreadySettled: 'The outcome is known already.',
  AnswerOwed: 'The user waits for an answer.',
  AskUnderway: 'The question is on its way.',
  EvidenceMayStillCome: 'The outcome is not known yet.',
  StatusDoesNotClimb: 'A status that came late or twice.',
  UnknownMessage: 'A status of a message that this channel does not know.',
  AlreadyMerged: 'This conversation goes on as another one.',
  // people
  EmailTaken: 'Somebody uses this email already.',
  EndIsPast: 'This end lies in the past. Choose a later one.',
  EndTooLate: 'This end is more than a year away. Choose an earlier one.',
  LastOwner: 'Somebody must stay who can let others in. Make somebody else an owner first.',
  LinkNotValid: 'This link was used already, or it is too old. Ask an owner for a new one.',
  NoSuchInvitation: 'This invitation was used or taken back already.',
  NoSuchOperator: 'This person has no seat any more.',
  NoSuchToken: 'This token was revoked already.',
  OwnerHasNoEnd: 'The seat of an owner has no end.',
  TokenNameMissing: 'Say what the token is for.',
  TokenNameTooLong: 'The name can have at most 100 characters.',
  // requests
  BodyTooLarge: 'This is more than can be saved at once.',
  Busy: 'Others are saving right now. Try again.',
  CallbackRefused: 'The provider did not take the webhook address. Nothing was saved; the old values stay in force.',
  ChangedMeanwhile: 'Somebody else has changed this meanwhile.',
  CsrfTokenMissing: 'This page is older than your sign-in. Load it again.',
  EmailNotValid: 'Enter an email address, for example sari@example.com.',
  Erased: 'This user was erased.',
  Forbidden: 'Your role does not allow this.',
  SearchIsMasked: 'Words and numbers of users are hidden from your role, so they cannot be searched.',
  InternalError: 'Something went wrong in Tandem. Its log says what.',
  Invalid: 'Some entries are not accepted. What is wrong stands at the field.',
  NoSuchChannel: 'This configuration has no number.',
  NoSuchConversation: 'This conversation does not exist, or no longer.',
  NoSuchParkedItem: 'This does not wait any more.',
  NotASecret: 'A signing secret begins with whsec_.',
  NotFound: 'This does not exist, or no longer.',
  NotReached: 'Tandem cannot be reached at the moment. Your entries are still here; try again in a moment.',
  NotValid: 'This is not of the form that is expected.',
  NothingToRegister: 'Save the credentials first.',
  NumberHeld: 'Another configuration has this number.',
  NumberIsAnother: 'The provider knows another number by this id.',
  PasswordTooShort: 'Use at least 12 characters.',
  ProtocolNotInstalled: 'This installation does not speak that protocol.',
  ProviderRefused: 'The provider refuses this.',
  ProviderUnanswered: 'The provider could not be asked just now, so nothing was saved. The old values stay in force; try again later.',
  SignInNeeded: 'Please sign in again.',
  SignInRefused: 'The email or the password is not right.',
  StillFailing: 'It could not be handled this time either.',
  TooManyAttempts: 'Too many attempts. Wait a quarter of an hour, then try again.',
  DatabaseAway: 'Tandem cannot reach its database just now, so nothing was saved. It comes back by itself; try again in a moment.',
  Unavailable: 'This part of Tandem is just starting or stopping. Try again in a moment.',
  Unknown: 'Something went wrong.',
  VersionMissing: 'This page is too old. Load it again.',
};

export const endReasonsEn: Readonly<Record<EndReason, string>> = {
  'customer-confirmed': 'the user confirmed the end',
  'no-answer': 'nobody answered the question',
  'ask-undelivered': 'the question could not be delivered',
  inactivity: 'inactivity',
  agent: 'the agent ended it',
  operator: 'an operator ended it',
  'channel-closed': 'the channel was closed',
  merged: 'it goes on in another conversation',
  erased: 'the user was erased',
};

export const verdictsEn: Readonly<Record<Verdict, string>> = {
  handled: 'Handled', duplicate: 'Duplicate', ignored: 'Ignored', foreign: 'Foreign number', unreadable: 'Unreadable', parked: 'Parked',
};

/** Why an item was not simply handled. What a provider names itself (a field, a type) stands as it came. */
export const verdictReasonsEn = {
  ChannelClosed: 'This number is disconnected.', Group: 'A message in a group: agents answer persons only.', NoSender: 'It names nobody who has written.',
  Erased: 'This user was erased.', UnknownMessage: 'A status of a message that Tandem does not know.', ForeignNumber: 'It names a number that is not connected here.',
  TooOld: 'It is older than what is kept.', Failed: 'Handling it failed. It waits whole.', Duplicate: 'This message came before.', HandledBefore: 'This was recorded before.',
  empty: 'The body is empty.', unknown: 'The provider speaks of something that Tandem does not know.',
};

export const refusalsEn: Readonly<Record<RefusalReason, string>> = {
  BadSignature: 'The signature did not fit. Check the App Secret.',
  WrongSecret: 'The secret in the address was wrong. Give the provider the address that the form shows.',
  TooLarge: 'The call was larger than 4 MiB.',
};

export const eventsEn: Readonly<Record<ConversationEvent['type'], string>> = {
  SessionStarted: 'Session began',
  MessageReceived: 'User wrote',
  AskAnswered: 'User answered the question',
  SettingsNoted: 'New session settings apply from the next silence',
  TurnStarted: 'Agent was called',
  TurnAnswered: 'Agent answered',
  TurnFailed: 'Agent failed; it is called again',
  TurnGivenUp: 'Agent gave no answer',
  AskRequested: 'Question became due',
  AskWithdrawn: 'Question was withdrawn',
  AskForbidden: 'Question not possible: the 24-hour window was shut',
  OperatorSpoke: 'Operator wrote',
  SendAttempted: 'Sending',
  SendAccepted: 'Accepted by the provider',
  SendConfirmed: 'The provider’s answer came after its status',
  SendPostponed: 'Sending is repeated',
  SendOutcomeUnknown: 'Outcome of sending not known',
  SendRefused: 'Not sent',
  SendStatusChanged: 'Status of the message',
  StatusNoted: 'Status of an unknown message',
  SessionTakenOver: 'A person took over',
  AnsweredInRoom: 'Answered by a person in the provider\'s inbox',
  SessionHandedBack: 'Handed back to the agent',
  SessionEnded: 'Session ended',
  CustomerMerged: 'Another identifier joined this user',
  MergedInto: 'Goes on in another conversation',
  MediaFetched: 'File arrived',
  MediaNotFetched: 'File will not come',
};
