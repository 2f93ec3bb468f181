import { DAY, type ChannelKey, type Clock, type EventStore, type Millis, type Vault } from '@tandem/domain';
import { sweepParked } from '../webhooks/parked.js';
import { balanceDays } from './balance-days.js';
import { retireConversation, type RetireDeps } from './retire-conversation.js';

export interface RetentionDeps extends RetireDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Every channel there ever was. */
  readonly allChannels: () => readonly ChannelKey[];
  /** How long raw webhook calls are kept. */
  readonly receiptsKept: Millis;
  /** How long conversations are kept; undefined = for ever. */
  readonly conversationsKept?: Millis;
}

/**
 * What is older than it may be goes (design 7): receipts with their days' keys, after each day's balance was appended;
 * sessions of conversations that are over. Parked items do not age. Every step may be repeated after a crash.
 */
export const createRetention = (deps: RetentionDeps) => async (): Promise<void> => {
  const { store, vault, clock, allChannels, receiptsKept, conversationsKept } = deps;
  const now = clock.now();
  for (const channel of allChannels()) await balanceDays(store, channel, now);
  await store.forget('webhooks-', now - receiptsKept);
  await store.forget('attempts-', now - DAY);
  await destroyOldKeys(vault, now - receiptsKept);
  await sweepParked(allChannels(), { store, vault });
  if (conversationsKept === undefined) return;
  const cut = now - conversationsKept;
  for (const conversation of deps.views.olderThan(cut)) await retireConversation(conversation, cut, deps);
};

/** Keys of days that are wholly before the cut: no receipt that is kept needs them. */
const destroyOldKeys = async (vault: Vault, cut: Millis): Promise<void> => {
  for (const key of await vault.keys('receipts-')) {
    const from = Date.parse(`${key.slice(-'2026-11-23'.length)}T00:00:00Z`);
    if (from + DAY <= cut) await vault.destroy(key);
  }
};
