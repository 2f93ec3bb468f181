import type { Answer, Exchange } from '../http/exchange.js';
import type { Outcome } from '../provider/outcome.js';
import { mediaLives, mediaRefusal } from '../whatsapp/media.js';
import type { Integration, Organisation, Template } from './accounts.js';
import { callerOf, forbidden, mayCall, type Caller } from './auth.js';
import { broadcastCall, postBroadcast } from './broadcast-calls.js';
import type { Qontak } from './context.js';
import { invalid, notFound, qontakError, success } from './errors.js';
import { putMessageInteractions, putRoomInteractions, settings } from './interactions.js';
import { filePath } from './message-object.js';
import { parametersOf } from './parameters.js';
import { listRooms, paged, roomCall } from './room-calls.js';
import { hit, postMessage } from './send-message.js';

type Handler = (qontak: Qontak, caller: Caller, exchange: Exchange) => Promise<Outcome> | Outcome;

type Route = { wants: 'user' | 'bot' | 'any'; setup?: boolean; handler: Handler };

const routes: Record<string, Route> = {
  'POST messages/whatsapp/bot': { wants: 'bot', handler: (qontak, caller, exchange) => postMessage(qontak, caller, 'bot', exchange) },
  'POST messages/whatsapp': { wants: 'user', handler: (qontak, caller, exchange) => postMessage(qontak, caller, 'user', exchange) },
  'POST messages/whatsapp/interactive_message/bot': { wants: 'bot', handler: (qontak, caller, exchange) => postMessage(qontak, caller, 'interactive', exchange) },
  'POST messages/whatsapp/hsm': { wants: 'any', handler: (qontak, caller, exchange) => postMessage(qontak, caller, 'hsm', exchange) },
  'POST broadcasts/whatsapp/direct': { wants: 'user', handler: postBroadcast },
  'POST file_uploader': { wants: 'any', handler: uploadFile },
  'GET message_interactions': { wants: 'bot', setup: true, handler: (_qontak, { organisation }) => settings(organisation) },
  'PUT message_interactions': { wants: 'bot', setup: true, handler: putMessageInteractions },
  'POST message_interactions': { wants: 'bot', setup: true, handler: putMessageInteractions },
  'GET room_interactions': { wants: 'bot', setup: true, handler: (_qontak, { organisation }) => settings(organisation) },
  'PUT room_interactions': { wants: 'bot', setup: true, handler: putRoomInteractions },
  'GET integrations': { wants: 'user', setup: true, handler: listIntegrations },
  'GET templates/whatsapp': { wants: 'user', setup: true, handler: listTemplates },
  'GET rooms': { wants: 'any', handler: listRooms },
};

/** Answers a call at either front door, or for a file; undefined when the path is another's. */
export async function openApi(qontak: Qontak, exchange: Exchange): Promise<Outcome | undefined> {
  if (exchange.method === 'GET' && exchange.path.startsWith('/qontak/files/')) return file(qontak, exchange.path.split('/')[3] ?? '');
  const [, front, path] = /^\/qontak\/(api\/open|chat)\/v1\/(.+?)\/?$/.exec(exchange.path) ?? [];
  if (path === undefined) return exchange.path.startsWith('/qontak/') ? qontakError(notFound('Route')) : undefined;
  const caller = callerOf(qontak, exchange, front === 'chat' ? 'gateway' : 'open');
  if (!('organisation' in caller)) return caller;
  const route = routes[`${exchange.method} ${path}`];
  if (!route) return nested(qontak, caller, exchange, path.split('/').map(decodeURIComponent));
  if (route.wants !== 'any' && !mayCall(caller, route.wants, isStrict(qontak, caller.organisation))) return forbidden;
  return (route.setup ? await setupFault(qontak, caller.organisation) : undefined) ?? route.handler(qontak, caller, exchange);
}

const isStrict = ({ faults }: Qontak, { integrations }: Organisation): boolean =>
  integrations.some(({ channelIntegrationId }) => faults.of(channelIntegrationId).tokens === 'strict');

/** Set-up calls name no number: a fault that any number of the organisation waits with is theirs. */
async function setupFault(qontak: Qontak, { integrations }: Organisation): Promise<Outcome | undefined> {
  for (const { channelIntegrationId } of integrations) {
    const fault = await hit(qontak, channelIntegrationId, 'setup');
    if (fault) return fault;
  }
  return undefined;
}

/** Calls with an id in the middle. */
async function nested(qontak: Qontak, caller: Caller, exchange: Exchange, [first, ...below]: string[]): Promise<Outcome> {
  const [id = '', ...rest] = below;
  if (first === 'rooms') return roomCall(qontak, caller, exchange, below);
  if (exchange.method === 'GET' && first === 'integrations' && rest.length === 0) {
    return (await setupFault(qontak, caller.organisation)) ?? oneIntegration(caller, id);
  }
  if (exchange.method === 'GET' && first === 'templates' && rest[0] === 'whatsapp') return oneTemplate(caller, id);
  if (exchange.method === 'GET' && first === 'broadcasts' && rest[0] === 'whatsapp') return broadcastCall(qontak, caller, id, rest[1] === 'log');
  return qontakError(notFound('Route'));
}

function listIntegrations(_qontak: Qontak, { organisation }: Caller, { query }: Exchange): Answer {
  const channel = query.get('target_channel');
  const all = organisation.integrations.filter(({ targetChannel }) => channel === null || targetChannel === channel);
  const { page, meta } = paged(all, query);
  return success(page.map((integration) => integrationObject(organisation, integration)), { meta });
}

function oneIntegration({ organisation }: Caller, id: string): Answer {
  const integration = organisation.integrations.find(({ channelIntegrationId }) => channelIntegrationId === id);
  return integration ? success(integrationObject(organisation, integration)) : qontakError(notFound('Channel integration'));
}

const integrationObject = ({ organizationId }: Organisation, { channelIntegrationId, targetChannel, name, number, createdAt }: Integration) => ({
  id: channelIntegrationId, target_channel: targetChannel, webhook: channelIntegrationId.replaceAll('-', '').slice(0, 22),
  settings: { domain_server: 'https://api-whatsapp.qontak.net', authorization: '', account_name: name, server_wa_id: number },
  organization_id: organizationId, created_at: new Date(createdAt).toISOString(),
});

function listTemplates(_qontak: Qontak, { organisation }: Caller, { query }: Exchange): Answer {
  const wanted = query.get('query') ?? '';
  const { page, meta } = paged(organisation.templates.filter(({ name }) => name.includes(wanted)), query);
  return success(page.map((template) => templateObject(organisation, template)), { meta });
}

function oneTemplate({ organisation }: Caller, id: string): Answer {
  const template = organisation.templates.find((one) => one.id === id);
  return template ? success(templateObject(organisation, template)) : qontakError(notFound('Template'));
}

const templateObject = ({ organizationId }: Organisation, { id, name, language, body }: Template) => ({
  id, organization_id: organizationId, name, language, header: null, body, footer: null, buttons: [], status: 'APPROVED', category: 'UTILITY', quality_rating: null,
});

/** `POST /v1/file_uploader`: an open address for a file, to be sent by that address. */
async function uploadFile(qontak: Qontak, { organisation }: Caller, exchange: Exchange): Promise<Outcome> {
  const { file: given } = await parametersOf(exchange);
  const phoneNumberId = organisation.integrations[0]?.channelIntegrationId ?? '';
  const fault = await hit(qontak, phoneNumberId, 'media');
  if (fault) return fault;
  if (!given) return qontakError(invalid('file is required'));
  if (mediaRefusal(given.mimeType, given.bytes.length)) return qontakError(invalid('file is not supported'));
  const stored = qontak.media.store({ mimeType: given.mimeType, bytes: given.bytes, phoneNumberId, life: mediaLives.uploaded });
  qontak.changed();
  return success({ url: `${qontak.baseUrl()}${filePath(stored.id, given.filename)}`, filename: given.filename, size: given.bytes.length });
}

/** Whoever knows the address gets the file. */
function file({ media }: Qontak, id: string): Answer {
  const found = media.find(decodeURIComponent(id));
  if (!found) return { status: 404, body: 'Not Found', headers: { 'content-type': 'text/plain' } };
  return { status: 200, body: found.bytes, headers: { 'content-type': found.mimeType } };
}

