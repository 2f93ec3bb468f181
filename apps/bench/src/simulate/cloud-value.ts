import type { Millis } from '@tandem/domain';
import type { Names, Person, Said, StatusWords } from './calls.js';

/** Values of the WhatsApp Cloud API, which Coster hands on. */

const seconds = (at: Millis): string => String(Math.floor(at / 1_000));

const valueOf = ({ number, id }: Pick<Names, 'number' | 'id'>, parts: object): object => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: number.replace(/\D/g, ''), phone_number_id: id },
  ...parts,
});

const contactOf = ({ phone, userId }: Person): object => ({
  profile: { name: 'Somebody' }, ...(phone && { wa_id: phone }), ...(userId && { user_id: userId }),
});

const contentOf = ({ content }: Said): object => {
  switch (content.type) {
    case 'text':
      return { type: 'text', text: { body: content.text } };
    case 'button':
      return { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: content.id, title: content.title } } };
    case 'image':
      return { type: 'image', image: { id: content.id, mime_type: 'image/png' } };
  }
};

export const messageValue = (message: Said, names: Pick<Names, 'number' | 'id'>): object => {
  const { from, wamid, at } = message;
  return valueOf(names, {
    contacts: [contactOf(from)],
    messages: [{
      ...(from.phone && { from: from.phone }), ...(from.userId && { from_user_id: from.userId }), id: wamid, timestamp: seconds(at), ...contentOf(message),
    }],
  });
};

/** `more`: what a status of this provider has besides. */
export const statusValue = ({ line, wamid, status, at, to }: StatusWords, more: object): object =>
  valueOf(line, {
    statuses: [{
      id: wamid, status, timestamp: seconds(at), ...more,
      ...(to.phone && { recipient_id: to.phone }), ...(to.userId && { recipient_user_id: to.userId }),
      ...(status === 'failed' && { errors: [{ code: 131026, title: 'Message undeliverable' }] }),
    }],
  });
