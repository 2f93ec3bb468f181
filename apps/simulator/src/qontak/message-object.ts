import { isObject, text, type JsonObject } from '../http/exchange.js';
import { mediaPart } from '../whatsapp/linked-media.js';
import type { Chat, Message, Speaker } from '../whatsapp/chats.js';
import { cloudMessage } from '../whatsapp/customer-message.js';
import { integrationIn, type Organisation } from './accounts.js';
import type { QontakParts } from './context.js';
import type { Room } from './rooms.js';

/** What a message object is made of. */
export type Said = { organisation: Organisation; room: Room; chat: Chat; message: Message };

const iso = (at: number): string => new Date(at).toISOString();

const pictureUrl = 'https://qontak-hub-production.s3-ap-southeast-1.amazonaws.com/assets/qi-user.png';
const avatar = { url: pictureUrl, large: { url: pictureUrl }, filename: null, size: 0, small: { url: pictureUrl }, medium: { url: pictureUrl } };

/** A room as webhooks, answers and lists show it. */
export function roomObject({ faults }: Pick<QontakParts, 'faults'>, organisation: Organisation, room: Room, name: string): JsonObject {
  const integration = integrationIn(organisation, room.phoneNumberId);
  const newer = faults.of(room.phoneNumberId).webhooks.shape === '2024';
  return {
    id: room.id, name, description: '', status: room.status, type: 'Models::CustomerServiceRoom', tags: [],
    channel: integration?.targetChannel, channel_account: integration?.name, organization_id: organisation.organizationId,
    account_uniq_id: room.customer, channel_integration_id: room.phoneNumberId,
    session_at: iso(room.sessionAt), unread_count: room.unread, created_at: iso(room.createdAt), updated_at: iso(room.updatedAt), avatar,
    resolved_at: room.resolvedAt === undefined ? null : iso(room.resolvedAt), external_id: newer ? '' : null,
    resolved_by_id: room.resolvedBy?.id ?? null, resolved_by_type: room.resolvedBy ? senderTypes[room.resolvedBy.kind] : null,
    ...(newer ? {
      last_message_at: iso(room.lastMessageAt), last_activity_at: iso(room.lastMessageAt), extra: { is_participant_online: false },
      is_dont_auto_resolve: false, is_unresponded: room.unread > 0, is_blocked: false, division_id: null,
    } : {}),
  };
}

const senderTypes: Record<Speaker['kind'], string> = { bot: 'Models::SystemAccount', agent: 'Models::User' };

/** A message with its room: the same object in webhooks, in answers to our calls, and in a room's history. */
export function messageObject(parts: QontakParts, { organisation, room, chat, message }: Said, status: string): JsonObject {
  const { webhooks } = parts.faults.of(room.phoneNumberId);
  const localId = webhooks.localId === 'echo' ? text(message.request?.local_id) : undefined;
  return {
    id: message.id, type: typeOf(message), room_id: room.id, is_campaign: parts.broadcasts.ofMessage(message.id) !== undefined,
    ...senderOf(chat, room, message), organization_id: organisation.organizationId,
    text: wordsOf(message), status, external_id: status === 'created' && message.direction === 'outbound' ? null : message.externalId,
    local_id: localId ?? null, created_at: iso(message.at), reply: null,
    room: roomObject(parts, organisation, room, chat.customer.name),
    ...(webhooks.shape === '2024' ? newerFields(parts, organisation, room, message) : {}),
    ...fileOf(parts, message),
    ...(webhooks.taps === 'raw' && message.type === 'interactive' && message.direction === 'inbound' ? tapFields(chat, message) : {}),
  };
}

function senderOf({ customer }: Chat, room: Room, { by }: Message): JsonObject {
  if (by) {
    const sender = { name: by.name, avatar: by.kind === 'agent' ? avatar : null };
    return { sender_id: by.id, sender_type: senderTypes[by.kind], sender, participant_id: by.id, participant_type: by.kind };
  }
  return { sender_id: room.contactId, sender_type: 'Models::Contact', sender: { name: customer.name, avatar }, participant_id: room.participantId, participant_type: 'customer' };
}

const newerFields = ({ media }: QontakParts, organisation: Organisation, room: Room, message: Message): JsonObject => ({
  buttons: buttonsOf(message),
  channel_integration: { id: room.phoneNumberId, target_channel: integrationIn(organisation, room.phoneNumberId)?.targetChannel },
  last_campaign: {},
  ...(fileIdOf(message) === undefined ? {} : { file_uniq_id: media.find(fileIdOf(message) ?? '')?.sha256 ?? null }),
});

const buttonsOf = ({ direction, body }: Message): unknown => {
  const action = direction === 'outbound' && isObject(body.interactive) && isObject(body.interactive.action) ? body.interactive.action : {};
  return Array.isArray(action.buttons) ? (action.buttons as JsonObject[]).map(({ reply }) => reply) : [];
};

/** WhatsApp's own message, and the one it answers. */
const tapFields = ({ customer }: Chat, message: Message): JsonObject =>
  ({ reply: { id: message.contextId }, raw_message: cloudMessage('', customer, { ...message, id: message.externalId ?? message.id }) });

const fileIdOf = (message: Message): string | undefined => message.linkedMediaId ?? text(mediaPart(message)?.id);

function fileOf({ media, baseUrl }: QontakParts, message: Message): JsonObject {
  const part = mediaPart(message);
  if (!part) return {};
  const id = fileIdOf(message);
  const file = id === undefined ? undefined : media.find(id);
  const filename = text(part.filename) ?? `${id ?? 'file'}.${extensionOf(file?.mimeType)}`;
  const url = file ? `${baseUrl()}${filePath(file.id, filename)}` : (text(part.link) ?? null);
  return { file: { url, filename, size: file?.bytes.length ?? 0, large: { url: null }, medium: { url: null }, small: { url: null } } };
}

const extensionOf = (mimeType = ''): string => (/text\/plain/.test(mimeType) ? 'txt' : (/\/([a-z0-9]+)/.exec(mimeType)?.[1] ?? 'bin'));

/** Files lie open, as on Qontak's own file host. */
export const filePath = (id: string, filename: string): string => `/qontak/files/${id}/${encodeURIComponent(filename)}`;

/** Qontak knows no interactive message: a tap is the text of its title. */
function typeOf({ type, body, direction }: Message): string {
  if (type === 'audio' && isObject(body.audio) && body.audio.voice === true) return 'voice';
  if (type === 'contacts') return 'contact';
  return type === 'button' || type === 'template' || (type === 'interactive' && direction === 'inbound') ? 'text' : type;
}

/** What was said, in words: a text, a caption, the title of what was tapped. */
function wordsOf(message: Message): string | null {
  const part = message.body[message.type];
  if (message.type === 'contacts') return 'Contact';
  if (!isObject(part)) return '';
  if (message.type === 'interactive') return interactiveWords(part);
  if (message.type === 'location') return [part.name, part.address, `${String(part.latitude)},${String(part.longitude)}`].map(text).filter(Boolean).join(', ');
  return text(part.body) ?? text(part.caption) ?? text(part.text) ?? text(part.emoji) ?? '';
}

function interactiveWords(interactive: JsonObject): string {
  const reply = isObject(interactive.button_reply) ? interactive.button_reply : interactive.list_reply;
  if (isObject(reply)) return text(reply.title) ?? '';
  return isObject(interactive.body) ? (text(interactive.body.text) ?? '') : '';
}
