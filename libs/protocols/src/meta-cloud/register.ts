import type { CallOptions, Credentials, Papers, Protocol, RegistrationStep } from '@tandem/domain';
import { callGraph, type GraphAnswer } from './graph.js';
import { asList, asText, get } from '../http/json.js';
import type { GraphApi } from './send.js';

type Register = NonNullable<Protocol['registerCallback']>;
type Callback = Parameters<Register>[0];

/** Meta's limit for an override of the callback. */
const LONGEST_CALLBACK = 200;

/**
 * Has Meta call us for the number alone: subscribes the app to the account and gives it a callback, each only where
 * there is none, then overrides the callback on the number ("Webhook overrides") and reads back that it is ours. What the
 * app has stays as it is.
 */
export const registerThrough = (api: GraphApi): Register => async (callback, credentials, options) => {
  if (callback.callbackUrl.length > LONGEST_CALLBACK) {
    return failed({ title: `The callback address is longer than ${LONGEST_CALLBACK} characters` });
  }
  const call = caller(api, { callback, credentials, options });
  const unsubscribed = await subscribeApp(call, credentials);
  if (unsubscribed) return failed(unsubscribed, 'subscription');
  const registering = { callback, credentials };
  const problem = (await giveAppCallback(call, registering)) ?? (await override(call, registering)) ?? (await whyNotOurs(call, registering));
  return problem ? failed(problem, 'callback') : { kind: 'registered' };
};

interface Registering {
  readonly callback: Callback;
  readonly credentials: Credentials;
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** Instead of the access token. */
  readonly token?: string;
}

type Call = (asked: Asked) => Promise<GraphAnswer>;

const caller = (
  { graphUrl, version }: GraphApi, { callback, credentials, options }: Registering & { options: CallOptions },
): Call => {
  const { accessToken = '', appSecret = '' } = credentials;
  const secrets = [accessToken, appSecret, callback.verifyToken];
  return ({ method, path, body, token = accessToken }) =>
    callGraph({ method, url: `${graphUrl}/${version}/${path}`, token, secrets, ...(body && { body }) }, options);
};

/**
 * Without it Meta sends the app nothing of the account. Asked first: subscribing again would drop the account's own
 * override.
 */
const subscribeApp = async (
  call: Call, { businessAccountId = '', appId }: Credentials,
): Promise<Papers | undefined> => {
  const path = `${encodeURIComponent(businessAccountId)}/subscribed_apps`;
  const known = await call({ method: 'GET', path });
  if (known.kind !== 'ok') return papersOf(known);
  const apps = asList(get(known.json, 'data')).map((app) => get(app, 'whatsapp_business_api_data', 'id'));
  return apps.includes(appId) ? undefined : papersOf(await call({ method: 'POST', path, body: {} }));
};

/**
 * Overrides hold for the fields that the app is subscribed to. One that has a callback of its own keeps it and its
 * fields.
 */
const giveAppCallback = async (call: Call, { callback, credentials }: Registering): Promise<Papers | undefined> => {
  const { appId = '', appSecret = '' } = credentials;
  const asked = { path: `${encodeURIComponent(appId)}/subscriptions`, token: `${appId}|${appSecret}` };
  const known = await call({ method: 'GET', ...asked });
  if (known.kind !== 'ok') return papersOf(known);
  if (asList(get(known.json, 'data')).some(
    (one) => get(one, 'object') === 'whatsapp_business_account',
  )) return undefined;
  const { callbackUrl: callback_url, verifyToken: verify_token } = callback;
  return papersOf(
    await call(
      {
        method: 'POST', ...asked,
        body: { object: 'whatsapp_business_account', callback_url, verify_token, fields: 'messages' },
      },
    ),
  );
};

const override = async (call: Call, { callback, credentials }: Registering): Promise<Papers | undefined> =>
  papersOf(await call({
    method: 'POST',
    path: encodeURIComponent(credentials.phoneNumberId ?? ''),
    body: {
      webhook_configuration: { override_callback_uri: callback.callbackUrl, verify_token: callback.verifyToken },
    },
  }));

/** What Meta then names as the number's callback; one that it does not tell now was taken all the same. */
const whyNotOurs = async (call: Call, { callback, credentials }: Registering): Promise<Papers | undefined> => {
  const known = await call({ method: 'GET', path: `${encodeURIComponent(credentials.phoneNumberId ?? '')}?fields=webhook_configuration` });
  const named = known.kind === 'ok' ? asText(get(known.json, 'webhook_configuration', 'phone_number')) : undefined;
  return named === undefined || named === callback.callbackUrl ? undefined : { title: 'Meta names another callback for this number' };
};

/** Why a call was not done; undefined = it was. */
const papersOf = (answer: GraphAnswer): Papers | undefined => {
  if (answer.kind === 'failed') return answer.failure.papers;
  if (answer.kind !== 'ok') return answer.papers;
  return get(answer.json, 'success') === false ? { title: 'Meta did not take it' } : undefined;
};

const failed = (papers: Papers, step?: RegistrationStep) => ({ kind: 'failed' as const, papers, ...(step && { step }) });
