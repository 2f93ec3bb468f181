import { text, type Answer, type Exchange, type JsonObject } from '../http/exchange.js';
import type { CallFault, CallKind } from '../provider/faults.js';
import { afterEffect, beforeEffect, type Outcome } from '../provider/outcome.js';
import type { Chat, Message, Speaker } from '../whatsapp/chats.js';
import { fetchLinks } from '../whatsapp/linked-media.js';
import { wamid } from '../whatsapp/wamid.js';
import { windowIsOpen } from '../whatsapp/window.js';
import { agentOf, type Organisation, type Template } from './accounts.js';
import type { Caller } from './auth.js';
import type { Qontak } from './context.js';
import { invalid, notFound, qontakError, success, tooMany, type QontakRefusal } from './errors.js';
import { messageObject, type Said } from './message-object.js';
import { interactiveMessage, isMade, plainMessage, type Made } from './outbound-body.js';
import { parametersOf, type Parameters } from './parameters.js';
import type { Room } from './rooms.js';

/** Which call sends into a room. */
export type SendCall = 'bot' | 'user' | 'interactive' | 'hsm';

type Wanted = { organisation: Organisation; room: Room; by: Speaker; call: SendCall; request: JsonObject; made: Extract<Made, { body: JsonObject }> };

/** A message into a room. Without a room, or into one that a person holds or that is resolved, the bot may say nothing. */
export async function postMessage(qontak: Qontak, caller: Caller, call: SendCall, exchange: Exchange): Promise<Outcome> {
  const parameters = await parametersOf(exchange);
  const { organisation } = caller;
  const room = roomOf(qontak, organisation, parameters.fields.room_id);
  if (!('id' in room)) return qontakError(room);
  const fault = qontak.faults.take(room.phoneNumberId, 'message', { to: room.customer });
  const before = fault && (await beforeEffect(qontak.clock, fault, refusalAnswer));
  if (before) return before;
  const refused = call === 'user' ? undefined : botRefusal(qontak, room);
  const made = refused ?? madeOf(qontak, organisation, room, call, parameters);
  if (!isMade(made)) return afterEffect(fault, qontakError(made));
  const by = call === 'user' ? agentOf(organisation, 'Operator', qontak.chance) : organisation.bot;
  return afterEffect(fault, await accept(qontak, { organisation, room, by, call, request: parameters.fields, made }, fault));
}

export const refusalAnswer = ({ code, httpStatus, message, details }: CallFault): Answer =>
  qontakError({ status: httpStatus ?? 422, code, messages: [message ?? details ?? 'The request could not be processed'] });

/** The fault that was ordered for a kind of call that has no effect worth to be cut off from. */
export async function hit(qontak: Qontak, phoneNumberId: string, kind: CallKind): Promise<Outcome | undefined> {
  const fault = qontak.faults.take(phoneNumberId, kind);
  return fault && beforeEffect(qontak.clock, fault, refusalAnswer);
}

/** The room of that id, if it is one of this organisation. */
export function roomOf({ rooms }: Qontak, organisation: Organisation, id: unknown): Room | QontakRefusal {
  if (!text(id)) return invalid('room_id is required');
  const room = rooms.get(String(id));
  const own = room && organisation.integrations.some(({ channelIntegrationId }) => channelIntegrationId === room.phoneNumberId);
  return own ? room : notFound('Room');
}

function botRefusal({ faults }: Qontak, room: Room): QontakRefusal | undefined {
  if (room.status === 'assigned') return invalid('Room already assigned to agent');
  const { botInResolved } = faults.of(room.phoneNumberId).rooms;
  return room.status === 'resolved' && botInResolved === 'refuse' ? invalid('Room already resolved') : undefined;
}

function madeOf(qontak: Qontak, organisation: Organisation, room: Room, call: SendCall, parameters: Parameters): Made {
  if (call === 'interactive') return interactiveMessage(parameters);
  if (call !== 'hsm') return plainMessage(qontak.media, room.phoneNumberId, parameters);
  const template = templateOf(organisation, text(parameters.fields.message_template_id));
  return template ? { type: 'template', body: { template: { name: template.name, language: { code: template.language }, components: [] } } } : notFound('Template');
}

/** The chat of a room: there since the customer's first message, or the broadcast. */
export const chatOf = ({ chats }: Qontak, room: Room): Chat =>
  chats.find(room.phoneNumberId, room.customer) ?? chats.open(room.phoneNumberId, { phone: room.customer });

/** An organisation whose templates are not known takes any id. */
export function templateOf({ templates }: Organisation, id: string | undefined): Template | undefined {
  if (id === undefined) return undefined;
  return templates.length === 0 ? { id, name: id, language: 'id', body: '' } : templates.find((template) => template.id === id);
}

async function accept(qontak: Qontak, wanted: Wanted, fault?: CallFault): Promise<Answer> {
  const { organisation, room, call, made } = wanted;
  const faults = qontak.faults.of(room.phoneNumberId);
  const now = qontak.clock.now();
  if (faults.throughput > 0 && !qontak.throughput.take(room.phoneNumberId, now, faults.throughput)) return qontakError(tooMany);
  const chat = chatOf(qontak, room);
  const closed = call !== 'hsm' && faults.window !== 'off' && !windowIsOpen(chat.lastInboundAt, now);
  if (closed && faults.window === 'now') return qontakError(invalid('Room session has expired, please use a template message'));
  const message = write(qontak, chat, room, { by: wanted.by, request: wanted.request, made });
  const failure = fault?.fault === 'fail' ? (fault.code ?? 131026) : closed ? 131047 : undefined;
  const said = { organisation, room, chat, message };
  await follow(qontak, said, failure);
  return success(messageObject(qontak, said, 'created'), { status: 201 });
}

export type Writing = { by: Speaker; request?: JsonObject; made: Wanted['made'] };

/** The message as it stands in the chat from now on. */
export function write(qontak: Qontak, chat: Chat, room: Room, { by, request, made }: Writing): Message {
  const at = qontak.clock.now();
  const message: Message = {
    id: qontak.chance.uuid(), externalId: wamid('outbound', chat.customer.key, qontak.chance), direction: 'outbound', phoneNumberId: room.phoneNumberId,
    customer: chat.customer.key, at, type: made.type, body: made.body, to: chat.customer.key, room: room.id, by, ...(request ? { request } : {}), statuses: [],
  };
  qontak.chats.add(chat, message);
  Object.assign(room, { lastMessageAt: at, updatedAt: at, unread: 0 });
  qontak.changed(chat);
  return message;
}

/** The echo, then the statuses; before the answer where that is ordered, else after it. */
export async function follow(qontak: Qontak, said: Said, failure?: number): Promise<void> {
  const { statuses } = qontak.faults.of(said.room.phoneNumberId);
  const told = async (): Promise<void> => {
    await qontak.webhooks.weWrote(said).tried;
    const complete = await fetchLinks(qontak, said.message);
    const code = failure ?? (complete === false ? 131053 : undefined);
    if (code === undefined) await qontak.statuses.run(said.chat, said.message, statuses);
    else qontak.statuses.fail(said.chat, said.message, code, statuses);
  };
  if (statuses.beforeAnswer) await told();
  else setImmediate(() => void told());
}
