import { jsonObject, type Answer, type Exchange, type JsonObject } from '../http/exchange.js';
import type { Outcome } from '../provider/outcome.js';
import type { Grant, NumberAccount } from './accounts.js';
import type { MetaCloud } from './context.js';
import { graphError, invalidToken, noSuchObject } from './graph-errors.js';
import { bearer, deleteMedia, describeMedia, downloadMedia, uploadMedia } from './media-calls.js';
import { effectBefore, postMessages } from './send-message.js';
import { appSubscriptions, changeNumber, debugToken, listNumbers, readNumber, subscribedApps } from './setup-calls.js';

/** `/{version}/{node}` or `/{version}/{node}/{edge}`. */
const graphPath = /^\/v(\d+)\.\d+\/([^/]+)(?:\/([^/]+))?\/?$/;

/** The oldest version that is alive; calls to an earlier one are served by it, with a warning (graph-api/changelog). */
const OLDEST = 21;

export type GraphCall = { exchange: Exchange; method: string; node: string; edge: string | undefined; grant: Grant };

/** Answers a call of the Graph API or of a download address; undefined when the path is neither. */
export async function graphApi(cloud: MetaCloud, exchange: Exchange): Promise<Outcome | undefined> {
  if (exchange.path.startsWith('/whatsapp_business/attachments')) return download(cloud, exchange);
  const match = graphPath.exec(exchange.path);
  if (!match) return undefined;
  const grant = cloud.accounts.grant(bearer(exchange) ?? '');
  const outcome = grant
    ? await route(cloud, { exchange, method: exchange.method, node: decodeURIComponent(match[2] ?? ''), edge: match[3], grant })
    : graphError(invalidToken, cloud.chance.hex(22));
  return Number(match[1]) < OLDEST && typeof outcome === 'object' ? warned(outcome, match[1] ?? '') : outcome;
}

const warned = (answer: Answer, version: string): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'x-ad-api-version-warning': `The call has been auto-upgraded from v${version}.0 to v${OLDEST}.0` },
});

const download = async (cloud: MetaCloud, exchange: Exchange): Promise<Outcome> => {
  const file = cloud.media.download(exchange.query.get('mid') ?? '');
  return (file && (await hitMedia(cloud, file.phoneNumberId))) ?? downloadMedia(cloud, exchange);
};

/** The fault that was ordered for a call about media, if any. */
async function hitMedia(cloud: MetaCloud, phoneNumberId: string): Promise<Outcome | undefined> {
  const fault = cloud.faults.take(phoneNumberId, 'media');
  return fault && effectBefore(cloud, fault);
}

/** The fault that was ordered for a set-up call at one of the numbers that it is about, if any. */
async function hitSetup(cloud: MetaCloud, call: GraphCall): Promise<Outcome | undefined> {
  const name = setupCall(cloud, call);
  if (name === undefined) return undefined;
  for (const { phoneNumberId } of concerned(cloud, call)) {
    const fault = cloud.faults.take(phoneNumberId, 'setup', { call: name });
    if (fault) return effectBefore(cloud, fault);
  }
  return undefined;
}

const setupEdges = ['phone_numbers', 'subscribed_apps', 'subscriptions'];

/** `GET debug_token`, `POST subscribed_apps`; `number` is the number itself. */
function setupCall({ accounts }: MetaCloud, { method, node, edge }: GraphCall): string | undefined {
  if (edge !== undefined) return setupEdges.includes(edge) ? `${method} ${edge}` : undefined;
  if (node === 'debug_token') return `${method} debug_token`;
  return accounts.numbers.has(node) ? `${method} number` : undefined;
}

/** A token's number, the number itself, those of the account, or those of the app, as far as the caller may see them. */
const concerned = ({ accounts }: MetaCloud, { node, exchange, grant }: GraphCall): readonly NumberAccount[] =>
  [...accounts.numbers.values()].filter(({ phoneNumberId, wabaId, appId, accessToken }) =>
    appId === grant.appId && (node === 'debug_token' ? accessToken === exchange.query.get('input_token') : [phoneNumberId, wabaId, appId].includes(node)));

async function route(cloud: MetaCloud, call: GraphCall): Promise<Outcome> {
  const { node, method, grant, edge } = call;
  const fault = await hitSetup(cloud, call);
  if (fault) return fault;
  if (node === 'debug_token' && method === 'GET') return debugToken(cloud, call.exchange.query.get('input_token') ?? undefined);
  const number = cloud.accounts.numbers.get(node);
  if (number && grant.wabaIds.includes(number.wabaId)) return (await numberCall(cloud, number, call)) ?? nothing(cloud, call);
  const waba = cloud.accounts.wabas.get(node);
  if (waba && grant.wabaIds.includes(node)) return (await wabaCall(cloud, call)) ?? nothing(cloud, call);
  const app = cloud.accounts.apps.get(node);
  if (app && edge === 'subscriptions' && grant.appId === node && grant.wabaIds.length === 0 && (method === 'GET' || method === 'POST')) {
    return appSubscriptions(cloud, app, { method, body: parametersOf(call.exchange) });
  }
  return (await mediaCall(cloud, call)) ?? nothing(cloud, call);
}

const nothing = (cloud: MetaCloud, { method, node, edge }: GraphCall): Answer =>
  graphError(noSuchObject(method, edge ? `${node}/${edge}` : node), cloud.chance.hex(22));

async function numberCall(cloud: MetaCloud, number: NumberAccount, call: GraphCall): Promise<Outcome | undefined> {
  const { exchange, method, edge, grant } = call;
  if (method === 'POST' && edge === 'messages') return postMessages(cloud, number, exchange.body);
  if (method === 'POST' && edge === 'media') return (await hitMedia(cloud, number.phoneNumberId)) ?? uploadMedia(cloud, number, exchange);
  if (edge !== undefined) return undefined;
  if (method === 'GET') return readNumber(cloud, number, grant, exchange.query.get('fields') ?? undefined);
  return method === 'POST' ? changeNumber(cloud, number, grant, parametersOf(exchange)) : undefined;
}

async function wabaCall(cloud: MetaCloud, call: GraphCall): Promise<Outcome | undefined> {
  const waba = cloud.accounts.wabas.get(call.node);
  if (!waba) return undefined;
  if (call.edge === 'phone_numbers' && call.method === 'GET') return listNumbers(cloud, waba, call.grant);
  if (call.edge !== 'subscribed_apps' || !['GET', 'POST', 'DELETE'].includes(call.method)) return undefined;
  return subscribedApps(cloud, waba, call.grant, { method: call.method, body: parametersOf(call.exchange) });
}

async function mediaCall(cloud: MetaCloud, call: GraphCall): Promise<Outcome | undefined> {
  const file = cloud.media.find(call.node);
  const number = file && cloud.accounts.numbers.get(file.phoneNumberId);
  if (!file || !number || !call.grant.wabaIds.includes(number.wabaId)) return undefined;
  const asked = call.exchange.query.get('phone_number_id');
  if (asked !== null && asked !== file.phoneNumberId) return undefined;
  const fault = await hitMedia(cloud, file.phoneNumberId);
  if (fault) return fault;
  if (call.method === 'GET') return describeMedia(cloud, file);
  return call.method === 'DELETE' ? deleteMedia(cloud, file) : undefined;
}

/** Graph takes the parameters of a set-up call as JSON, as a form, or from the query. */
function parametersOf(exchange: Exchange): JsonObject {
  const query = Object.fromEntries(exchange.query);
  const isForm = (exchange.request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const body = isForm ? Object.fromEntries(new URLSearchParams(exchange.body.toString('utf8'))) : jsonObject(exchange.body);
  const all: JsonObject = { ...query, ...body };
  const nested = all.webhook_configuration;
  return typeof nested === 'string' ? { ...all, webhook_configuration: jsonObject(Buffer.from(nested)) } : all;
}
