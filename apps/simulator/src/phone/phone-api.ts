import { json, jsonObject, text, isObject, type Answer, type Exchange } from '../http/exchange.js';
import { digits, type Chat } from '../meta-cloud/chats.js';
import type { MetaCloud } from '../meta-cloud/context.js';
import type { InboundMessage } from '../meta-cloud/inbound.js';
import { NotPossible } from '../meta-cloud/not-possible.js';
import type { Operations } from '../operations.js';
import { openEvents, type ChatEvents } from './chat-events.js';
import { messageView, summary } from './message-view.js';

export type PhoneDeps = { cloud: MetaCloud; operations: Operations; events: ChatEvents };

/** As many of the newest messages of a chat as the phone shows. */
const SHOWN = 200;

/** What the phone page reads and does; no secret of a number is among it. `undefined`: another path, or the answer stays open. */
export function phoneApi(deps: PhoneDeps, exchange: Exchange): Answer | 'open' | undefined {
  const { method, path, query } = exchange;
  if (method === 'GET' && path === '/phone/events') return openEvents(deps.events, exchange.response);
  if (method === 'GET' && path === '/phone/numbers') return json(numbersView(deps.cloud));
  if (method === 'GET' && path === '/phone/chat') return json(chatView(deps.cloud, query.get('number') ?? '', query.get('customer') ?? ''));
  if (method === 'GET' && path.startsWith('/phone/media/')) return mediaAnswer(deps.cloud, path.slice('/phone/media/'.length));
  if (method !== 'POST' || path !== '/phone/messages') return undefined;
  try {
    return json({ ids: deps.operations.inbound(...wantedOf(jsonObject(exchange.body) ?? {})).ids });
  } catch (error) {
    if (error instanceof NotPossible) return json({ error: error.message }, 400);
    throw error;
  }
}

function wantedOf(body: Record<string, unknown>): [string, InboundMessage] {
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

function numbersView(cloud: MetaCloud) {
  const chats = Map.groupBy(cloud.chats.all(), ({ phoneNumberId }) => phoneNumberId);
  return [...cloud.accounts.numbers.values()].map(({ phoneNumberId, displayPhoneNumber, name, label }) => ({
    phoneNumberId, displayPhoneNumber, name, label,
    chats: (chats.get(phoneNumberId) ?? []).map(chatSummary).sort((a, b) => b.at - a.at).slice(0, 50),
  }));
}

function chatSummary({ customer, messages }: Chat) {
  const last = messages.at(-1);
  return { customer: customer.key, name: customer.name, at: last?.at ?? 0, last: last ? summary(last) : '' };
}

function chatView(cloud: MetaCloud, phoneNumberId: string, customer: string) {
  const chat = cloud.chats.find(phoneNumberId, /^[A-Z]{2}\./.test(customer) ? customer : digits(customer));
  const now = cloud.clock.now();
  const mimeTypeOf = (id: string) => cloud.media.find(id)?.mimeType;
  return {
    messages: (chat?.messages ?? []).filter(({ type }) => type !== 'reaction').slice(-SHOWN).map((message) => messageView(message, cloud.chats, mimeTypeOf)),
    typing: (chat?.typingUntil ?? 0) > now,
  };
}

/** Pictures are shown, everything else is only saved; a browser never runs any of it. */
function mediaAnswer(cloud: MetaCloud, id: string): Answer {
  const file = cloud.media.find(id);
  if (!file) return { status: 404, body: 'Not found', headers: { 'content-type': 'text/plain' } };
  const shown = /^image\/(png|jpeg|webp)$/.test(file.mimeType);
  return {
    status: 200,
    body: file.bytes,
    headers: { 'content-type': shown ? file.mimeType : 'application/octet-stream', ...(shown ? {} : { 'content-disposition': 'attachment' }), 'cache-control': 'private, max-age=3600' },
  };
}
