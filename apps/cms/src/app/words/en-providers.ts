/** What is particular to how a provider is connected. */
export const providersEn = {
  /** Where a value is found, by protocol and field; a field that is not here needs no words. */
  found: {
    'meta-cloud.phoneNumberId': 'In your app’s dashboard: WhatsApp, API setup, below the number.',
    'meta-cloud.businessAccountId': 'On the same page, beside the Phone Number ID.',
    'meta-cloud.appId': 'At the top of your app’s dashboard.',
    'meta-cloud.appSecret': 'App settings, Basic. It signs every webhook.',
    'meta-cloud.accessToken': 'Business settings, System users: a permanent token with both WhatsApp permissions.',
    'coster.accountId': 'In your contract papers, or from Coster’s staff: 32 letters and digits.',
    'coster.divisionId': 'From Coster’s staff, beside the account: 32 letters and digits.',
    'coster.accessToken': 'From Coster’s staff: the token of the bot API. Replies are sent with it.',
    'coster.pushAccessToken': 'From Coster’s staff: the token of the push API, for templates. Empty: the Access Token is used.',
    'qontak.channelIntegrationId': 'Provided by Qontak after registration on their platform; their API lists it with each WhatsApp number.',
    'qontak.token': 'An administrator’s token, from Qontak’s settings or its staff.',
    'qontak.botToken': 'Where there is one, replies are sent with it.',
    'coster.authHeader': 'Usual: x-access-token.', 'coster.pushAuthHeader': 'Usual: authorization.', 'coster.channelId': 'Only where Coster’s staff have given you one.',
    'coster.buttons': 'Off: the question is sent as numbered text.', 'coster.perSecond': 'Usual: 20.',
    'qontak.mode': 'HMAC takes a client id and a client secret instead of the token.',
    'qontak.clientId': 'From Mekari’s developer centre, where you made the HMAC credentials.', 'qontak.clientSecret': 'Beside the client id.',
    'qontak.buttons': 'No: the question is sent as numbered text.', 'qontak.registerAgent': 'Shows at once that a person has taken the room.', 'qontak.perSecond': 'Usual: 5.',
  } as Readonly<Record<string, string | undefined>>,
  /** Labels that protocols give their fields and options, in another language, by their own words; a name stays as it is. */
  labels: {} as Readonly<Record<string, string | undefined>>,
  advanced: 'Advanced settings', advancedText: 'How the provider is spoken to. Change these only where the provider’s staff tell you to; empty means the usual.',
  usual: (value: string) => `Usual: ${value}`,
  changeProtocol: 'Change protocol', changeProtocolTitle: 'Change the protocol',
  changeProtocolText: 'History, open sessions and session settings stay. The credentials of the other protocol are to be entered next; until then nothing can be sent, and what should be sent is shown as not delivered. The old address stays known.',
  changeProtocolGo: 'Change protocol', protocolChanged: (title: string) => `The protocol is ${title} now. Enter its credentials next.`, chooseProtocol: 'Choose another protocol.',
  endpoint: {
    title: 'Endpoint', text: (title: string) => `${title} calls this server once its address is registered there. The registration is one for your whole organisation: the newest one wins.`,
    go: 'Set Endpoint', again: 'Set Endpoint again', going: 'Setting endpoint…', done: 'The endpoint is set.',
    set: (when: string) => `Set successfully, ${when}.`, notSet: 'Not set yet.', first: 'Save the identifiers and the token first.', unsaved: 'Save or discard your changes first.',
    failed: (title: string, when: string) => `${title} refused the endpoint (${when}):`,
    session: 'Session Management appears once Set Endpoint has succeeded.',
    notices: {
      SecretRegenerated: 'The secret was regenerated since: the provider still calls the address with the old one, which stays valid.',
      CredentialsChanged: 'Other credentials were saved since: the endpoint may be set for another organisation.',
      LastRegistrationFailed: 'The newest attempt failed. What was set before stays in force.',
    },
  },
  /** Of the address, by the way in which the provider comes to know it. */
  webhook: {
    'at-save': {
      text: 'The provider calls this address for every message. It belongs to this configuration alone.',
      regenerate: 'A new one is in force at once. The old one stays valid until an hour after the provider’s first verified call with the new one, so no message is lost. Where you entered the old one at the provider by hand, enter the new one there.',
    },
    'set-endpoint': {
      text: 'Set Endpoint registers this address. Its last part is a secret: treat it like a password.',
      regenerate: 'A new one is in force at once. Where the endpoint is set, the new address is registered in the same step. The old one stays valid until an hour after the first call with the new one, so no message is lost.',
    },
    'hand-off': {
      text: 'The last part of the address above is a secret: treat it like a password.',
      regenerate: 'A new one is in force at once: hand the new address to the provider’s staff. The old one stays valid until an hour after the first call with the new one, so no message is lost.',
    },
  },
  held: (agent: string, version: string) => `${agent} (${version}) has this one. It belongs to one configuration at a time.`,
  /** A person in the provider's inbox has the user's room. */
  room: {
    held: 'A person has taken the room in the provider’s inbox',
    text: 'The agent says nothing and no question is asked until the room is unassigned or resolved there. Then the agent answers what the user said after the person’s last message.',
  },
  handOff: {
    title: (protocol: string) => `Hand-off to ${protocol}`, text: (protocol: string) => `${protocol} has no interface for this: send these lines to its staff. They enter the address for you.`,
    message: 'Text to send', copy: 'Copy the text', copied: 'The text is copied.', first: 'Save the credentials first; the text is ready then.',
  },
  unknown: {
    label: 'Replies of which nobody knows whether they arrived', help: 'After a time-out, once evidence was waited for.',
    installation: 'As this installation does by default', repeat: 'Send again: it may arrive twice', park: 'Leave it to a person: it may be missing',
  },
  sharedAccount: 'account or organisation',
  sharedDivision: (agent: string, version: string) =>
    `${agent} (${version}) has the same Division ID. Coster then decides which of the numbers a reply comes from: ask its staff for a division for each.`,
};
