import type { JsonObject } from '../http/exchange.js';
import type { Chat, Customer, Message, StatusStep } from '../whatsapp/chats.js';
import { statusError } from './graph-errors.js';
import { valueOf, type NumberNames } from './webhook-body.js';

/** What a status webhook says of the person: the phone fields are left out, not empty, where there is no phone. */
export const contactOf = ({ phone, userId, name, username }: Customer): JsonObject => ({
  profile: { name, ...(username ? { username } : {}) },
  ...(phone ? { wa_id: phone } : {}),
  ...(userId ? { user_id: userId } : {}),
});

export const pricingOf = (type: string): JsonObject =>
  type === 'template'
    ? { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' }
    : { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' };

export function statusValue(number: NumberNames, chat: Chat, message: Message, step: StatusStep): JsonObject {
  const { phone, userId } = chat.customer;
  const failed = step.status === 'failed';
  return valueOf(number, {
    ...(failed ? {} : { contacts: [contactOf(chat.customer)] }),
    statuses: [{
      id: message.id,
      status: step.status,
      timestamp: String(Math.floor(step.at / 1000)),
      ...(phone ? { recipient_id: phone } : {}),
      ...(userId ? { recipient_user_id: userId } : {}),
      ...(message.bizOpaqueCallbackData === undefined ? {} : { biz_opaque_callback_data: message.bizOpaqueCallbackData }),
      ...(failed ? { errors: [statusError(step.code ?? 131000)] } : {}),
      ...(step.status === 'sent' || step.status === 'delivered' ? { pricing: pricingOf(message.type) } : {}),
    }],
  });
}
