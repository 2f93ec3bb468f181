import type { AgentEvent, ChannelEvent } from '@tandem/domain';

const changes = (count: number): string => (count === 1 ? '1 change' : `${count} changes`);
const fields = (count: number): string => (count === 1 ? '1 field' : `${count} fields`);

/** What a save was about, by the event that leads it. */
const actions: Readonly<Record<AgentEvent['type'] | ChannelEvent['type'], string>> = {
  AgentRegistered: 'Agent created', AgentRenamed: 'Agent renamed', RuntimeConnected: 'Runtime saved', AgentPublished: 'Draft runtime published', PolicyChanged: 'Rule for reasons changed', AgentArchived: 'Agent archived',
  ChannelConnected: 'Number connected', WebhookSecretGenerated: 'Webhook secret generated', CredentialsSaved: 'Credentials saved',
  WebhookSecretRegenerated: 'Webhook secret regenerated', NewSecretSeen: 'First call with the new secret', WebhookSecretRetired: 'Old secret expired',
  WebhookSecretRevoked: 'Old secret revoked', EndpointRegistered: 'Endpoint set', EndpointRegistrationFailed: 'Endpoint refused by the provider',
  SessionSettingsChanged: 'Session settings changed', ProtocolChanged: 'Protocol changed', NumberChanged: 'Number changed', ChannelProven: 'First real message',
  ChangeProposed: 'Change proposed', ChangeApproved: 'Change approved', ChangeRejected: 'Change rejected', ChangeWithdrawn: 'Change withdrawn',
  SendingPaused: 'Sending paused', SendingResumed: 'Sending resumed', ChannelDisconnected: 'Number disconnected', ClaimLapsed: 'Claim on a number lapsed',
};

/** The history of an agent: changes, replay, comparison, what if, export. */
export const historyEn = {
  title: 'History', text: 'Every change of this agent and its two configurations: who, when, why, and what it did.', views: 'Views of the history',
  tabs: { changes: 'Changes', replay: 'Replay', compare: 'Compare', whatIf: 'What if', export: 'Export' },
  subjects: { published: 'Published', draft: 'Draft', agent: 'Agent' }, actions,
  means: { cms: 'in the CMS', api: 'through the API', restore: 'by a restore', system: 'by Tandem itself' }, tandem: 'Tandem',
  filters: 'Filters', subject: 'About', anySubject: 'Everything', action: 'Kind of change', anyAction: 'Any change', field: 'Field', anyField: 'Any field', actor: 'By whom', anyActor: 'Anybody',
  from: 'From', to: 'Until', search: 'Text in values and reasons', clear: 'Clear filters', moreFilters: 'More filters',
  list: 'List of changes', count: (count: number) => `${changes(count)} shown`, older: 'Older changes', nothingVisible: 'No field changed',
  empty: 'Nothing has been changed yet', emptyText: 'As soon as somebody saves something here, the change appears with every field.', emptyFiltered: 'No change matches these filters',
  reason: (text: string) => `Reason: ${text}`, revision: (revision: number) => `revision ${revision}`,
  correlation: 'Correlation', show: 'Show fields', hide: 'Hide fields', ofEntry: (action: string, when: string) => `${action}, ${when}`,
  replayHere: 'See the form as it stood', link: 'Copy link', linkCopied: 'The link is copied.', caused: 'What it caused',
  fieldWord: 'Field', old: 'Before', now: 'After', none: 'not set', emptyValue: '(empty)', secret: (fingerprint: string) => `secret, fingerprint ${fingerprint}`, secretWithout: 'secret',
  notFound: 'This entry is not in the history of this agent.', showsOne: 'You see one change.', showAll: 'Show all changes',
  causedText: (revision: number) => `What revision ${revision} has caused`, asks: 'Questions', ends: 'Ends', causedNothing: 'This revision has caused no question and no end.',
  causedList: 'The newest', values: { on: 'On', off: 'Off', seconds: (seconds: number) => `${seconds} s`, secondsAs: (seconds: number, text: string) => `${seconds} s (${text})` },
};

/** Names of fields and values that stand in no form under another name. */
export const factsEn = {
  status: 'Status', statuses: { connected: 'Connected', disconnected: 'Disconnected', active: 'Active', archived: 'Archived', none: 'Nothing' },
  needsReason: 'Changes of what is published need a reason', needsApproval: 'Changes of the published configuration need a second person', address: 'Part of the webhook address', webhookSecret: 'Webhook secret', oldSecret: 'Older webhook secret, still valid', signingSecret: 'Secret that signs calls', oldSigningSecret: 'Older signing secret, still valid',
  endpoint: 'Endpoint', endpoints: { set: 'Set', 'not-set': 'Not set' }, endpointSecret: 'Secret in the endpoint',
  inLanguage: (field: string, language: string) => `${field} (${language})`, inVersion: (field: string, version: string) => `${field} (${version.toLowerCase()} runtime)`,
  groups: { number: 'Number', credentials: 'Credentials', webhook: 'Webhook', settings: 'Session Management', agent: 'Agent', published: 'Published runtime', draft: 'Draft runtime' },
  prefixes: { number: 'Number', protocol: 'Protocol', credentials: 'Credentials', settings: 'Session Management (all)', texts: 'Session texts', delays: 'Delays', webhookSecret: 'Webhook secret', endpoint: 'Endpoint', name: 'Name', runtimes: 'Runtimes' },
};

export const replayEn = {
  title: 'Replay', text: 'Choose an instant: the forms stand here exactly as they stood then.', slider: 'Instant', instant: 'Date and time', instantHelp: (zone: string) => `Time zone ${zone}`,
  before: 'Change before', after: 'Change after', now: 'Now', keys: 'Arrow keys step from change to change.', at: (when: string) => `As it stood on ${when}`, current: 'As it stands now',
  none: 'There was no configuration yet.', noAgent: 'The agent did not exist yet.', disconnected: 'Disconnected', since: 'See the change that made it so', nothingYet: 'There is nothing to replay yet.',
  marks: (count: number) => (count === 1 ? '1 moment with changes' : `${count} moments with changes`), invalid: 'Enter a date and time.', restore: 'Restore this', restoreOf: (version: string) => `Restore ${version.toLowerCase()} as it stood then`,
  compareNow: 'Compare with now', readOnly: 'Only to look at: nothing can be changed here.', revision: (revision: number) => `Revision ${revision}`,
};

export const compareEn = {
  title: 'Compare', what: 'Compare', instants: 'One configuration at two instants', versions: 'Published beside draft', subject: 'Configuration', one: 'First instant', other: 'Second instant', at: 'Instant',
  chooseFirst: 'Choose the first instant.', onlyChanged: 'Only what is different', same: 'No field is different.', different: (count: number) => `${fields(count)} ${count === 1 ? 'is' : 'are'} different`, changed: 'different',
  table: 'Comparison, field by field', swap: 'Swap', noDraft: 'This agent has no draft number, so there is nothing to compare.', noDraftGo: 'Set up a draft number',
  copy: 'Copy draft settings to published', copyTitle: 'Copy draft settings to published?',
  copyText: 'Session Management of the published configuration becomes what it is on the draft now. Protocol, number and credentials stay apart.', copyGo: 'Copy to published', copied: 'The draft settings are published.',
};

export const restoreEn = {
  title: (version: string, when: string) => `Restore ${version.toLowerCase()} as of ${when}?`, text: 'It becomes a new change on top of the history; nothing is erased. It is checked like any save.',
  loading: 'Working out what would change…', changes: 'What would change', nothing: 'Nothing would change: it stands like that now.', now: 'Now', then: 'Afterwards',
  lost: 'These secrets cannot come back; enter them anew afterwards:', problems: 'It cannot be saved like this:', reason: 'Reason', reasonHelp: 'Stands in the history beside this change.', go: 'Restore', restored: 'It is restored.',
};

export const whatIfEn = {
  title: 'What if', text: 'Real activity, other session settings: what would have happened? Nothing is written and nobody gets a message.', version: 'Configuration', period: 'Period',
  from: 'From', to: 'Until', last: { day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days' }, settings: 'Instead of the settings of then', current: 'It begins with the settings in force now.',
  go: 'Work it out', going: 'Working it out…', over: (count: number) => (count === 1 ? 'Over 1 conversation' : `Over ${count} conversations`), what: 'What', really: 'Really', instead: 'Instead', difference: 'Difference',
  asked: 'Asked', continued: 'Asked, and went on', outsideWindow: 'Question outside the 24 hours', ended: (reason: string) => `Ended: ${reason}`, endedAll: 'Ended in all',
  differences: 'Sessions that would have gone otherwise', noDifferences: 'No session would have gone otherwise.', open: (when: string) => `Conversation silent since ${when}`,
  outcomes: { nothing: 'nothing happened', asked: 'asked, and still waiting', continued: 'asked, and went on' }, at: (when: string) => `on ${when}`,
  none: 'In this period nobody wrote on this number.', wrongPeriod: 'The end must come after the beginning.', noNumber: 'This configuration has no number, so there was no activity.', table: 'Really and instead',
  assumption: 'It is taken for granted that users would have written when they wrote, and that every question would have arrived.',
};

export const exportEn = {
  title: 'Export', text: 'The complete history of this agent, ending with signed heads. Every export is itself recorded.', jsonl: 'Export as JSON Lines', csv: 'Export as CSV',
  howTo: 'To verify a JSON Lines file, open it on the verify page, or run the command below.', verify: 'Verify an export', csvText: 'CSV is for tables; only the JSON Lines file can be verified.',
  key: 'Public key of the signatures', keyHelp: 'Note it outside of this installation: with it, a file that was made anew fails.', command: 'Command', verifyText: 'Verifying finds any entry that was removed, changed or reordered, and names the first. The file is read in this browser and sent nowhere.',
  single: 'Download this page as a single file',
};

export const readsEn = {
  title: 'Who has read', text: 'Who looked at a history, took a copy of it, or unmasked a person. Reading is recorded as well.', list: 'List of reads', empty: 'Nobody has read anything yet', older: 'Older', reason: 'Reason',
  what: { history: 'looked at the history', export: 'exported the history', unmask: 'unmasked a conversation', 'what-if': 'asked “what if”' }, open: 'Who has read', agent: 'Agent', conversation: 'Conversation', count: (count: number) => `${count} shown`,
};

/** Personal data is hidden from auditors until they say why they need it. */
export const maskingEn = {
  user: 'Masked user', masked: 'Personal data is masked', text: 'Names, numbers and messages are hidden from your role. You can unmask this conversation for an hour; your reason is recorded and owners see it.', unmask: 'Unmask',
  title: 'Unmask this conversation?', reason: 'Reason', reasonMissing: 'Say why you need to see it.', reasonHelp: 'For example the number of a complaint.', go: 'Unmask for an hour', done: 'The conversation is unmasked for an hour.',
};

/** Session Management in words. */
export const silenceEn = {
  asks: (ask: string, end: string) => `Tandem asks after ${ask} of silence, and ends the session ${end} later if nobody answers.`,
  total: (total: string) => `A session that stays silent is over after ${total}.`,
  ends: (end: string) => `Tandem ends the session after ${end} of silence, without asking.`,
  closing: 'The closing text is sent at the end.', noClosing: 'Nothing is said at the end.', window: 'WhatsApp allows free messages for 24 hours after the user’s last one.',
  tooLate: 'That is later than WhatsApp allows.', previewOf: (language: string) => `How the question looks (${language})`,
};

/** The ladder of checks: from nothing to proven. */
export const ladderEn = {
  title: 'From nothing to working', done: (passed: number, all: number) => `${passed} of ${all} steps passed`, allDone: 'Everything passed: messages come and go.', states: { waiting: 'Waiting', passed: 'Passed', failed: 'Failed' },
  number: { title: 'Number connected', passed: 'The number belongs to this configuration.' },
  credentials: {
    title: 'Credentials saved', waiting: 'Enter the credentials below and save. They are checked with the provider before they replace anything.', passed: 'They are saved.', accepted: 'The provider accepts them.',
    failed: 'The provider refuses them. Enter credentials that work, save, then resume sending.',
  },
  scopes: { title: 'Permissions of the token', waiting: 'They are checked when you save the credentials.', passed: 'The token may send messages and manage the number.' },
  expiry: {
    title: 'Token does not end soon', waiting: 'Its end is looked up when you save the credentials.', never: 'The token does not end.', until: (when: string) => `The token ends on ${when}.`,
    soon: (when: string) => `The token ends on ${when}. Enter a new one before then; one of a system user does not end.`, over: (when: string) => `The token ended on ${when}. Enter a new one and save.`,
  },
  account: { title: 'Number in the account', waiting: 'It is checked when you save the credentials.', passed: 'The provider shows this number in this account.' },
  verified: { title: 'Address verified by the provider', waiting: 'The provider asks the address when you save the credentials.', passed: (when: string) => `The provider asked, and took the answer: ${when}.`, long: 'The number works, so the provider has asked.' },
  subscribed: {
    title: 'App hears of the account', waiting: 'The app is subscribed to the account when you save the credentials.', passed: 'The provider sends what happens in the account to this app.',
    failed: 'The provider did not subscribe the app to the account. Give the token’s user access to the account, then save again.',
  },
  callback: {
    waitingSubscription: 'It comes after the app is subscribed to the account.',
    title: 'Address known to the provider', waitingSave: 'It is registered when you save the credentials.', waitingEndpoint: 'Press Set Endpoint below.', waitingHandOff: 'Send the hand-off text below to the provider’s staff.',
    passed: 'The provider has the address.', unknown: 'The provider does not tell; the first call shows it.', failed: 'The provider refused the address. Its words stand below; mend the cause and try again.', stale: 'Something changed since. Set the endpoint again.',
  },
  challenge: { title: 'First call of the provider', waiting: 'No call has come yet. Its address must be entered at the provider.', waitingMessage: 'No call has come yet. The first message brings one.', passed: 'The provider calls.' },
  message: { title: 'First real message', waiting: 'Write a message to the number from your own phone.', passed: 'A real message came through: the number is proven.' },
};
