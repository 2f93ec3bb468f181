import type { CredentialField, CredentialProblem, Credentials } from '@tandem/domain';

const yes = { value: 'yes', label: 'Yes' };
const no = { value: 'no', label: 'No' };
const yesFirst = [yes, no];
const noFirst = [no, yes];

const option = (name: string, label: string, options?: CredentialField['options']): CredentialField =>
  ({ name, label, secret: false, required: false, advanced: true, ...(options && { options }) });

const modes = [{ value: 'bearer', label: 'Bearer token' }, { value: 'hmac', label: 'HMAC of the Mekari gateway' }];

/** What proves the channel is a matter of its mode: a token, or id and secret of the gateway. */
export const credentialFields: readonly CredentialField[] = [
  {
    name: 'channelIntegrationId', label: 'Channel Integration ID', secret: false, required: true,
    claim: 'qontak-integration',
  },
  { name: 'token', label: 'Token', secret: true, required: false, requiredWhen: { field: 'mode', value: 'bearer' } },
  { name: 'botToken', label: 'Bot Token', secret: true, required: false },
  option('mode', 'Authentication', modes),
  { ...option('clientId', 'HMAC Client ID'), requiredWhen: { field: 'mode', value: 'hmac' } },
  { ...option('clientSecret', 'HMAC Client Secret'), secret: true, requiredWhen: { field: 'mode', value: 'hmac' } },
  option('digest', 'Digest header with HMAC', yesFirst),
  option('baseUrl', 'API address'),
  option('replyEndpoint', 'Replies are sent as', [{ value: 'bot', label: 'Bot' }, { value: 'user', label: 'User' }]),
  option('mediaBy', 'Media are sent as', [{ value: 'file', label: 'File' }, { value: 'url', label: 'Address' }]),
  option('buttons', 'Buttons and lists', yesFirst),
  option('localId', 'Send our id as local_id', yesFirst),
  option('registerAgent', 'Set Endpoint: messages of people', yesFirst),
  option('registerStatus', 'Set Endpoint: statuses', yesFirst),
  option('registerBroadcastLog', 'Set Endpoint: broadcast log', yesFirst),
  option('resolveRooms', 'Resolve the room when a session ends', noFirst),
  option('perSecond', 'Requests per second'),
];

/** A channel's credentials, with what an empty field means. */
export interface Settings {
  readonly integration: string;
  readonly mode: 'bearer' | 'hmac';
  readonly token: string;
  /** For bot endpoints and webhooks; the token where there is none. */
  readonly botToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly digest: boolean;
  /** Another address of the API than the mode's own. */
  readonly baseUrl?: string;
  readonly replies: 'bot' | 'user';
  readonly mediaBy: 'file' | 'url';
  readonly buttons: boolean;
  readonly localId: boolean;
  readonly flags: { readonly agent: boolean; readonly status: boolean; readonly broadcastLog: boolean };
  readonly resolveRooms: boolean;
  readonly perSecond: number;
}

const USUAL_RATE = 5;
const HIGHEST_RATE = 100;

export const settingsOf = (credentials: Credentials): Settings => {
  const given = (name: string): string => credentials[name]?.trim() ?? '';
  const isOn = (name: string): boolean => given(name) !== 'no';
  return {
    integration: given('channelIntegrationId'),
    mode: given('mode') === 'hmac' ? 'hmac' : 'bearer',
    token: given('token'),
    botToken: given('botToken') || given('token'),
    clientId: given('clientId'),
    clientSecret: given('clientSecret'),
    digest: isOn('digest'),
    ...(given('baseUrl') && { baseUrl: given('baseUrl') }),
    replies: given('replyEndpoint') === 'user' ? 'user' : 'bot',
    mediaBy: given('mediaBy') === 'url' ? 'url' : 'file',
    buttons: isOn('buttons'),
    localId: isOn('localId'),
    flags: { agent: isOn('registerAgent'), status: isOn('registerStatus'), broadcastLog: isOn('registerBroadcastLog') },
    resolveRooms: given('resolveRooms') === 'yes',
    perSecond: rateOf(given('perSecond')) ?? USUAL_RATE,
  };
};

const rateOf = (text: string): number | undefined => {
  const rate = text === '' ? USUAL_RATE : Number(text);
  return rate > 0 && rate <= HIGHEST_RATE ? rate : undefined;
};

/** What a call cannot do without: it depends on the mode. */
export const missingCredentials = (settings: Settings): readonly CredentialProblem[] => {
  const { mode, integration, token, clientId, clientSecret } = settings;
  const needed: readonly (readonly [string, string, string])[] = [
    ['channelIntegrationId', integration, 'the Channel Integration ID is missing'],
    ...(mode === 'bearer' ? [['token', token, 'the token is missing'] as const] : [
      ['clientId', clientId, 'HMAC needs the Client ID'] as const,
      ['clientSecret', clientSecret, 'HMAC needs the Client Secret'] as const,
    ]),
  ];
  return needed.filter(([, value]) => value === '').map(([field, , problem]) => ({ field, problem }));
};

/** What is missing or cannot be meant, before Qontak is asked. */
export const settingsProblems = (credentials: Credentials): readonly CredentialProblem[] => [
  ...missingCredentials(settingsOf(credentials)),
  ...(rateOf(credentials.perSecond?.trim() ?? '') === undefined
    ? [{ field: 'perSecond', problem: `this is no number above 0 and up to ${HIGHEST_RATE}` }] : []),
  ...wrongOptions(credentials),
];

const wrongOptions = (credentials: Credentials): readonly CredentialProblem[] =>
  credentialFields.flatMap(({ name, options }) => {
    const given = credentials[name]?.trim() ?? '';
    const values = options?.map(({ value }) => value) ?? [];
    if (!options || given === '' || values.includes(given)) return [];
    return [{ field: name, problem: `this is none of ${values.join(', ')}` }];
  });
