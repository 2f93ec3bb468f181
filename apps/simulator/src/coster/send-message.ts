import { isObject, json, jsonObject, text, type Answer, type Exchange, type JsonObject } from '../http/exchange.js';
import { bodyRefusal, typeOf } from '../meta-cloud/message-body.js';
import type { CallFault } from '../provider/faults.js';
import { afterEffect, beforeEffect, type Outcome } from '../provider/outcome.js';
import { digits, type Chat, type Message } from '../whatsapp/chats.js';
import { fetchLinks } from '../whatsapp/linked-media.js';
import { wamid } from '../whatsapp/wamid.js';
import { windowIsOpen } from '../whatsapp/window.js';
import type { CosterAccount, CosterNumber } from './accounts.js';
import type { Coster } from './context.js';
import { costerError, meta, missing, unknownContact, type CosterRefusal } from './errors.js';

/** A call that is to send: the number it goes from, what was asked, and the WhatsApp message inside. */
type Wanted = { number: CosterNumber; request: JsonObject; data: JsonObject; kind: 'message' | 'template' };

/** `POST /bot/webhook`: a reply within a session. Nothing is ever deduplicated, whatever its xid. */
export async function postReply(coster: Coster, exchange: Exchange): Promise<Outcome> {
  const token = text(exchange.request.headers['x-access-token']);
  const account = token === undefined ? undefined : coster.accounts.all().find(({ accessToken }) => accessToken === token);
  if (!account) return costerError({ code: 401, details: 'Invalid access token' });
  const request = jsonObject(exchange.body) ?? {};
  const data = isObject(request.data) ? request.data : {};
  const number = senderOf(coster, account, { to: data.to, divisionId: text(request.division_id) });
  return send(coster, { number, request, data, kind: 'message' }, replyRefusal(account, request));
}

/** `POST /v1/{account}/messages`: a template. */
export async function postTemplate(coster: Coster, exchange: Exchange, accountId: string): Promise<Outcome> {
  const token = /^Bearer (.+)$/i.exec(exchange.request.headers.authorization ?? '')?.[1];
  const account = coster.accounts.get(accountId);
  if (!account || token === undefined || token !== (account.pushAccessToken ?? account.accessToken)) {
    return costerError({ code: 401, details: 'Invalid access token' });
  }
  const request = jsonObject(exchange.body) ?? {};
  const { xid: _xid, ...data } = request;
  const number = senderOf(coster, account, { to: request.to });
  return send(coster, { number, request, data: { messaging_product: 'whatsapp', ...data }, kind: 'template' }, templateRefusal(request));
}

/** One account may have several numbers, and a call names none: that of the division, and there the one the customer wrote to last. */
function senderOf({ chats }: Coster, account: CosterAccount, { to, divisionId }: { to: unknown; divisionId?: string }): CosterNumber {
  const customer = digits(String(to));
  const ofDivision = account.numbers.filter((number) => divisionId === undefined || number.divisionId === divisionId);
  const lastWrote = ({ number }: CosterNumber) => chats.find(number, customer)?.lastInboundAt ?? 0;
  const [latest] = (ofDivision.length > 0 ? ofDivision : account.numbers).toSorted((a, b) => lastWrote(b) - lastWrote(a));
  return latest as CosterNumber;
}

function replyRefusal(account: CosterAccount, request: JsonObject): CosterRefusal | undefined {
  for (const name of ['xid', 'channel_id', 'account_id', 'division_id', 'message_type']) if (!text(request[name])) return missing(name);
  if (typeof request.is_helpdesk !== 'boolean') return missing('is_helpdesk');
  if (request.account_id !== account.accountId) return missing('account_id');
  if (![account.divisionId, ...account.numbers.map(({ divisionId }) => divisionId)].includes(request.division_id as string)) return missing('division_id');
  if (request.message_type !== 'outbound') return missing('message_type');
  if (!isObject(request.data)) return missing('data');
  return request.data.messaging_product === 'whatsapp' ? undefined : missing('messaging_product');
}

function templateRefusal(request: JsonObject): CosterRefusal | undefined {
  if (!text(request.xid)) return missing('xid');
  return request.type === 'template' ? undefined : missing('type');
}

async function send(coster: Coster, wanted: Wanted, refusal: CosterRefusal | undefined): Promise<Outcome> {
  const { number, data, kind } = wanted;
  const { answers } = coster.faults.of(number.number);
  const fault = coster.faults.take(number.number, kind, { to: digits(String(data.to)) });
  const before = fault && (await beforeEffect(coster.clock, fault, (ordered) => costerError(refusalOf(ordered), answers)));
  if (before) return before;
  const refused = refusal ?? dataRefusal(coster, data);
  return afterEffect(fault, refused ? costerError(refused, answers) : await accept(coster, wanted, fault));
}

const refusalOf = ({ code = 1006, httpStatus, message, details }: CallFault): CosterRefusal => ({ code, status: httpStatus, title: message, details });

/** Behind Coster stands Meta's Cloud API, so a body that this would refuse is refused, under Coster's own code. */
function dataRefusal(coster: Coster, data: JsonObject): CosterRefusal | undefined {
  if (!text(data.to)) return missing('to');
  if (!/^\d{5,15}$/.test(String(data.to))) return unknownContact;
  const refused = bodyRefusal(data, (id) => coster.media.find(id) !== undefined);
  return refused && { code: 1006, details: refused.details || refused.message };
}

async function accept(coster: Coster, { number, request, data, kind }: Wanted, fault?: CallFault): Promise<Answer> {
  const faults = coster.faults.of(number.number);
  const now = coster.clock.now();
  if (faults.throughput > 0 && !coster.throughput.take(number.number, now, faults.throughput)) return costerError({ code: 429 }, faults.answers);
  const chat = coster.chats.open(number.number, { phone: String(data.to) });
  const closed = kind === 'message' && faults.window !== 'off' && !windowIsOpen(chat.lastInboundAt, now);
  if (closed && faults.window === 'now') return costerError({ code: 131047, title: 'Re-engagement message', details: 'More than 24 hours have passed since the customer last replied.' }, faults.answers);
  const message = record(coster, { number, request, data, kind }, chat);
  const failure = fault?.fault === 'fail' ? (fault.code ?? 131026) : closed ? 131047 : undefined;
  if (failure === undefined) await report(coster, chat, message);
  else coster.statuses.fail(chat, message, failure, faults.statuses);
  return json(acceptance(message, text(request.xid), kind === 'template' ? 'messages' : faults.answers.form));
}

function record(coster: Coster, { number, request, data }: Wanted, chat: Chat): Message {
  const contextId = isObject(data.context) ? text(data.context.message_id) : undefined;
  const message: Message = {
    id: wamid('outbound', chat.customer.key, coster.chance), direction: 'outbound', phoneNumberId: number.number, customer: chat.customer.key,
    at: coster.clock.now(), type: typeOf(data), body: data, request, to: String(data.to), ...(contextId ? { contextId } : {}), statuses: [],
  };
  coster.chats.add(chat, message);
  const reaction = isObject(data.reaction) ? data.reaction : undefined;
  const target = reaction && coster.chats.byId.get(String(reaction.message_id));
  if (target) target.reactions = { ...target.reactions, business: text(reaction.emoji) };
  coster.changed(chat);
  return message;
}

/** Media given by link is fetched after the answer, and the message fails where that is not possible. */
async function report(coster: Coster, chat: Chat, message: Message): Promise<void> {
  const { statuses } = coster.faults.of(message.phoneNumberId);
  const fetched = fetchLinks(coster, message);
  if (!fetched) return coster.statuses.run(chat, message, statuses);
  void fetched.then((complete) => {
    coster.changed(chat);
    if (!complete) return coster.statuses.fail(chat, message, 131053, statuses);
    return coster.statuses.run(chat, message, statuses);
  });
}

function acceptance({ id, to }: Message, xid: string | undefined, form: 'messages' | 'xid' | 'empty'): JsonObject {
  if (form === 'empty') return { meta };
  if (form === 'xid') return { meta, messages: [{ xid }] };
  return { meta, contacts: [{ input: to, wa_id: to }], messages: [{ id, xid }] };
}
