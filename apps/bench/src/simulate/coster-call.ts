import type { Dialect, Names } from './calls.js';
import { messageValue, statusValue } from './cloud-value.js';

const cloud = (value: object): object =>
  ({ object: 'whatsapp_business_account', entry: [{ id: '300000000000001', changes: [{ field: 'messages', value }] }] });

/** Coster names a number as WhatsApp does; Meta's id of it is none of the division's. */
const named = ({ number }: Pick<Names, 'number'>) => ({ number, id: `2${number.replace(/\D/g, '')}` });

/** Customers' messages in the bot envelope, reports in the Cloud form with our `xid`; several in one call are a list. Nothing is signed. */
export const costerDialect: Dialect = {
  message: (message, names) => ({
    items: [{ kind: 'message', message, id: names.number }],
    part: {
      id: `e-${message.id}`, mid: `mid-${message.id}`, client_id: 'client-0001', channel_id: 'whatsapp-cloud',
      account: { id: names.account.id, account: names.number.replace(/\D/g, ''), account_title: 'Somebody' },
      data: cloud(messageValue(message, named(names))),
    },
  }),
  status: (words) => {
    const { line, wamid, status, echo } = words;
    const xid = words.send?.slice(words.send.indexOf('~') + 1);
    const report = { kind: 'status' as const, line, wamid, status, send: xid, id: line.number };
    return {
      items: echo ? [report, { kind: 'other', verdicts: ['ignored'], line, id: line.number }] : [report],
      part: {
        ...cloud(statusValue({ ...words, line: { ...line, ...named(line) } }, {})),
        ...(xid !== undefined && { xid }),
        ...(echo && { outbound: [{ to: words.to.phone ?? '', type: 'text' }] }),
      },
    };
  },
  notice: (line) => ({
    items: [{ kind: 'other', verdicts: ['ignored'], line, id: line.number }],
    part: {
      id: 'e-n', mid: 'mid-n', client_id: 'client-0001', channel_id: 'whatsapp-cloud', message_type: 'outbound',
      account: { id: line.account.id, account: line.number.replace(/\D/g, '') },
      data: cloud({
        messaging_product: 'whatsapp', metadata: { display_phone_number: line.number.replace(/\D/g, ''), phone_number_id: named(line).id },
        messages: [{ from: '628110000000', id: 'wamid.helpdesk', timestamp: '1767600000', type: 'text', text: { body: 'from the helpdesk' } }],
      }),
    },
  }),
  body: (updates) => JSON.stringify(updates.length === 1 ? updates[0]?.part : updates.map(({ part }) => part)),
};
