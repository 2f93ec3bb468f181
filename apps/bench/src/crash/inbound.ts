import { createHmac, randomBytes } from 'node:crypto';
import type { DrillChannel } from './drill-channel.js';

/** What a customer writes; `text` is unlike every other of the drill. */
export interface Written {
  readonly phone: string;
  readonly text: string;
}

/** One webhook body of Meta's with these messages, each with an id of its own. */
export const webhookBody = ({ businessAccountId, number, phoneNumberId }: DrillChannel, written: readonly Written[]): string =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{
      id: businessAccountId,
      changes: [{
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: number.replace(/\D/g, ''), phone_number_id: phoneNumberId },
          contacts: written.map(({ phone }) => ({ profile: { name: 'Drill' }, wa_id: phone })),
          messages: written.map(({ phone, text }) => ({
            from: phone, id: `wamid.${randomBytes(24).toString('base64')}`, timestamp: String(Math.floor(Date.now() / 1_000)), type: 'text',
            text: { body: text },
          })),
        },
      }],
    }],
  });

/** Meta's signature over the bytes of a body. */
export const signed = (body: string, appSecret: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
});
