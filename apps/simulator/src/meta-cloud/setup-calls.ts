import { isObject, json, text, type Answer, type JsonObject } from '../http/exchange.js';
import type { App, Callback, Grant, NumberAccount, Waba } from './accounts.js';
import type { MetaCloud } from './context.js';
import { graphError, invalidToken, parameter, type GraphRefusal } from './graph-errors.js';
import { verifyCallback } from './verification.js';

const success = json({ success: true });

const refuse = (cloud: MetaCloud, refusal: GraphRefusal): Answer => graphError(refusal, cloud.chance.hex(22));

const defaultFields = ['verified_name', 'code_verification_status', 'display_phone_number', 'quality_rating', 'platform_type', 'throughput', 'id'];

/** `GET /{phone-number-id}?fields=`: only the fields asked for, and always the id. */
export function readNumber(cloud: MetaCloud, number: NumberAccount, grant: Grant, fields: string | undefined): Answer {
  const wanted = fields === undefined ? [...defaultFields, 'webhook_configuration'] : [...fields.split(',').map((field) => field.trim()), 'id'];
  const all = numberFields(cloud, number, grant.appId);
  const unknown = wanted.find((field) => !(field in all));
  if (unknown) return refuse(cloud, parameter(`Tried accessing nonexisting field (${unknown}) on node type (WhatsAppBusinessPhoneNumber)`));
  return json(Object.fromEntries(wanted.map((field) => [field, all[field]])));
}

function numberFields(cloud: MetaCloud, number: NumberAccount, appId: string): JsonObject {
  const app = cloud.accounts.apps.get(appId);
  const waba = cloud.accounts.wabas.get(number.wabaId);
  const urls = {
    phone_number: number.overrides[appId]?.url,
    whatsapp_business_account: waba?.apps[appId]?.override?.url,
    application: app?.callback?.url,
  };
  return {
    id: number.phoneNumberId,
    display_phone_number: number.displayPhoneNumber,
    verified_name: number.name,
    quality_rating: 'GREEN',
    status: 'CONNECTED',
    code_verification_status: 'VERIFIED',
    name_status: 'APPROVED',
    platform_type: 'CLOUD_API',
    throughput: { level: 'STANDARD' },
    webhook_configuration: Object.fromEntries(Object.entries(urls).filter(([, url]) => url !== undefined)),
    whatsapp_business_manager_messaging_limit: 'TIER_2K',
  };
}

/** `POST /{phone-number-id}` with `webhook_configuration`: sets or, with an empty address, removes the number's own callback. */
export async function changeNumber(cloud: MetaCloud, number: NumberAccount, grant: Grant, body: JsonObject): Promise<Answer> {
  const wanted = body.webhook_configuration;
  if (!isObject(wanted)) return refuse(cloud, parameter('The parameter webhook_configuration is required.'));
  const { override_callback_uri: url, verify_token: verifyToken } = wanted;
  if (url === '') {
    delete number.overrides[grant.appId];
    cloud.changed();
    return success;
  }
  const checked = await overrideFrom(cloud, number.wabaId, grant, { url, verifyToken });
  if ('code' in checked) return refuse(cloud, checked);
  number.overrides[grant.appId] = checked;
  cloud.changed();
  return success;
}

/** A callback that may override: the app is subscribed, the address is at most 200 characters, and it was verified just now. */
async function overrideFrom(cloud: MetaCloud, wabaId: string, grant: Grant, wanted: { url: unknown; verifyToken: unknown }): Promise<Callback | GraphRefusal> {
  const url = text(wanted.url);
  const verifyToken = text(wanted.verifyToken);
  if (!url) return parameter('The parameter override_callback_uri is required.');
  if (url.length > 200) return parameter('Param override_callback_uri must be at most 200 characters long.');
  if (!verifyToken) return parameter('The parameter verify_token is required.');
  if (!cloud.accounts.wabas.get(wabaId)?.apps[grant.appId]) {
    return parameter('Before override the current callback uri, your app must be subscribed to receive messages for WhatsApp Business Account');
  }
  return (await verifyCallback(cloud, url, verifyToken)) ?? { url, verifyToken };
}

/** `GET /{waba-id}/phone_numbers`. */
export function listNumbers(cloud: MetaCloud, waba: Waba, grant: Grant): Answer {
  const numbers = [...cloud.accounts.numbers.values()].filter(({ wabaId }) => wabaId === waba.wabaId);
  const data = numbers.map((number) => {
    const all = numberFields(cloud, number, grant.appId);
    return Object.fromEntries(defaultFields.map((field) => [field, all[field]]));
  });
  return json({ data, paging: { cursors: { before: 'QVFIU', after: 'QVFIU' } } });
}

/** `GET|POST|DELETE /{waba-id}/subscribed_apps`, with or without the WABA's own callback. */
export async function subscribedApps(cloud: MetaCloud, waba: Waba, grant: Grant, call: { method: string; body: JsonObject }): Promise<Answer> {
  if (call.method === 'GET') return json({ data: Object.entries(waba.apps).map(([appId, { override }]) => subscription(appId, override)) });
  if (call.method === 'POST' && refusesSubscription(cloud, waba)) return refuse(cloud, { code: 200, message: '(#200) Requires whatsapp_business_management permission to manage the object', details: '' });
  if (call.method === 'DELETE') {
    delete waba.apps[grant.appId];
  } else if (call.body.override_callback_uri === undefined) {
    waba.apps[grant.appId] = {};
  } else {
    waba.apps[grant.appId] ??= {};
    const checked = await overrideFrom(cloud, waba.wabaId, grant, { url: call.body.override_callback_uri, verifyToken: call.body.verify_token });
    if ('code' in checked) return refuse(cloud, checked);
    waba.apps[grant.appId] = { override: checked };
  }
  cloud.changed();
  return success;
}

const refusesSubscription = (cloud: MetaCloud, { wabaId }: Waba): boolean =>
  [...cloud.accounts.numbers.values()].some((number) => number.wabaId === wabaId && cloud.faults.of(number.phoneNumberId).noSubscription);

const subscription = (appId: string, override: Callback | undefined) => ({
  whatsapp_business_api_data: { id: appId, name: `App ${appId}`, link: `https://www.facebook.com/games/?app_id=${appId}` },
  ...(override ? { override_callback_uri: override.url } : {}),
});

/** `GET|POST /{app-id}/subscriptions`, which only the app itself may call (token `app id|app secret`). */
export async function appSubscriptions(cloud: MetaCloud, app: App, call: { method: string; body: JsonObject }): Promise<Answer> {
  if (call.method === 'GET') return json({ data: app.callback ? [subscriptionOf(app, app.callback)] : [] });
  const { object, callback_url: url, verify_token: verifyToken, fields } = call.body;
  if (object !== 'whatsapp_business_account') return refuse(cloud, parameter('Param object must be one of {whatsapp_business_account}.'));
  const wanted = (Array.isArray(fields) ? fields.map(String) : (text(fields) ?? '').split(',')).map((field) => field.trim()).filter(Boolean);
  if (!text(url) || !text(verifyToken) || wanted.length === 0) return refuse(cloud, parameter('The parameters callback_url, verify_token and fields are required.'));
  const refused = await verifyCallback(cloud, url as string, verifyToken as string);
  if (refused) return refuse(cloud, refused);
  Object.assign(app, { callback: { url, verifyToken }, fields: wanted });
  cloud.changed();
  return success;
}

const subscriptionOf = (app: App, { url }: Callback) => ({
  object: 'whatsapp_business_account',
  callback_url: url,
  active: true,
  fields: (app.fields ?? ['messages']).map((name) => ({ name, version: 'v25.0' })),
});

const scopes = ['business_management', 'whatsapp_business_management', 'whatsapp_business_messaging'];

const sessionExpired = { code: 190, message: 'Error validating access token: Session has expired.', subcode: 463 };

/** `GET /debug_token?input_token=`: whether a token lives, and which WABAs it reaches. */
export function debugToken(cloud: MetaCloud, token: string | undefined): Answer {
  if (!token) return refuse(cloud, parameter('The parameter input_token is required.'));
  const grant = cloud.accounts.grant(token);
  const number = [...cloud.accounts.numbers.values()].find(({ accessToken }) => accessToken === token);
  const { expired, lacks } = number ? cloud.faults.of(number.phoneNumberId).token : { expired: false, lacks: [] };
  if (expired) return json({ data: { app_id: grant?.appId, error: sessionExpired, is_valid: false, scopes: [] } });
  if (!grant) return json({ data: { error: { code: 190, message: invalidToken.message }, is_valid: false, scopes: [] } });
  return json({
    data: {
      app_id: grant.appId,
      type: grant.wabaIds.length > 0 ? 'SYSTEM_USER' : 'APP',
      application: `App ${grant.appId}`,
      expires_at: 0,
      data_access_expires_at: 0,
      is_valid: true,
      issued_at: Math.floor(cloud.clock.now() / 1000),
      scopes: scopes.filter((scope) => !lacks.includes(scope)),
      granular_scopes: scopes.slice(1).filter((scope) => !lacks.includes(scope)).map((scope) => ({ scope, target_ids: grant.wabaIds })),
    },
  });
}
