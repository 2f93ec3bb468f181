import type { Outbound } from '@tandem/domain';
import { contentBody, type Body } from '../cloud-form/outbound-body.js';

/** Meta's limit for `biz_opaque_callback_data`. */
const LONGEST_SEND = 512;

/** The whole request for `POST /{phone-number-id}/messages`. */
export const outboundBody = (outbound: Outbound): Body => {
  const to = recipient(outbound.to);
  if (!to) return { kind: 'impossible', why: 'No phone number and no id of the customer' };
  const content = contentBody(outbound.content);
  if (content.kind === 'impossible') return content;
  const send = outbound.send.length <= LONGEST_SEND ? { biz_opaque_callback_data: outbound.send } : {};
  return { ...content, body: { messaging_product: 'whatsapp', recipient_type: 'individual', ...to, ...content.body, ...send } };
};

/** E.164 with `+`: without it Meta may put the business number's own country code in front. */
const recipient = ({ phone, userId }: Outbound['to']): Record<string, string> | undefined => {
  if (phone !== undefined && phone !== '') return { to: `+${phone.replace(/^\+/, '')}` };
  return userId !== undefined && userId !== '' ? { recipient: userId } : undefined;
};
