const items = (count: number): string => (count === 1 ? '1 item' : `${count} items`);

/** What a person does in a conversation. */
export const holdingEn = {
  takeOver: 'Take over', takenOver: 'You have taken over.', handBack: 'Hand back', handedBack: 'The agent goes on.',
  held: 'With a person', heldBy: (name: string) => `${name} has taken over`,
  heldText: 'The agent says nothing and no question is asked until somebody hands back. Where a message of the user stays unanswered for an hour, the session goes back by itself.',
  message: 'Message to the user', messageMissing: 'Write something first.', send: 'Send', sent: 'The message is on its way.',
  erase: 'Erase user', eraseTitle: (name: string) => `Erase ${name}?`, eraseText: 'This cannot be undone. It holds for this number alone.',
  eraseWhat: [
    'At once, everything becomes unreadable that the user said, was told or was called: messages, files, name and phone number.',
    'An open session ends silently, and calls that wait for a person about this user are dropped.',
    'The conversation stays in the lists as an unknown user, without a word. A later message begins as a new user.',
    'Raw webhook calls go with the day they came on. You are told the date next.',
    'What the agent’s own software, the provider or an older backup keeps is not touched.',
  ],
  eraseGo: 'Erase for ever', erased: 'The user is erased',
  erasedText: (when: string) => `Nothing about the user can be read any more. The last raw webhook calls that may speak of them go by ${when}.`,
};

/** Items that wait for a person. */
export const parkedEn = {
  title: 'Parked items', text: 'They could not be handled and wait whole. Once the cause is mended, have them handled again.', list: 'List of parked items',
  came: (when: string) => `Came ${when}`, parkedAt: (when: string) => `parked ${when}`, place: (item: number) => `item ${item} of its call`, call: 'Call',
  choose: (when: string) => `Choose the item of ${when}`, replay: 'Replay', replayOne: (when: string) => `Replay the item of ${when}`,
  replayChosen: (count: number) => `Replay ${items(count)}`, replayAll: (count: number) => `Replay all (${count})`,
  replayTitle: (count: number) => `Replay ${items(count)}?`,
  replayText: 'Each is handled again, oldest first, as if its call had come just now: the agent may answer. What fails again keeps waiting.',
  dismiss: 'Dismiss', dismissOne: (when: string) => `Dismiss the item of ${when}`, dismissTitle: 'Dismiss this item?',
  dismissText: 'It is never handled, and nobody can read it again.', dismissed: 'The item is dismissed.',
  progress: (done: number, all: number) => `Replaying ${done} of ${all}…`,
  outcome: 'What became of them', outcomeOf: (verdict: string, count: number) => `${verdict}: ${count}`, still: 'Still waiting', gone: 'No longer waiting',
};

/** One's own account. */
export const profileEn = {
  title: 'Your profile', text: 'Your name, how you sign in, and your password.', who: 'Name and email', name: 'Your name', email: 'Email',
  emailNeedsPassword: 'To change the email, enter your password.', current: 'Current password', saveWho: 'Save profile', whoSaved: 'Your profile is saved.',
  password: 'Password', passwordText: 'Everywhere else you are signed out.', fresh: 'New password', change: 'Change password', changed: 'Your password is changed.',
  wrong: 'This is not your password.',
};

/** An owner gives a member a new way in. */
export const passwordLinkEn = {
  make: 'Password link', title: (name: string) => `Let ${name} choose a new password`,
  text: 'You get a link that works once, for a day. Send it to them yourself. Their password so far stays valid until they have chosen a new one.',
  create: 'Create link', link: 'Password link', once: (when: string) => `This link is shown once and is valid until ${when}. Copy it now.`,
  reset: 'Choose a new password', resetText: 'With it you are signed in here, and signed out everywhere else.', go: 'Save and sign in',
};

/** A seat gets another role. */
export const roleEn = {
  change: 'Change role', title: (name: string) => `Role of ${name}`,
  text: 'It holds from their next click on.', done: (name: string) => `The role of ${name} is changed.`,
};

/** The draft's runtime becomes the published one. */
export const publishEn = {
  title: 'Publish the draft', text: 'Customers are then answered by the software that answers on the draft number now.', go: 'Publish', nothing: 'The draft has no runtime yet.',
  first: 'Save or discard your changes on this page first.', ask: 'Publish the draft runtime?',
  changes: (before: string, after: string) => `Published so far: ${before}. From the next message on: ${after}.`,
  stays: 'The draft keeps its runtime. Numbers, credentials and session settings of both configurations stay as they are.', none: 'none', done: 'The draft runtime is published.',
  sameKind: 'another setting of the same software',
};

/** A channel's number, and its older secrets. */
export const channelWorkEn = {
  changeNumber: 'Change number', changeTitle: 'Change the number',
  changeText: 'Open sessions on the old number end silently. The address of the webhook, the settings and the credentials stay.',
  /** `label`: of the field by which the protocol names the number. */
  changeNames: (label: string) => `Enter the new number’s ${label} afterwards.`,
  changeGo: 'Change number', changed: 'The number is changed. Check the credentials next.',
  revoke: 'Revoke now', revokeOf: (fingerprint: string) => `Revoke now: ${fingerprint}`, revokeTitle: 'Revoke the old one now?',
  revokeText: (fingerprint: string) => `Calls and checks with the old one (fingerprint ${fingerprint}) are refused from now on. Only do this when the provider uses the new one.`,
  revoked: 'The old one is no longer valid.',
};
