import { conversationStream, type ChannelKey, type Conversation, type Millis, type Sealed, type SettingsInForce, type Vault } from '@tandem/domain';
import type { Chance } from '../chance.js';
import type { Conversations } from './conversations.js';
import { customerKey, openWho } from './keys.js';

export interface MergeRequest {
  readonly channel: ChannelKey;
  readonly older: string;
  readonly newer: string;
  readonly now: Millis;
  readonly settings: SettingsInForce;
}

/**
 * Two identifiers turned out to be one person. The one with an active session stays; both or neither: the older. First
 * the survivor takes over what the other carries, then the other ends: a repeat finishes what a crash began.
 */
export const mergeCustomers = async (
  { channel, older, newer, now, settings }: MergeRequest,
  { conversations, chance, vault }: { conversations: Conversations; chance: Chance; vault: Vault },
): Promise<string> => {
  const load = async (customer: string) => (await conversations.load(conversationStream(channel, customer))).state;
  const newerStays = staysBefore({ state: await load(newer), over: older }, { state: await load(older), over: newer });
  const [stays, goes] = newerStays ? [newer, older] : [older, newer];
  const state = await load(goes);
  const newSession = chance.id();
  await conversations.execute(conversationStream(channel, stays), async (survivor) => ({
    type: 'AbsorbCustomer', now, settings, from: goes, unanswered: unansweredOf(state), newSession,
    carried: { ...state.carried, who: await together({ stays, survivor, other: state }, vault) },
  }));
  await conversations.execute(conversationStream(channel, goes), () => ({ type: 'MergeInto', now, settings, into: stays }));
  return stays;
};

/** Whether the first one stays: a merge that a crash cut off goes on in its direction. */
const staysBefore = (one: { state: Conversation; over: string }, two: { state: Conversation; over: string }): boolean => {
  if (one.state.carried.absorbed.includes(one.over)) return true;
  if (two.state.carried.absorbed.includes(two.over)) return false;
  return one.state.session.status === 'active' && two.state.session.status !== 'active';
};

/** The identifiers of both, under the survivor's key. */
const together = async (
  { stays, survivor, other }: { stays: string; survivor: Conversation; other: Conversation }, vault: Vault,
): Promise<Sealed> => {
  const known = await Promise.all([other, survivor].map(async ({ carried }) => carried.who && openWho(vault, carried.who)));
  return vault.seal(customerKey(stays), JSON.stringify({ ...known[0], ...known[1] }));
};

/** What a running turn was about goes into the next one: its replies will be dropped. */
const unansweredOf = ({ session }: Conversation) =>
  session.status === 'active' ? [...(session.turn?.messages ?? []), ...session.unanswered] : [];
