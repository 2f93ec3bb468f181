import { createHmac } from 'node:crypto';
import type { Millis } from '@tandem/domain';
import type { Line } from './plan.js';

/** What the world knows of one item that it puts into a call. */
export type Item =
  | { readonly kind: 'message'; readonly message: Said }
  | { readonly kind: 'status'; readonly line: Line; readonly wamid: string; readonly status: string; readonly send: string }
  /** Nothing for the agent, or for no number of ours: `verdict` is what it must get. */
  | { readonly kind: 'other'; readonly verdict: 'ignored' | 'foreign' };

/** A message of a customer, however often it is delivered. */
export interface Said {
  readonly id: string;
  readonly wamid: string;
  readonly customer: number;
  readonly line: Line;
  /** When the provider had it. */
  readonly at: Millis;
  readonly from: Person;
  readonly content: { readonly type: 'text'; readonly text: string } | { readonly type: 'button'; readonly id: string; readonly title: string };
}

export interface Person {
  readonly phone?: string;
  readonly userId?: string;
}

/** One item with its part of a body. */
export interface Update {
  readonly item: Item;
  readonly value: object;
  readonly field: string;
}

const seconds = (at: Millis): string => String(Math.floor(at / 1_000));

const valueOf = (line: Pick<Line, 'number' | 'phoneNumberId'>, parts: object): object => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: line.number.replace(/\D/g, ''), phone_number_id: line.phoneNumberId },
  ...parts,
});

const contactOf = ({ phone, userId }: Person): object => ({
  profile: { name: 'Somebody' }, ...(phone && { wa_id: phone }), ...(userId && { user_id: userId }),
});

/** `names`: the number that the body says it is for, where that is not the one it is for. */
export const messageUpdate = (message: Said, names: Pick<Line, 'number' | 'phoneNumberId'> = message.line): Update => {
  const { from, content, wamid, at } = message;
  const said = content.type === 'text'
    ? { type: 'text', text: { body: content.text } }
    : { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: content.id, title: content.title } } };
  const value = valueOf(names, {
    contacts: [contactOf(from)],
    messages: [{
      ...(from.phone && { from: from.phone }), ...(from.userId && { from_user_id: from.userId }), id: wamid, timestamp: seconds(at), ...said,
    }],
  });
  return { item: { kind: 'message', message }, value, field: 'messages' };
};

export interface StatusWords {
  readonly line: Line;
  readonly wamid: string;
  readonly status: string;
  readonly at: Millis;
  readonly to: Person;
  readonly send: string;
}

export const statusUpdate = ({ line, wamid, status, at, to, send }: StatusWords): Update => ({
  item: { kind: 'status', line, wamid, status, send },
  field: 'messages',
  value: valueOf(line, {
    statuses: [{
      id: wamid, status, timestamp: seconds(at), biz_opaque_callback_data: send,
      ...(to.phone && { recipient_id: to.phone }), ...(to.userId && { recipient_user_id: to.userId }),
      ...(status === 'failed' && { errors: [{ code: 131026, title: 'Message undeliverable' }] }),
    }],
  }),
});

/** The number's quality, for example: it concerns no customer. */
export const noticeUpdate = (line: Line): Update => ({
  item: { kind: 'other', verdict: 'ignored' },
  field: 'message_template_status_update',
  value: { event: 'APPROVED', message_template_id: 1, message_template_name: `of ${line.agent}` },
});

/** A message for a number that the signature is not good for. */
export const foreignUpdate = (message: Said): Update => ({ ...messageUpdate(message), item: { kind: 'other', verdict: 'foreign' } });

export const bodyOf = (updates: readonly Update[]): string =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '102290129340398', changes: updates.map(({ value, field }) => ({ value, field })) }],
  });

export const signatureOf = (body: string, secret: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
