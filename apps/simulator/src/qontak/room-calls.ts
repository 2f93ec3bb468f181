import type { Answer, Exchange } from '../http/exchange.js';
import { NotPossible } from '../provider/not-possible.js';
import type { Outcome } from '../provider/outcome.js';
import type { Speaker } from '../whatsapp/chats.js';
import { agentOf, type Organisation } from './accounts.js';
import type { Caller } from './auth.js';
import type { Qontak } from './context.js';
import { invalid, notFound, qontakError, success } from './errors.js';
import { messageObject, roomObject } from './message-object.js';
import { roomView, type Room, type RoomAction, type RoomName, type RoomView } from './rooms.js';
import { chatOf, follow, hit, roomOf, write } from './send-message.js';

const objectOf = (qontak: Qontak, organisation: Organisation, room: Room) =>
  roomObject(qontak, organisation, room, chatOf(qontak, room).customer.name);

const integrationsOf = ({ integrations }: Organisation): string[] => integrations.map(({ channelIntegrationId }) => channelIntegrationId);

/** `GET /v1/rooms`: the newest first. */
export function listRooms(qontak: Qontak, { organisation }: Caller, { query }: Exchange): Answer {
  const own = new Set(integrationsOf(organisation));
  const status = query.get('status');
  const rooms = qontak.rooms.all().filter((room) => own.has(room.phoneNumberId) && (status === null || room.status === status));
  const { page, meta } = paged(rooms.toReversed(), query);
  return success(page.map((room) => objectOf(qontak, organisation, room)), { meta });
}

/** `/v1/rooms/{id}` and what lies below it. */
export async function roomCall(qontak: Qontak, caller: Caller, exchange: Exchange, [id, ...below]: string[]): Promise<Outcome> {
  const { organisation } = caller;
  const room = roomOf(qontak, organisation, id);
  if (!('id' in room)) return qontakError(room);
  const fault = await hit(qontak, room.phoneNumberId, 'room');
  if (fault) return fault;
  const route = `${exchange.method} ${below.join('/').replace(/^agents\/.+/, 'agents/:id').replace(/^handover\/.+/, 'handover/:id')}`;
  const answer = () => success(objectOf(qontak, organisation, room));
  if (route === 'GET ') return answer();
  if (route === 'GET histories') return histories(qontak, organisation, room, exchange.query);
  if (route === 'PUT mark_all_as_read') return markAllRead(qontak, room, answer);
  if (route === 'PUT resolve') {
    if (room.status === 'resolved') return qontakError(invalid('Room already resolved'));
    resolve(qontak, organisation, room, caller.by === 'user' ? agentOf(organisation, 'Operator', qontak.chance) : organisation.bot);
    return answer();
  }
  if (['POST takeover', 'POST agents/:id', 'POST handover/:id', 'POST assign_round_robin'].includes(route)) return assign(qontak, organisation, room, answer);
  if (route === 'DELETE agents/:id') {
    if (room.status !== 'assigned') return qontakError(invalid('Room is not assigned'));
    qontak.rooms.unassign(room);
    qontak.changed();
    return answer();
  }
  return qontakError(notFound('Route'));
}

function assign(qontak: Qontak, organisation: Organisation, room: Room, answer: () => Answer): Answer {
  if (room.status === 'resolved') return qontakError(invalid('Room already resolved'));
  qontak.rooms.assign(room, agentOf(organisation, 'Rani', qontak.chance));
  qontak.changed();
  return answer();
}

function markAllRead(qontak: Qontak, room: Room, answer: () => Answer): Answer {
  room.unread = 0;
  const chat = chatOf(qontak, room);
  const at = qontak.clock.now();
  for (const message of chat.messages) {
    if (message.direction === 'inbound' && !message.statuses.some(({ status }) => status === 'read')) message.statuses.push({ status: 'read', at });
  }
  qontak.changed(chat);
  return answer();
}

/** `GET /v1/rooms/{id}/histories`: the newest first, each with the highest status it has reached. */
function histories(qontak: Qontak, organisation: Organisation, room: Room, query: URLSearchParams): Answer {
  const chat = chatOf(qontak, room);
  const said = chat.messages.filter((message) => message.room === room.id);
  const { page, meta } = paged(said.toReversed(), query);
  return success(page.map((message) => messageObject(qontak, { organisation, room, chat, message }, statusOf(message))), { meta });
}

const ranks = ['sent', 'delivered', 'read', 'failed'] as const;

const statusOf = ({ direction, statuses }: { direction: string; statuses: { status: string }[] }): string =>
  (direction === 'outbound' && ranks.findLast((rank) => statuses.some(({ status }) => status === rank))) || 'created';

/** Pages as Qontak counts them: `offset` is the page, from 1. */
export function paged<T>(all: readonly T[], query: URLSearchParams) {
  const limit = Math.max(1, Number(query.get('limit') ?? 10) || 10);
  const offset = Math.max(1, Number(query.get('offset') ?? 1) || 1);
  const meta = { pagination: { cursor: { next: null, prev: null }, offset, limit, total: all.length } };
  return { page: all.slice((offset - 1) * limit, offset * limit), meta };
}

function resolve(qontak: Qontak, organisation: Organisation, room: Room, by: Speaker): void {
  qontak.rooms.resolve(room, by);
  const chat = chatOf(qontak, room);
  qontak.webhooks.roomResolved(organisation, room, chat.customer.name);
  qontak.changed(chat);
}

/** What a person at Qontak's inbox does: takes a room, writes in it, hands it back to the bot, or resolves it. */
export function actAtInbox(qontak: Qontak, name: RoomName, action: RoomAction, { agent = 'Rani', text }: { agent?: string; text?: string }): RoomView {
  const room = named(qontak, name);
  const organisation = qontak.organisations.ofIntegration(room.phoneNumberId);
  if (!organisation) throw new NotPossible('That room is not known.');
  const person = agentOf(organisation, agent, qontak.chance);
  if (action !== 'resolve' && room.status === 'resolved') throw new NotPossible('That room is resolved.');
  switch (action) {
    case 'take':
      qontak.rooms.assign(room, person);
      break;
    case 'write':
      writeAsPerson(qontak, organisation, room, { person, text });
      break;
    case 'unassign':
      if (room.status !== 'assigned') throw new NotPossible('Nobody holds that room.');
      qontak.rooms.unassign(room);
      break;
    case 'resolve':
      if (room.status === 'resolved') throw new NotPossible('That room is resolved.');
      resolve(qontak, organisation, room, person);
      break;
    default:
      throw new NotPossible('Say what to do: take, write, unassign, or resolve.');
  }
  qontak.changed(chatOf(qontak, room));
  return roomView(room);
}

function writeAsPerson(qontak: Qontak, organisation: Organisation, room: Room, { person, text }: { person: Speaker; text?: string }): void {
  if (room.status !== 'assigned') throw new NotPossible('Take the room first.');
  if (!text) throw new NotPossible('Say what is written.');
  const chat = chatOf(qontak, room);
  const message = write(qontak, chat, room, { by: person, made: { type: 'text', body: { text: { body: text } } } });
  void follow(qontak, { organisation, room, chat, message });
}

function named({ rooms }: Qontak, { roomId, number, customer }: RoomName): Room {
  const room = roomId === undefined ? rooms.newestOf(number ?? '', customer ?? '') : rooms.get(roomId);
  if (!room) throw new NotPossible('That room is not known.');
  return room;
}
