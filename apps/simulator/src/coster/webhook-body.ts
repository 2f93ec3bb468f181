import type { Chance } from '../chance.js';
import { isObject, text, type JsonObject } from '../http/exchange.js';
import { statusError } from '../meta-cloud/graph-errors.js';
import { contactOf, pricingOf } from '../meta-cloud/statuses.js';
import { valueOf } from '../meta-cloud/webhook-body.js';
import { authorOf, cloudMessage } from '../whatsapp/customer-message.js';
import type { Chat, Chats, Message, StatusStep } from '../whatsapp/chats.js';
import type { CosterAccount, CosterNumber } from './accounts.js';
import type { CosterFaults, OuterForm } from './faults.js';

export type Telling = { account: CosterAccount; number: CosterNumber; chat: Chat; message: Message; webhooks: CosterFaults['webhooks']; chance: Chance };

const stamp = (at: number, times: CosterFaults['webhooks']['times']): string => String(times === 'seconds' ? Math.floor(at / 1000) : at);

/** A customer's message, in the outer form that is set. */
export function messageBody(telling: Telling, chats: Chats, extra?: JsonObject): JsonObject {
  const { number, chat, message, webhooks } = telling;
  const quotedFrom = authorOf(chats, number.displayPhoneNumber, message.contextId ?? '');
  const shown = { ...cloudMessage(quotedFrom, chat.customer, message, extra), timestamp: stamp(message.at, webhooks.times) };
  if (webhooks.messages === 'flat') return { messages: [shown] };
  const parts = { contacts: [contactOf(chat.customer)], messages: [shown] };
  const value = valueOf(number, webhooks.messages === 'cloud' ? { ...emptyFields, ...parts } : parts);
  return wrapped(telling, webhooks.messages, { value, time: message.at });
}

/** A delivery report; one of a failure has every field there is, null or empty, and our request again. */
export function reportBody(telling: Telling, step: StatusStep): JsonObject {
  const { number, message, webhooks } = telling;
  const status = statusOf(telling, step);
  if (webhooks.reports === 'flat') return { statuses: [status] };
  const failed = step.status === 'failed';
  const value = valueOf(number, { ...(failed ? emptyFields : {}), statuses: [status] });
  const body = wrapped(telling, webhooks.reports, { value, time: failed ? 0 : step.at });
  const xid = text(message.request?.xid);
  return { ...body, ...(xid ? { xid } : {}), ...(failed ? { outbound: echoOf(telling) } : {}) };
}

function statusOf({ chat, message, webhooks, chance }: Telling, step: StatusStep): JsonObject {
  const failed = step.status === 'failed';
  const common = { id: message.id, recipient_id: chat.customer.phone ?? chat.customer.key, status: step.status, timestamp: stamp(step.at, webhooks.times) };
  if (webhooks.reports === 'flat') return { ...common, ...(failed ? { errors: [statusError(step.code ?? 131000)] } : {}) };
  if (failed) return { ...common, conversation: null, errors: [statusError(step.code ?? 131000)], pricing: pricingOf(message.type) };
  if (step.status === 'read') return common;
  const expiration = stamp(step.at + 24 * 60 * 60 * 1000, webhooks.times);
  const conversation = { id: chance.hex(32).toLowerCase(), expiration_timestamp: expiration, origin: { type: message.type === 'template' ? 'utility' : 'service' } };
  return { ...common, conversation, pricing: pricingOf(message.type) };
}

function wrapped(telling: Telling, form: Exclude<OuterForm, 'flat'>, { value, time }: { value: JsonObject; time: number }): JsonObject {
  const { account, number, chance } = telling;
  const cloud = { object: 'whatsapp_business_account', entry: [{ id: account.wabaId, time, changes: [{ field: 'messages', value }] }] };
  if (form === 'cloud') return cloud;
  return {
    id: chance.uuid(),
    mid: chance.hex(24).toLowerCase(),
    client_id: account.clientId,
    channel_id: 'whatsapp-cloud',
    account: { id: account.accountId, account: number.number, account_title: account.title },
    data: cloud,
  };
}

const echoOf = ({ chat, message }: Telling): JsonObject => ({
  type: message.type,
  recipient: chat.customer.key,
  data: { ...message.body, ...(isObject(message.body.template) ? { template: { namespace: null, ...message.body.template } } : {}) },
});

/** What the whole value of Coster's Cloud form holds beside what it tells. */
const emptyFields: JsonObject = {
  ban_info: null, contacts: null, current_limit: '', decision: '', disable_date: '', disable_info: null, display_phone_number: '', errors: null, event: '',
  max_daily_conversation_per_phone: 0, max_phone_number_per_business: 0, message_template_id: 0, message_template_language: '', message_template_name: '',
  messages: null, old_limit: '', phone_number: '', rejection_reason: '', requested_verified_name: '', statuses: null,
};
