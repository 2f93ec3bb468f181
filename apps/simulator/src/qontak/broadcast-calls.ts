import { isObject, text, type Answer, type Exchange, type JsonObject } from '../http/exchange.js';
import { afterEffect, beforeEffect, type Outcome } from '../provider/outcome.js';
import type { Template } from './accounts.js';
import type { Caller } from './auth.js';
import { broadcastLog, counts, type Broadcast } from './broadcasts.js';
import type { Qontak } from './context.js';
import { invalid, notFound, qontakError, success } from './errors.js';
import { parametersOf } from './parameters.js';
import { follow, refusalAnswer, templateOf, write } from './send-message.js';

/** `POST /v1/broadcasts/whatsapp/direct`: a template to a number, with or without a room so far. */
export async function postBroadcast(qontak: Qontak, { organisation }: Caller, exchange: Exchange): Promise<Outcome> {
  const { fields } = await parametersOf(exchange);
  const number = organisation.integrations.find(({ channelIntegrationId }) => channelIntegrationId === fields.channel_integration_id);
  if (!number) return qontakError(invalid('channel_integration_id is invalid'));
  const phoneNumberId = number.channelIntegrationId;
  const to = text(fields.to_number) ?? '';
  const fault = qontak.faults.take(phoneNumberId, 'template', { to });
  const before = fault && (await beforeEffect(qontak.clock, fault, refusalAnswer));
  if (before) return before;
  const template = templateOf(organisation, text(fields.message_template_id));
  const wrong = [
    ...(text(fields.to_name) ? [] : ['to_name is required']), ...(/^\d{5,15}$/.test(to) ? [] : ['to_number is invalid']),
    ...(template ? [] : ['message_template_id is invalid']),
    ...(isObject(fields.language) && text(fields.language.code) ? [] : ['language.code is required']),
  ];
  if (!template || wrong.length > 0) return afterEffect(fault, qontakError(invalid(...wrong)));
  const chat = qontak.chats.open(phoneNumberId, { phone: to, name: text(fields.to_name) });
  const room = qontak.rooms.forCampaign(chat);
  const message = write(qontak, chat, room, { by: organisation.bot, request: fields, made: { type: 'template', body: templateBody(template, fields) } });
  const broadcast = qontak.broadcasts.keep({
    id: qontak.chance.uuid(), logId: qontak.chance.uuid(), organizationId: organisation.organizationId, phoneNumberId, messageId: message.id,
    templateId: template.id, name: String(fields.to_name), number: to, at: message.at,
  });
  await follow(qontak, { organisation, room, chat, message }, fault?.fault === 'fail' ? (fault.code ?? 131026) : undefined);
  return afterEffect(fault, success({
    id: broadcast.id, name: broadcast.name, organization_id: organisation.organizationId, channel_integration_id: phoneNumberId, target_channel: 'wa',
    message_template: { id: template.id, name: template.name }, execute_status: 'todo', execute_type: 'immediately', created_at: new Date(message.at).toISOString(),
    message_status_count: { failed: 0, delivered: 0, read: 0, pending: 0, sent: 0 },
  }, { status: 201 }));
}

/** The template as WhatsApp sends it, with the values that were given for its places. */
function templateBody(template: Template, fields: JsonObject): JsonObject {
  const parameters = isObject(fields.parameters) && Array.isArray(fields.parameters.body) ? (fields.parameters.body as unknown[]).filter(isObject) : [];
  const language = isObject(fields.language) ? fields.language.code : template.language;
  const body = { type: 'body', parameters: parameters.map((one) => ({ type: 'text', text: text(one.value_text) ?? '' })) };
  return { template: { name: template.name, language: { code: language }, components: [body] } };
}

/** `GET /v1/broadcasts/{id}/whatsapp`, and its log. */
export function broadcastCall(qontak: Qontak, { organisation }: Caller, id: string, log: boolean): Answer {
  const broadcast = qontak.broadcasts.get(id);
  const message = broadcast && qontak.chats.byId.get(broadcast.messageId);
  if (!broadcast || !message || broadcast.organizationId !== organisation.organizationId) return qontakError(notFound('Broadcast'));
  return success(log ? [broadcastLog(broadcast, { message }, message.statuses.at(-1))] : broadcastObject(broadcast, counts(message)));
}

const broadcastObject = ({ id, name, phoneNumberId, templateId, at }: Broadcast, message_status_count: object) => ({
  id, name, channel_integration_id: phoneNumberId, message_template: { id: templateId }, execute_status: 'done', message_status_count, created_at: new Date(at).toISOString(),
});
