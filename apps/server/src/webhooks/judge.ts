import type { InboundItem, Millis, ProtocolName } from '@tandem/domain';
import type { ChannelFacts, Channels } from '../channel/facts.js';
import type { ItemOrigin, Judged, Reception } from '../conversation/receive.js';

/** One item of a call, with where it stands. */
export interface Place {
  readonly item: InboundItem;
  /** Event id of the receipt. */
  readonly receipt: string;
  /** Place of the item in its call, from 0. */
  readonly index: number;
  readonly receivedAt: Millis;
  readonly provenBy: readonly string[];
  /** Under which protocol's path the call came; absent in older receipts. */
  readonly protocol?: ProtocolName;
}

export interface JudgeDeps {
  readonly channels: Pick<Channels, 'credentials' | 'get'>;
  readonly reception: Reception;
  /** Channels, this one excepted, for which a call with one of these fingerprints was genuine. */
  readonly siblings: (channel: ChannelFacts, provenBy: readonly string[], at: Millis) => readonly ChannelFacts[];
}

/** A verdict, and the channel whose conversation it concerned. */
export type JudgedItem = Judged & { readonly channel?: ChannelFacts };

/** Handles one item of a call to `facts`, at the first reading and when it is replayed. Rejects where it cannot be handled. */
export const judge = async (place: Place, facts: ChannelFacts | undefined, deps: JudgeDeps): Promise<JudgedItem> => {
  const { item } = place;
  if (item.kind === 'unreadable') return { verdict: 'unreadable', reason: item.reason };
  if (!facts) return { verdict: 'ignored', reason: 'ChannelClosed' };
  const channel = await addressee(place, facts, deps);
  if (!channel) return { verdict: 'foreign', reason: 'ForeignNumber' };
  const origin = { channel, cause: { receipt: place.receipt, item: place.index }, receivedAt: place.receivedAt };
  return { ...(await handle(item, origin, deps.reception)), channel };
};

const handle = async (item: Exclude<InboundItem, { kind: 'unreadable' }>, origin: ItemOrigin, reception: Reception): Promise<Judged> => {
  if (item.kind === 'message') return reception.message(item, origin);
  const judged: Judged = item.kind === 'status' ? await reception.status(item, origin) : { verdict: 'ignored', reason: asWord(item.what) };
  const room = await reception.room(item, origin);
  return room?.verdict === 'handled' ? room : judged;
};

/** A provider's name of a field or type, as far as it is one: reasons stand in events in clear. */
const asWord = (what: string): string => (/^[A-Za-z][A-Za-z_]{0,60}$/.test(what) ? what : 'unknown');

/**
 * The channel an item speaks of: this one, or a sibling that the call's proof is good for as well (design 5.2). One that
 * is closed had the number before one that is open.
 */
export const addressee = async (place: Place, facts: ChannelFacts, deps: JudgeDeps): Promise<ChannelFacts | undefined> => {
  const { item } = place;
  if (item.kind === 'unreadable' || (item.address === undefined && item.number === undefined)) return facts;
  const speaksOf = async (channel: ChannelFacts): Promise<boolean> =>
    facts.protocol.addressedTo(item, { credentials: await deps.channels.credentials(channel.key, facts.protocol.name), number: channel.number });
  if (facts.open && (await speaksOf(facts))) return facts;
  const others = deps.siblings(facts, place.provenBy, place.receivedAt);
  for (const channel of [...others.filter(({ open }) => open), facts, ...others.filter(({ open }) => !open)]) {
    if (await speaksOf(channel)) return channel;
  }
  return undefined;
};
