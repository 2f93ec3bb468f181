import type { Capabilities, CredentialField, Credentials } from '@tandem/domain';
import { limits } from '../cloud-form/outbound-body.js';
import { known } from '../http/json.js';

/** Where Coster's two APIs are, unless a channel says otherwise. */
export interface CosterApi {
  /** Without a slash at its end; so below. */
  readonly url: string;
  readonly pushUrl: string;
}

const onOff = (first: 'on' | 'off') => {
  const both = [{ value: 'on', label: 'On' }, { value: 'off', label: 'Off' }];
  return first === 'on' ? both : both.toReversed();
};
const bearer = { value: 'Bearer', label: 'Bearer' };
const bare = { value: 'none', label: 'None: the token alone' };
const option = (name: string, label: string, options?: CredentialField['options']): CredentialField =>
  known({ name, label, secret: false, required: false, advanced: true, options });

/** Identifiers and tokens first; then what Coster's documents leave open, each with the value that an empty field means. */
export const credentialFields: readonly CredentialField[] = [
  { name: 'accountId', label: 'Coster Account ID', secret: false, required: true, shared: true },
  // a reply names account and division, never the number: two numbers of one division cannot be told apart
  { name: 'divisionId', label: 'Division ID', secret: false, required: true, shared: true },
  { name: 'accessToken', label: 'Access Token', secret: true, required: true },
  { name: 'pushAccessToken', label: 'Push Access Token', secret: true, required: false },
  option('baseUrl', 'Address of the bot API'),
  option('pushBaseUrl', 'Address of the push API'),
  option('authHeader', 'Header of the Access Token'),
  option('authScheme', 'Scheme of the Access Token', [bare, bearer]),
  option('pushAuthHeader', 'Header of the Push Access Token'),
  option('pushAuthScheme', 'Scheme of the Push Access Token', [bearer, bare]),
  option('channelId', 'Channel ID'),
  option('helpdesk', 'Hand replies to Coster\'s helpdesk', onOff('off')),
  option('buttons', 'Reply buttons', onOff('on')),
  option('lists', 'Lists', onOff('on')),
  option('media', 'Media by link', onOff('on')),
  option('perSecond', 'Messages per second'),
];

export const defaultCapabilities: Capabilities = {
  buttons: limits.buttons,
  buttonTitle: limits.buttonTitle,
  listRows: limits.rows,
  typing: false,
  readMarks: false,
  mediaByLink: true,
  templates: true,
  // no limit of Coster's is known; a quarter of what Meta allows a number
  perSecond: 20,
};

/** What is switched off, and how fast the number may send. */
export const capabilitiesWith = ({ buttons, lists, media, perSecond }: Credentials): Capabilities => ({
  ...defaultCapabilities,
  ...(buttons === 'off' ? { buttons: 0 } : {}),
  ...(lists === 'off' ? { listRows: 0 } : {}),
  mediaByLink: media !== 'off',
  perSecond: rateOf(perSecond) ?? defaultCapabilities.perSecond,
});

const rateOf = (text: string | undefined): number | undefined => {
  const rate = Number(text);
  return Number.isInteger(rate) && rate >= 1 && rate <= 1_000 ? rate : undefined;
};

/** One of Coster's two APIs, as this channel speaks to it. */
export interface Surface {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The bot API: replies and media. Undefined without a token. */
export const botSurface = (api: CosterApi, { baseUrl, accessToken, authHeader, authScheme }: Credentials): Surface | undefined =>
  accessToken
    ? { url: withoutSlash(baseUrl || api.url), headers: { [authHeader || 'x-access-token']: withScheme(authScheme || 'none', accessToken) } }
    : undefined;

/** The push API: templates. It takes a token of its own, or the bot API's where there is none. */
export const pushSurface = (api: CosterApi, credentials: Credentials): Surface | undefined => {
  const { pushBaseUrl, pushAuthHeader, pushAuthScheme } = credentials;
  const token = credentials.pushAccessToken || credentials.accessToken;
  if (!token) return undefined;
  return {
    url: withoutSlash(pushBaseUrl || api.pushUrl),
    headers: { [pushAuthHeader || 'authorization']: withScheme(pushAuthScheme || 'Bearer', token) },
  };
};

export const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
const withScheme = (scheme: string, token: string): string => (scheme === 'none' ? token : `${scheme} ${token}`);

/** What must never show in papers. */
export const secretsOf = ({ accessToken, pushAccessToken }: Credentials): readonly string[] =>
  [accessToken ?? '', pushAccessToken ?? ''];
