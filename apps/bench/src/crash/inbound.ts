import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { DrillChannel } from './drill-channel.js';

/** What a customer writes; `text` is unlike every other of the drill. */
export interface Written {
  readonly phone: string;
  readonly text: string;
}

type Named = Pick<DrillChannel, 'protocol' | 'businessAccountId' | 'number' | 'phoneNumberId'>;

/** One webhook body in the provider's shape with these messages, each with an id of its own. `roomOf`: Qontak's rooms. */
export const webhookBody = (channel: Named, written: readonly Written[], roomOf: (phone: string) => string = () => ''): string => {
  switch (channel.protocol) {
    case 'meta-cloud':
      return JSON.stringify(cloudForm(channel, written));
    case 'coster':
      return JSON.stringify(envelope(channel, written));
    case 'qontak': {
      const events = written.map((one) => qontakEvent(channel, one, roomOf(one.phone)));
      return JSON.stringify(events.length === 1 ? events[0] : events);
    }
  }
};

const cloudForm = ({ businessAccountId, number, phoneNumberId }: Named, written: readonly Written[]): object => ({
  object: 'whatsapp_business_account',
  entry: [{
    id: businessAccountId,
    changes: [{
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: digitsOf(number), phone_number_id: phoneNumberId },
        contacts: written.map(({ phone }) => ({ profile: { name: 'Drill' }, wa_id: phone })),
        messages: written.map(({ phone, text }) => ({
          from: phone, id: `wamid.${randomBytes(24).toString('base64')}`, timestamp: String(Math.floor(Date.now() / 1_000)), type: 'text',
          text: { body: text },
        })),
      },
    }],
  }],
});

const digitsOf = (number: string): string => number.replace(/\D/g, '');

/** Coster's bot envelope: the account, and the Cloud form in `data`. */
const envelope = (channel: Named, written: readonly Written[]): object => ({
  id: randomUUID(), mid: randomUUID(), client_id: 'drill', channel_id: 'whatsapp-cloud',
  account: { id: channel.businessAccountId, account: digitsOf(channel.number), account_title: 'Drill' },
  data: cloudForm(channel, written),
});

const qontakEvent = ({ businessAccountId, phoneNumberId }: Named, { phone, text }: Written, room: string): object => ({
  id: randomUUID(), type: 'text', room_id: room, sender_type: 'Models::Contact', sender: { name: 'Drill' }, participant_type: 'customer',
  organization_id: businessAccountId, text, status: 'created', local_id: null, created_at: new Date().toISOString(), reply: null,
  room: {
    id: room, name: 'Drill', status: 'unassigned', type: 'Models::CustomerServiceRoom', channel: 'wa_cloud', organization_id: businessAccountId,
    account_uniq_id: phone, channel_integration_id: phoneNumberId,
  },
  data_event: 'receive_message_from_customer', webhook_event: 'message_interaction',
  channel_integration: { id: phoneNumberId, target_channel: 'wa_cloud' },
});

/** What proves a body to Meta's channels, its signature; the others' proof is the path. */
export const signed = (body: string, appSecret: string): Record<string, string> => ({
  'content-type': 'application/json',
  ...(appSecret !== '' && { 'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}` }),
});
