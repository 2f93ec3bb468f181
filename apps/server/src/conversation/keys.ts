import { KeyDestroyed } from '@tandem/event-store';
import type { ChannelKey, Identifiers, InboundMessage, OutboundContent, Sealed, Vault } from '@tandem/domain';

/** Name of the key that seals what is personal about one customer. */
export const customerKey = (customer: string): string => `customer-${customer}`;

/** What the box of a `MessageReceived` holds. */
export interface SealedMessage {
  readonly id?: string;
  readonly name?: string;
  readonly replyTo?: string;
  readonly content: InboundMessage['content'];
}

/** Seals for a customer, or nothing where he was erased: what comes after an erasure is recorded without what is personal. */
export const sealUnlessErased = async (vault: Vault, customer: string, plain: string): Promise<Sealed | undefined> => {
  try {
    return await vault.seal(customerKey(customer), plain);
  } catch (error) {
    if (error instanceof KeyDestroyed) return undefined;
    throw error;
  }
};

/** Our id of a send with the customer's before it, as it goes with the call: a status that brings it back finds both. */
export const sendReference = (customer: string, send: string): string => `${customer}~${send}`;

export const partsOfReference = (reference: string): { customer: string; send: string } | undefined => {
  const cut = reference.indexOf('~');
  return cut < 1 ? undefined : { customer: reference.slice(0, cut), send: reference.slice(cut + 1) };
};

/** Keyed hash of a provider's id of a message: stands for it in clear. */
export const messageKey = (vault: Vault, channel: ChannelKey, id: string): string => vault.keyedHash(`${channel} message:${id}`);

export const openMessage = (vault: Vault, box: Sealed): Promise<SealedMessage | undefined> => openJson(vault, box);
export const openContent = (vault: Vault, box: Sealed): Promise<OutboundContent | undefined> => openJson(vault, box);
export const openWho = (vault: Vault, box: Sealed): Promise<Identifiers | undefined> => openJson(vault, box);

const openJson = async <T>(vault: Vault, box: Sealed): Promise<T | undefined> => {
  const text = await vault.open(box);
  return text === undefined ? undefined : (JSON.parse(text) as T);
};
