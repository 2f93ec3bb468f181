import {
  DAY, conversationStream, type ChannelKey, type Clock, type EventMetadata, type EventStore, type Identifiers, type InboundItem, type Millis, type Vault,
} from '@tandem/domain';
import { inForce, type ChannelFacts } from '../channel/facts.js';
import { allParked, dismissParked, parkedKey, type ParkedDeps, type ParkedItem } from '../webhooks/parked.js';
import type { Conversations } from './conversations.js';
import type { Customers } from './customers.js';
import { customerKey } from './keys.js';

export interface Erased {
  /** Conversations that were made unreadable: the customer's own, and those merged into it. */
  readonly conversations: readonly string[];
  /** When the last raw webhook body that may speak of him goes, with its day's key. */
  readonly rawBodiesGoAt: Millis;
}

export interface EraseDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly conversations: Conversations;
  readonly customers: Customers;
  /** Takes what is personal out of the views and the content store. */
  readonly purge: (conversation: string) => Promise<void>;
  readonly receiptsKept: Millis;
}

/** `by` stands in the events: who asked for it, and why. */
export type Erase = (channel: ChannelFacts, customer: string, by?: Partial<EventMetadata>) => Promise<Erased>;

/**
 * Erases a customer (design 6): identifiers first, so that who writes again is somebody new; then the open session ends
 * silently; then the keys go, and with them every text in the log. Safe to repeat: a crash leaves a beginning that the
 * next call finishes.
 */
export const createErase =
  (deps: EraseDeps): Erase =>
  async (channel, customer, by) => {
    const { conversations, customers, clock, vault } = deps;
    const now = clock.now();
    const self = await customers.follow(channel.key, customer);
    const { state } = await conversations.load(conversationStream(channel.key, self));
    const all = [self, ...state.carried.absorbed];
    const aliases = await customers.aliasesOf(channel.key, all);
    await customers.erase(aliases, { customers: all, at: now, by });
    const streams = all.map((one) => conversationStream(channel.key, one));
    const end = async (): Promise<void> => {
      for (const stream of streams) {
        await conversations.execute(stream, () => ({ type: 'EndSession', now, settings: inForce(channel), reason: 'erased' }), by);
      }
    };
    await end();
    await dropParked(channel.key, { all, aliases }, { ...deps, by });
    for (const one of all) await vault.destroy(customerKey(one));
    await end(); // a message that was on its way when the identifiers went may have begun a session that nobody can read
    for (const stream of streams) await deps.purge(stream);
    return { conversations: streams, rawBodiesGoAt: (Math.floor(now / DAY) + 1) * DAY + deps.receiptsKept };
  };

interface Whose {
  readonly all: readonly string[];
  readonly aliases: readonly string[];
}

/** Items that wait for a person to look at them and speak of him, known to be his or under one of his identifiers. */
const dropParked = async (channel: ChannelKey, whose: Whose, deps: EraseDeps & Pick<ParkedDeps, 'by'>): Promise<void> => {
  for (const item of await allParked(deps.store, channel)) {
    if (!(await isHis(channel, item, { ...whose, ...deps }))) continue;
    if (item.waiting) await dismissParked(channel, item.parked, { ...deps, reason: 'erased' });
    else await deps.vault.destroy(parkedKey(item.parked));
  }
};

const isHis = async (channel: ChannelKey, { customer, content }: ParkedItem, { all, aliases, vault, customers }: Whose & EraseDeps): Promise<boolean> => {
  if (customer !== undefined) return all.includes(customer);
  const text = await vault.open(content);
  const who = text === undefined ? {} : identifiersIn(JSON.parse(text) as InboundItem);
  return customers.streamsOf(channel, who).some((stream) => aliases.includes(stream));
};

const identifiersIn = (item: InboundItem): Identifiers =>
  item.kind === 'message' ? item.from : item.kind === 'status' ? item.to : {};
