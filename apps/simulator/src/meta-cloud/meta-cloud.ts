import type { Activity } from '../activity.js';
import type { Chance } from '../chance.js';
import type { SimulatorClock } from '../clock.js';
import { createAccounts, type AccountsSnapshot } from './accounts.js';
import { createChats, type Chat, type ChatsSnapshot } from './chats.js';
import type { MetaCloud } from './context.js';
import { createFaultBook } from './faults.js';
import { createCaller } from './http-call.js';
import { createPairLimit, createThroughput } from './limits.js';
import { createMedia, type MediaSnapshot } from './media.js';
import { createStatuses } from './statuses.js';
import { createWebhooks, type DeliverySettings } from './webhooks.js';

export type MetaCloudDeps = {
  clock: SimulatorClock;
  chance: Chance;
  activity: Activity;
  settings: DeliverySettings;
  baseUrl: () => string;
  changed: (chat?: Chat) => void;
};

export type MetaCloudSnapshot = { accounts: AccountsSnapshot; chats: ChatsSnapshot; media: MediaSnapshot };

/** Meta's side of the wire, all in memory. */
export function createMetaCloud(deps: MetaCloudDeps): MetaCloud {
  const { clock, chance, activity, settings, changed } = deps;
  const accounts = createAccounts();
  const faults = createFaultBook();
  const caller = createCaller(clock);
  const webhooks = createWebhooks({ accounts, faults, caller, clock, activity, settings });
  return {
    ...deps,
    accounts, faults, caller, webhooks,
    chats: createChats(),
    media: createMedia({ clock, chance }),
    statuses: createStatuses({ webhooks, clock, chance, changed }),
    throughput: createThroughput(),
    pairLimit: createPairLimit(),
  };
}

export const snapshotOf = (cloud: MetaCloud): MetaCloudSnapshot =>
  ({ accounts: cloud.accounts.snapshot(), chats: cloud.chats.snapshot(), media: cloud.media.snapshot() });

export function restore(cloud: MetaCloud, kept: MetaCloudSnapshot): void {
  cloud.accounts.restore(kept.accounts);
  cloud.chats.restore(kept.chats);
  cloud.media.restore(kept.media);
}

/** Forgets chats, faults and what was still to be sent; the numbers too, unless they are to be kept. */
export function resetCloud(cloud: MetaCloud, keepNumbers: boolean): void {
  cloud.webhooks.cancelAll();
  for (const part of [cloud.chats, cloud.faults, cloud.media, cloud.throughput, cloud.pairLimit, cloud.activity]) part.clear();
  if (!keepNumbers) cloud.accounts.clear();
  cloud.changed();
}
