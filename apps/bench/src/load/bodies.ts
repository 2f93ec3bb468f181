import { createHmac } from 'node:crypto';
import { loadApp, type LoadNumber } from './load-numbers.js';

/** What a webhook of Meta's says, as far as its size and its way depend on it. */
export type Said =
  | { readonly kind: 'message'; readonly id: string; readonly phone: string; readonly text: string }
  | { readonly kind: 'status'; readonly id: string; readonly phone: string; readonly status: 'sent' | 'delivered' | 'read' };

type Number = Pick<LoadNumber, 'number' | 'phoneNumberId'>;

/** Bytes of one webhook: the size of a longish text message with all that Meta puts around it. */
const SIZE = 1_024;

const seconds = (): string => String(Math.floor(Date.now() / 1_000));

const partsOf = (said: Said): object => {
  const { id, phone } = said;
  if (said.kind === 'status') {
    return {
      statuses: [{
        id, status: said.status, timestamp: seconds(), recipient_id: phone,
        pricing: { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' },
      }],
    };
  }
  return {
    contacts: [{ profile: { name: 'Load' }, wa_id: phone }],
    messages: [{ from: phone, id, timestamp: seconds(), type: 'text', text: { body: said.text } }],
  };
};

/** One body; a message's text is filled up until the whole has the usual size. */
export const bodyOf = (number: Number, said: Said): string => {
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{
      id: loadApp.businessAccountId,
      changes: [{
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: number.number.replace(/\D/g, ''), phone_number_id: number.phoneNumberId },
          ...partsOf(said),
        },
        field: 'messages',
      }],
    }],
  });
  const missing = SIZE - body.length;
  if (said.kind !== 'message' || missing <= 0) return body;
  return body.replace(`"body":${JSON.stringify(said.text)}`, `"body":${JSON.stringify(`${said.text} ${filler(missing)}`)}`);
};

const words = 'I ordered three of them last week and only two have come so far, could you please look into it? ';
const filler = (length: number): string => words.repeat(Math.ceil(length / words.length)).slice(0, Math.max(0, length - 1));

/** Meta's signature over a body. */
export const signatureOf = (body: string, appSecret: string = loadApp.appSecret): string => `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
