import { json, jsonObject, text, isObject, type Answer, type Exchange, type JsonObject } from '../http/exchange.js';
import type { SimulatorClock } from '../clock.js';
import type { Operations } from '../operations.js';
import { NotPossible } from '../provider/not-possible.js';
import type { ProviderName, Side } from '../provider/side.js';
import type { RoomAction } from '../qontak/rooms.js';
import { digits, type Chat } from '../whatsapp/chats.js';
import type { InboundMessage } from '../whatsapp/customer-message.js';
import { openEvents, type ChatEvents } from './chat-events.js';
import { deskView, handOff, turn } from './desk.js';
import { messageView, summary } from './message-view.js';

export type PhoneDeps = { sides: readonly Side[]; operations: Operations; events: ChatEvents; clock: SimulatorClock };

/** As many of the newest messages of a chat as the phone shows. */
const SHOWN = 200;

const providerTitles: Record<ProviderName, string> = { 'meta-cloud': 'Meta Cloud', coster: 'Coster', qontak: 'Qontak' };

/** What the phone page reads and does; no token of a number is among it, but for one that was made just now. `undefined`: another path, or the answer stays open. */
export function phoneApi(deps: PhoneDeps, exchange: Exchange): Answer | 'open' | undefined {
  const { method, path, query } = exchange;
  const chat = { number: query.get('number') ?? '', customer: query.get('customer') ?? '' };
  try {
    if (method === 'GET' && path === '/phone/events') return openEvents(deps.events, exchange.response);
    if (method === 'GET' && path === '/phone/numbers') return json(deps.sides.flatMap(numberViews));
    if (method === 'GET' && path === '/phone/chat') return json(chatView(deps, chat.number, chat.customer));
    if (method === 'GET' && path === '/phone/desk') return json(deskView(sideOf(deps, chat.number), deps.operations, { ...chat, customer: tidy(chat.customer) }));
    if (method === 'GET' && path.startsWith('/phone/media/')) return mediaAnswer(deps.sides, path.slice('/phone/media/'.length));
    const act = method === 'POST' ? acts[path] : undefined;
    return act && json(act(deps, jsonObject(exchange.body) ?? {}));
  } catch (error) {
    if (error instanceof NotPossible) return json({ error: error.message }, 400);
    throw error;
  }
}

/** What a person does on the page: as the customer, as an agent at Qontak's inbox, as Coster's staff, or with the weather. */
const acts: Record<string, (deps: PhoneDeps, body: JsonObject) => unknown> = {
  '/phone/messages': ({ operations }, body) => ({ ids: operations.inbound(...wantedOf(body)).ids }),
  '/phone/room': ({ operations }, body) => operations.qontak.room(
    { number: text(body.number), customer: tidy(text(body.customer) ?? '') }, body.action as RoomAction, { text: text(body.text) },
  ),
  '/phone/hand-off': ({ operations, events }, body) => {
    handOff(operations, text(body.number) ?? '', text(body.url) ?? '');
    events.changed();
    return { done: true };
  },
  '/phone/new-number': ({ operations, events }, body) => {
    const made = operations.makeNumber({ name: text(body.name) ?? '', number: text(body.phone) ?? '' });
    events.changed();
    return made;
  },
  '/phone/calm': ({ operations, events }, body) => {
    operations.clearFaults(text(body.number) ?? '');
    events.changed();
    return { done: true };
  },
  '/phone/switch': (deps, body) => {
    const number = text(body.number) ?? '';
    turn(sideOf(deps, number), { number, name: text(body.name) ?? '', value: text(body.value) ?? '' });
    deps.events.changed();
    return { done: true };
  },
};

const tidy = (customer: string): string => (/^[A-Z]{2}\./.test(customer) ? customer : digits(customer));

function sideOf({ sides }: PhoneDeps, number: string): Side {
  const side = sides.find((one) => one.has(number));
  if (!side) throw new NotPossible(`There is no number with the id ${number}.`);
  return side;
}

function wantedOf(body: JsonObject): [string, InboundMessage] {
  const tap = isObject(body.tap) ? { messageId: String(body.tap.messageId), id: text(body.tap.id), title: text(body.tap.title) } : undefined;
  const words = text(body.text);
  const customer = text(body.customer) ?? '';
  const from = /^[A-Z]{2}\./.test(customer) ? { userId: customer } : { phone: digits(customer) };
  return [text(body.number) ?? '', {
    from,
    ...(tap ? { tap } : words !== undefined ? { text: words } : { type: text(body.sample) ?? '' }),
    ...(text(body.replyTo) ? { replyTo: body.replyTo as string } : {}),
  }];
}

function numberViews(side: Side) {
  const chats = Map.groupBy(side.chats.all(), ({ phoneNumberId }) => phoneNumberId);
  return side.numbers().map(({ phoneNumberId, displayPhoneNumber, name, label }) => ({
    phoneNumberId, displayPhoneNumber, name, label, provider: providerTitles[side.provider],
    chats: (chats.get(phoneNumberId) ?? []).map(chatSummary).sort((a, b) => b.at - a.at).slice(0, 50),
  }));
}

function chatSummary({ customer, messages }: Chat) {
  const last = messages.at(-1);
  return { customer: customer.key, name: customer.name, at: last?.at ?? 0, last: last ? summary(last) : '' };
}

function chatView({ sides, clock }: PhoneDeps, phoneNumberId: string, customer: string) {
  const side = sides.find((one) => one.has(phoneNumberId));
  if (!side) return { messages: [], typing: false };
  const { chats, media } = side;
  const chat = chats.find(phoneNumberId, tidy(customer));
  const mimeTypeOf = (id: string) => media.find(id)?.mimeType;
  return {
    messages: (chat?.messages ?? []).filter(({ type }) => type !== 'reaction').slice(-SHOWN).map((message) => messageView(message, chats, mimeTypeOf)),
    typing: (chat?.typingUntil ?? 0) > clock.now(),
  };
}

/** Pictures are shown, everything else is only saved; a browser never runs any of it. */
function mediaAnswer(sides: readonly Side[], id: string): Answer {
  const file = sides.map(({ media }) => media.find(id)).find((found) => found !== undefined);
  if (!file) return { status: 404, body: 'Not found', headers: { 'content-type': 'text/plain' } };
  const shown = /^image\/(png|jpeg|webp)$/.test(file.mimeType);
  return {
    status: 200,
    body: file.bytes,
    headers: { 'content-type': shown ? file.mimeType : 'application/octet-stream', ...(shown ? {} : { 'content-disposition': 'attachment' }), 'cache-control': 'private, max-age=3600' },
  };
}
