import type { Identifiers, InboundItem, InboundMessage, InboundNotice, InboundStatus, Millis } from '@tandem/domain';

/** One line of `webhook:read`: what Tandem makes of a body. Unknown fields are left out. */
export const webhookLine = (file: string, items: readonly InboundItem[]): string =>
  JSON.stringify({ file, events: items.map(event) });

const event = (item: InboundItem): object => {
  switch (item.kind) {
    case 'message': return message(item);
    case 'status': return status(item);
    case 'notice': return notice(item);
    case 'unreadable': return { kind: item.kind, reason: item.reason };
  }
};

// JSON.stringify leaves out what is undefined

const message = (item: InboundMessage): object => ({
  kind: item.kind,
  address: item.address,
  id: item.id,
  customer: customer(item.from),
  name: item.name,
  at: isoTime(item.at),
  content: item.content,
  replyTo: item.replyTo,
  group: item.group,
});

const status = (item: InboundStatus): object => ({
  kind: item.kind,
  address: item.address,
  id: item.id,
  customer: customer(item.to),
  at: isoTime(item.at),
  status: item.status,
  errors: item.errors,
});

const notice = (item: InboundNotice): object =>
  ({ kind: item.kind, address: item.address, at: isoTime(item.at), what: item.what, reason: item.reason });

const customer = ({ phone, userId }: Identifiers): string | undefined => phone ?? userId;

const isoTime = (at: Millis | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');
