import { createHmac, timingSafeEqual } from 'node:crypto';
import { TRY_IT, type InboundItem, type InboundMessage, type InboundStatus, type Protocol } from '@tandem/domain';

/** What the phone calls its channel's address with, as a provider would. */
export interface TrialCall {
  readonly messages?: readonly SaidOnPhone[];
  readonly statuses?: readonly SeenOnPhone[];
}

export interface SaidOnPhone {
  readonly id: string;
  readonly from: string;
  readonly at: number;
  readonly text?: string;
  /** A reply button, or a row of a list, that was pressed. */
  readonly choice?: { readonly kind: 'button' | 'list'; readonly id: string; readonly title: string };
}

export interface SeenOnPhone {
  /** What we sent with the message. */
  readonly send: string;
  readonly to: string;
  readonly at: number;
  readonly status: 'delivered' | 'read';
}

/** What the phone's network calls a message that we sent. */
const idOf = (send: string): string => `try-${send}`;

/**
 * The protocol of the phone in the CMS. There is no provider behind it: what is sent is accepted, and the phone shows what the
 * log says was sent. It looks like WhatsApp's own limits, so that a question comes with its buttons.
 */
export const createTryIt = (): Protocol => ({
  name: TRY_IT,
  title: 'Try it',
  bestFor: 'Trying the draft version in the CMS.',
  requires: 'Nothing.',
  credentialFields: [],
  capabilities: { buttons: 3, buttonTitle: 20, listRows: 10, typing: false, readMarks: false, mediaByLink: true, templates: true, perSecond: 80 },
  proof: { by: 'path' },
  verify: ({ pathSecret = '' }, secrets) =>
    secrets.filter((secret) => secret !== '').map((secret) => timingSafeEqual(digest(secret), digest(pathSecret))).includes(true),
  parse,
  addressedTo: () => true,
  send: ({ send }) => Promise.resolve({ kind: 'accepted', id: idOf(send) }),
});

/** Digests are of one length, so that nothing shows in the time a comparison takes. */
const digest = (text: string): Buffer => createHmac('sha256', 'tandem').update(text).digest();

const parse = (rawBody: Uint8Array): readonly InboundItem[] => {
  const { messages, statuses } = fieldsOf(jsonOf(rawBody));
  const items = [...listOf(messages).map(messageOf), ...listOf(statuses).map(statusOf)];
  return items.length > 0 ? items : [{ kind: 'unreadable', reason: 'no call of the phone' }];
};

const messageOf = (value: unknown): InboundItem => {
  const { id, from, at, text, choice } = fieldsOf(value);
  if (!isText(id) || !isText(from) || !isTime(at)) return { kind: 'unreadable', reason: 'no message of the phone' };
  const message = { kind: 'message', id, from: { phone: from }, at } as const;
  const { kind, id: chosen, title } = fieldsOf(choice);
  if (isText(chosen) && isText(title)) return { ...message, content: { type: kind === 'list' ? 'list' : 'button', id: chosen, title } } satisfies InboundMessage;
  if (!isText(text)) return { kind: 'unreadable', reason: 'a message without words' };
  return { ...message, content: { type: 'text', text } } satisfies InboundMessage;
};

const statusOf = (value: unknown): InboundItem => {
  const { send, to, at, status } = fieldsOf(value);
  if (!isText(send) || !isText(to) || !isTime(at) || !isText(status)) return { kind: 'unreadable', reason: 'no status of the phone' };
  return { kind: 'status', id: idOf(send), to: { phone: to }, at, status, send } satisfies InboundStatus;
};

const jsonOf = (rawBody: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody)) as unknown;
  } catch {
    return undefined;
  }
};

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  (typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
