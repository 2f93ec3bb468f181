import { createHmac } from 'node:crypto';
import type { Dialect } from './calls.js';
import { messageValue, statusValue } from './cloud-value.js';

/** Meta's webhooks: one entry with a change for every update, signed with the app's secret. */
export const metaDialect: Dialect = {
  message: (message, names) => ({
    items: [{ kind: 'message', message, id: names.id }], part: { field: 'messages', value: messageValue(message, names) },
  }),
  status: (words) => {
    const { line, wamid, status, send } = words;
    return {
      items: [{ kind: 'status', line, wamid, status, send, id: line.id }],
      part: { field: 'messages', value: statusValue(words, { ...(send !== undefined && { biz_opaque_callback_data: send }) }) },
    };
  },
  /** The number's quality, for example. */
  notice: (line) => ({
    items: [{ kind: 'other', verdicts: ['ignored'] }],
    part: {
      field: 'message_template_status_update',
      value: { event: 'APPROVED', message_template_id: 1, message_template_name: `of ${line.agent}` },
    },
  }),
  body: (updates) =>
    JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes: updates.map(({ part }) => part) }] }),
};

export const signatureOf = (body: string, secret: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
