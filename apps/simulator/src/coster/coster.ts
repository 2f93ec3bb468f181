import { text, type Exchange } from '../http/exchange.js';
import { nothingSent, repeated, type Sending } from '../provider/deliveries.js';
import type { Ground } from '../provider/ground.js';
import { NotPossible } from '../provider/not-possible.js';
import { beforeEffect, type Outcome } from '../provider/outcome.js';
import type { Inbound, NumberView, RawBody, Side } from '../provider/side.js';
import { createStatuses } from '../provider/statuses.js';
import { createThroughput } from '../provider/throughput.js';
import { createChats, type ChatsSnapshot } from '../whatsapp/chats.js';
import { received, writeDown, type InboundMessage } from '../whatsapp/customer-message.js';
import { createMedia, type MediaSnapshot } from '../whatsapp/media.js';
import { wamid } from '../whatsapp/wamid.js';
import { accountView, createCosterAccounts, type CosterAccount, type CosterAccountSettings, type CosterAccountView, type CosterNumber } from './accounts.js';
import type { Coster } from './context.js';
import { costerError } from './errors.js';
import { createCosterFaults } from './faults.js';
import { postReply, postTemplate } from './send-message.js';
import { messageBody, reportBody } from './webhook-body.js';

type CosterSnapshot = { accounts: CosterAccount[]; chats: ChatsSnapshot; media: MediaSnapshot };

export type CosterSide = Side & {
  /** Makes an account and its numbers known, or changes them. */
  addAccount: (wanted: CosterAccountSettings) => CosterAccountView;
  accounts: () => CosterAccountView[];
  /** What Coster's staff do when they are given an address: one for all numbers of the account; empty: none. */
  setWebhook: (accountId: string, url: string) => CosterAccountView;
};

/** Coster's side of the wire: the bot API, the push API, and its webhooks. */
export function createCoster(ground: Ground): CosterSide {
  const coster = partsOf(ground);
  const { accounts, faults } = coster;
  return {
    provider: 'coster',
    chats: coster.chats,
    media: coster.media,
    addAccount: (wanted) => {
      for (const key of ['accountId', 'divisionId', 'accessToken'] as const) if (!text(wanted[key])) throw new NotPossible(`A Coster account needs ${key}.`);
      if (!Array.isArray(wanted.numbers) || wanted.numbers.length === 0) throw new NotPossible('A Coster account needs numbers.');
      return shown(coster, accounts.upsert(wanted));
    },
    accounts: () => accounts.all().map(accountView),
    setWebhook: (accountId, url) => shown(coster, accounts.setWebhook(accountId, url)),
    numbers: () => accounts.all().flatMap((account) => account.numbers.map((number) => numberView(account, number))),
    has: (id) => accounts.number(id) !== undefined,
    faults: faults.of,
    setFaults: faults.change,
    clearFaults: faults.reset,
    inbound: (id, wanted) => inbound(coster, id, wanted),
    flush: () => nothingSent,
    api: (exchange) => costerApi(coster, exchange),
    snapshot: (): CosterSnapshot => ({ accounts: accounts.snapshot(), chats: coster.chats.snapshot(), media: coster.media.snapshot() }),
    restore: (kept) => {
      const { accounts: known, chats, media } = kept as CosterSnapshot;
      accounts.restore(known);
      coster.chats.restore(chats);
      coster.media.restore(media);
    },
    reset: (keepNumbers) => {
      for (const part of [coster.chats, faults, coster.media, coster.throughput]) part.clear();
      if (!keepNumbers) accounts.clear();
    },
  };
}

function partsOf(ground: Ground): Coster {
  const parts = {
    ...ground, accounts: createCosterAccounts(ground.chance), faults: createCosterFaults(),
    chats: createChats(), media: createMedia(ground), throughput: createThroughput(),
  };
  const statuses = createStatuses({
    ...ground,
    tell: (chat, message, step) => {
      const account = parts.accounts.ofNumber(message.phoneNumberId);
      const number = parts.accounts.number(message.phoneNumberId);
      if (!account || !number) return nothingSent;
      const { webhooks } = parts.faults.of(number.number);
      return post(parts, account, number, { body: JSON.stringify(reportBody({ account, number, chat, message, webhooks, chance: ground.chance }, step)) });
    },
  });
  return { ...parts, statuses };
}

const shown = (coster: Coster, account: CosterAccount): CosterAccountView => {
  coster.changed();
  return accountView(account);
};

const numberView = (account: CosterAccount, { number, displayPhoneNumber, name, label }: CosterNumber): NumberView =>
  ({ provider: 'coster', phoneNumberId: number, displayPhoneNumber, name, ...(label ? { label } : {}), account: account.accountId });

/** Coster signs nothing; anything from 200 to 299 counts as received. */
function post({ deliveries, chance }: Pick<Coster, 'deliveries' | 'chance'>, account: CosterAccount, { number }: CosterNumber, what: { body: string; contentType?: string; onAnswered?: () => void }): Sending {
  if (!account.webhookUrl) return nothingSent;
  return deliveries.post({
    phoneNumberId: number, url: account.webhookUrl, body: what.body, onAnswered: what.onAnswered,
    headers: { 'content-type': what.contentType ?? 'application/json', 'user-agent': 'Go-http-client/1.1', 'x-request-id': chance.uuid() },
    received: (status) => status >= 200 && status < 300,
  });
}

function inbound(coster: Coster, id: string, wanted: InboundMessage | RawBody): Inbound {
  const account = coster.accounts.ofNumber(id);
  const number = coster.accounts.number(id);
  if (!account || !number) throw new NotPossible(`There is no number with the id ${id}.`);
  if (typeof wanted.rawBody === 'string') {
    const { rawBody: body, contentType, times = 1 } = wanted as RawBody & { rawBody: string };
    return { ids: [], sending: repeated(times, () => post(coster, account, number, { body, contentType })) };
  }
  const written = wanted as InboundMessage;
  const { chat, message } = writeDown({ ...coster, newId: ({ key }) => wamid('inbound', key, coster.chance) }, id, written);
  const { webhooks, inbound: { times } } = coster.faults.of(id);
  const body = JSON.stringify(messageBody({ account, number, chat, message, webhooks, chance: coster.chance }, coster.chats, written.extra));
  const sending = repeated(written.times ?? times, () => post(coster, account, number, { body, onAnswered: received(coster, chat, message) }));
  return { ids: [message.id], sending };
}

/** `/coster` stands for both hosts, the bot API's and the push API's. */
async function costerApi(coster: Coster, exchange: Exchange): Promise<Outcome | undefined> {
  const path = /^\/coster(\/.*)$/.exec(exchange.path)?.[1];
  if (path === undefined) return undefined;
  const push = /^\/v1\/([^/]+)\/messages$/.exec(path)?.[1];
  const media = /^\/bot\/media\/([^/]+)$/.exec(path)?.[1];
  if (exchange.method === 'POST' && path === '/bot/webhook') return postReply(coster, exchange);
  if (exchange.method === 'POST' && push !== undefined) return postTemplate(coster, exchange, decodeURIComponent(push));
  if (exchange.method === 'GET' && media !== undefined) return downloadMedia(coster, exchange, decodeURIComponent(media));
  return costerError({ code: 404 });
}

/** `GET /bot/media/{id}`: the bytes, with their type; only for the account that they came to. */
async function downloadMedia(coster: Coster, exchange: Exchange, id: string): Promise<Outcome> {
  const token = text(exchange.request.headers['x-access-token']);
  const account = coster.accounts.all().find(({ accessToken }) => accessToken === token);
  if (!account) return costerError({ code: 401, details: 'Invalid access token' });
  const file = coster.media.find(id);
  if (!file || !account.numbers.some(({ number }) => number === file.phoneNumberId)) return costerError({ code: 404, details: 'Media not found' });
  const fault = coster.faults.take(file.phoneNumberId, 'media');
  const { answers } = coster.faults.of(file.phoneNumberId);
  const before = fault && (await beforeEffect(coster.clock, fault, ({ code = 1006, httpStatus, details }) => costerError({ code, status: httpStatus, details }, answers)));
  return before ?? { status: 200, body: file.bytes, headers: { 'content-type': file.mimeType } };
}
