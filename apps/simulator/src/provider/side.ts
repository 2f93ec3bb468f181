import type { Exchange } from '../http/exchange.js';
import type { Chats } from '../whatsapp/chats.js';
import type { InboundMessage } from '../whatsapp/customer-message.js';
import type { Media } from '../whatsapp/media.js';
import type { Sending } from './deliveries.js';
import type { CommonFaults, AnyChange } from './faults.js';
import type { Outcome } from './outcome.js';

export type ProviderName = 'meta-cloud' | 'coster' | 'qontak';

/** A number as others may see it: without secrets. */
export type NumberView = {
  provider: ProviderName;
  /** The provider's id of the number. */
  phoneNumberId: string;
  displayPhoneNumber: string;
  name: string;
  label?: string;
  wabaId?: string;
  appId?: string;
  /** Meta Cloud: the callback set on this number. */
  override?: string;
  /** Coster: the account. Qontak: the organisation. */
  account?: string;
};

/** A body that is sent as it is, to where the number's webhooks go. */
export type RawBody = { rawBody?: string; contentType?: string; times?: number };

export type Inbound = { ids: string[]; sending: Sending };

/** One provider as the rest of the simulator sees it. */
export type Side = {
  provider: ProviderName;
  chats: Chats;
  media: Media;
  numbers: () => NumberView[];
  /** Whether the number with this id is this provider's. */
  has: (phoneNumberId: string) => boolean;
  faults: (phoneNumberId: string) => CommonFaults;
  /** Typed by trust, like all of the control API. */
  setFaults: (phoneNumberId: string, change: AnyChange) => CommonFaults;
  clearFaults: (phoneNumberId: string) => void;
  /** A customer writes, or something raw is sent. */
  inbound: (phoneNumberId: string, wanted: InboundMessage | RawBody) => Inbound;
  /** Sends what a batch has collected so far. */
  flush: (phoneNumberId: string) => Sending;
  /** Answers a call of the provider's API; undefined when the path is another's. */
  api: (exchange: Exchange) => Promise<Outcome | undefined>;
  snapshot: () => unknown;
  restore: (kept: unknown) => void;
  /** Forgets chats, faults and files; the numbers too, unless they are to be kept. */
  reset: (keepNumbers: boolean) => void;
};
