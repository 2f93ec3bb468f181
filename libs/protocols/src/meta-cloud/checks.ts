import { SECOND, type CallOptions, type CredentialProblem, type Credentials, type Protocol } from '@tandem/domain';
import { callGraph, type GraphAnswer } from './graph.js';
import { asList, asNumber, asText, get, known } from '../http/json.js';
import { phoneDigits } from '../cloud-form/people.js';
import type { GraphApi } from './send.js';

type Check = NonNullable<Protocol['checkCredentials']>;

interface Asked {
  readonly problems: readonly CredentialProblem[];
  readonly unanswered?: string;
  readonly json?: unknown;
}

/** `whatsapp_business_messaging` to send and hear, `whatsapp_business_management` for the number and its callback. */
const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management'];
const numberFields = 'id,display_phone_number,verified_name,quality_rating,status,platform_type';

/** Asks Meta about the token (with the app's own credentials), the number, and whether the account has it. */
export const checkThrough = (api: GraphApi): Check => async (credentials, options) => {
  const ask = asker(api, credentials, options);
  const token = await checkToken(ask, credentials);
  if (token.unanswered !== undefined) return { kind: 'unanswered', reason: token.unanswered };
  if (token.problems.length > 0) return { kind: 'checked', problems: token.problems };
  const [number, account] = await Promise.all([checkNumber(ask, credentials), checkAccount(ask, credentials)]);
  const unanswered = number.unanswered ?? account.unanswered;
  if (unanswered !== undefined) return { kind: 'unanswered', reason: unanswered };
  return known({
    kind: 'checked' as const,
    problems: [...number.problems, ...account.problems],
    number: phoneDigits(get(number.json, 'display_phone_number')),
    name: asText(get(number.json, 'verified_name')),
    found: known({
      holds: ['token', 'scopes', 'account', 'number'] as const,
      tokenUntil: endOf(token.json), quality: asText(get(number.json, 'quality_rating')),
    }),
  });
};

type Ask = (path: string, query: Readonly<Record<string, string>>, token?: string) => Promise<GraphAnswer>;

/** In seconds; 0 is a token that does not end (Graph API, Debug-Token: `expires_at`). */
const endOf = (token: unknown): number | undefined => {
  const seconds = asNumber(get(token, 'expires_at'));
  return seconds === undefined ? undefined : seconds * SECOND;
};

const asker = ({ graphUrl, version }: GraphApi, credentials: Credentials, options: CallOptions): Ask =>
  (path, query, token = credentials.accessToken ?? '') => {
    const url = `${graphUrl}/${version}/${path}?${new URLSearchParams(query).toString()}`;
    return callGraph({ method: 'GET', url, token, secrets: secretsOf(credentials) }, options);
  };

const secretsOf = ({ accessToken, appSecret }: Credentials): readonly string[] => [accessToken ?? '', appSecret ?? ''];

const checkToken = async (ask: Ask, credentials: Credentials): Promise<Asked> => {
  const appToken = `${credentials.appId ?? ''}|${credentials.appSecret ?? ''}`;
  const answer = await ask('debug_token', { input_token: credentials.accessToken ?? '' }, appToken);
  const asked = judged(answer, { field: 'appSecret', problem: 'Meta refuses this App ID with this App Secret' });
  if (asked.json === undefined) return asked;
  const token = get(asked.json, 'data');
  if (get(token, 'is_valid') !== true) {
    return problem('accessToken', wordsOf(get(token, 'error', 'message'), credentials) ?? 'Meta says that this token is not valid, or no longer');
  }
  const app = asText(get(token, 'app_id'));
  if (app !== undefined && app !== credentials.appId) return problem('accessToken', 'this token belongs to another app');
  const missing = scopes.filter((scope) => !asList(get(token, 'scopes')).includes(scope));
  if (missing.length > 0) return problem('accessToken', `this token lacks the permission ${missing.join(' and ')}`);
  return reaches(token, credentials.businessAccountId ?? '')
    ? { problems: [], json: token }
    : problem('businessAccountId', 'the access token cannot reach this account');
};

/** Meta's own words, unless they repeat what is secret. */
const wordsOf = (said: unknown, credentials: Credentials): string | undefined => {
  const words = asText(said)?.trim();
  return words && !secretsOf(credentials).some((secret) => secret !== '' && words.includes(secret)) ? words.slice(0, 300) : undefined;
};

/** Without target ids a permission holds for everything. */
const reaches = (token: unknown, account: string): boolean =>
  asList(get(token, 'granular_scopes'))
    .filter((granular) => scopes.includes(asText(get(granular, 'scope')) ?? ''))
    .map((granular) => asList(get(granular, 'target_ids')).map(asText))
    .every((targets) => targets.length === 0 || targets.includes(account));

const checkNumber = async (ask: Ask, { phoneNumberId }: Credentials): Promise<Asked> => {
  const answer = await ask(encodeURIComponent(phoneNumberId ?? ''), { fields: numberFields });
  const asked = judged(answer, { field: 'phoneNumberId', problem: 'Meta does not show this number to this access token' });
  const isNumber = asked.json === undefined || get(asked.json, 'display_phone_number') !== undefined;
  return isNumber ? asked : problem('phoneNumberId', 'this is the id of something else than a number');
};

const checkAccount = async (ask: Ask, { businessAccountId, phoneNumberId }: Credentials): Promise<Asked> => {
  const answer = await ask(`${encodeURIComponent(businessAccountId ?? '')}/phone_numbers`, { fields: 'id', limit: '100' });
  const asked = judged(answer, { field: 'businessAccountId', problem: 'Meta does not show this account to this access token' });
  if (asked.json === undefined) return asked;
  const numbers = asList(get(asked.json, 'data')).map((number) => asText(get(number, 'id')));
  const isThere = numbers.includes(phoneNumberId) || get(asked.json, 'paging', 'next') !== undefined;
  return isThere ? asked : problem('businessAccountId', 'this account does not have that number');
};

const problem = (field: string, words: string): Asked => ({ problems: [{ field, problem: words }] });

/** What Meta refuses is a problem of the field; what it could not say now is none. */
const judged = (answer: GraphAnswer, otherwise: CredentialProblem): Asked => {
  if (answer.kind === 'ok') return { problems: [], json: answer.json };
  if (answer.kind !== 'failed') return { problems: [], unanswered: answer.papers.title ?? 'no answer' };
  const { papers, fromMeta, isTransient } = answer.failure;
  const status = papers.httpStatus ?? 0;
  return !fromMeta || isTransient || status >= 500 || status === 429
    ? { problems: [], unanswered: papers.title ?? `HTTP ${status}` }
    : { problems: [{ ...otherwise, problem: `${otherwise.problem} ("${papers.title ?? `HTTP ${status}`}")` }] };
};
