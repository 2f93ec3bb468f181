import { nothingSent } from '../provider/deliveries.js';
import type { Ground } from '../provider/ground.js';
import { NotPossible } from '../provider/not-possible.js';
import type { Inbound, NumberView, RawBody, Side } from '../provider/side.js';
import { createStatuses } from '../provider/statuses.js';
import { createThroughput } from '../provider/throughput.js';
import { createChats, type ChatsSnapshot } from '../whatsapp/chats.js';
import type { InboundMessage } from '../whatsapp/customer-message.js';
import { createMedia, type MediaSnapshot } from '../whatsapp/media.js';
import { createAccounts, type AccountsSnapshot, type NumberAccount, type NumberSettings } from './accounts.js';
import type { MetaCloud } from './context.js';
import { createMetaFaults } from './faults.js';
import { graphApi } from './graph-api.js';
import { sendRaw, writeAsCustomer, type RawInbound } from './inbound.js';
import { createPairLimit } from './limits.js';
import { statusValue } from './statuses.js';
import { createWebhooks } from './webhooks.js';

export type MetaCloudSnapshot = { accounts: AccountsSnapshot; chats: ChatsSnapshot; media: MediaSnapshot };

export type MetaCloudSide = Side & {
  /** Makes a number known or changes it; its app and WABA with it. */
  addNumber: (wanted: NumberSettings) => NumberView;
};

/** Meta's side of the wire, all in memory. */
export function createMetaCloud(ground: Ground): MetaCloudSide {
  const cloud = partsOf(ground);
  const { accounts, faults } = cloud;
  return {
    provider: 'meta-cloud',
    chats: cloud.chats,
    media: cloud.media,
    addNumber: (wanted) => {
      for (const key of ['phoneNumberId', 'displayPhoneNumber', 'name', 'wabaId', 'appId', 'appSecret', 'accessToken'] as const) {
        if (typeof wanted[key] !== 'string' || wanted[key] === '') throw new NotPossible(`A number needs ${key}.`);
      }
      const number = accounts.upsert(wanted);
      cloud.changed();
      return viewOf(number);
    },
    numbers: () => [...accounts.numbers.values()].map(viewOf),
    has: (id) => accounts.numbers.has(id),
    faults: faults.of,
    setFaults: faults.change,
    clearFaults: faults.reset,
    inbound: (id, wanted) => inboundOf(cloud, numberOf(cloud, id), wanted),
    flush: (id) => cloud.webhooks.flush(numberOf(cloud, id)),
    api: (exchange) => graphApi(cloud, exchange),
    snapshot: (): MetaCloudSnapshot => ({ accounts: accounts.snapshot(), chats: cloud.chats.snapshot(), media: cloud.media.snapshot() }),
    restore: (kept) => restore(cloud, kept as MetaCloudSnapshot),
    reset: (keepNumbers) => {
      for (const part of [cloud.chats, faults, cloud.media, cloud.throughput, cloud.pairLimit, cloud.webhooks]) part.clear();
      if (!keepNumbers) accounts.clear();
    },
  };
}

function partsOf(ground: Ground): MetaCloud {
  const accounts = createAccounts();
  const faults = createMetaFaults();
  const webhooks = createWebhooks({ accounts, faults, deliveries: ground.deliveries });
  const statuses = createStatuses({
    ...ground,
    tell: (chat, message, step) => {
      const number = accounts.numbers.get(message.phoneNumberId);
      return number ? webhooks.send(number, [{ number, field: 'messages', value: statusValue(number, chat, message, step) }]) : nothingSent;
    },
  });
  return { ...ground, accounts, faults, webhooks, statuses, chats: createChats(), media: createMedia(ground), throughput: createThroughput(), pairLimit: createPairLimit() };
}

const numberOf = (cloud: MetaCloud, id: string): NumberAccount => {
  const number = cloud.accounts.numbers.get(id);
  if (!number) throw new NotPossible(`There is no number with the id ${id}.`);
  return number;
};

function inboundOf(cloud: MetaCloud, number: NumberAccount, wanted: InboundMessage | RawInbound | RawBody): Inbound {
  if ('rawValue' in wanted || 'rawBody' in wanted) return { ids: [], sending: sendRaw(cloud, number, wanted) };
  const { message, sending } = writeAsCustomer(cloud, number, wanted as InboundMessage);
  return { ids: [message.id], sending };
}

function restore(cloud: MetaCloud, kept: MetaCloudSnapshot): void {
  cloud.accounts.restore(kept.accounts);
  cloud.chats.restore(kept.chats);
  cloud.media.restore(kept.media);
}

const viewOf = ({ phoneNumberId, displayPhoneNumber, name, label, wabaId, appId, overrides }: NumberAccount): NumberView => {
  const override = overrides[appId]?.url;
  return { provider: 'meta-cloud', phoneNumberId, displayPhoneNumber, name, ...(label ? { label } : {}), wabaId, appId, ...(override ? { override } : {}) };
};
