import type { Millis } from '../kernel/time.js';
import type { Identifiers, ProviderError } from './inbound.js';

/** What we say to a customer, in our words; a protocol turns it into its own. */
export type OutboundContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'buttons'; readonly text: string; readonly buttons: readonly OutboundButton[] }
  | {
      readonly type: 'list';
      readonly text: string;
      /** Label of the button that opens the list. */
      readonly open: string;
      readonly rows: readonly { readonly id: string; readonly title: string; readonly description?: string }[];
    }
  | {
      readonly type: 'media';
      readonly media: 'image' | 'audio' | 'video' | 'document' | 'sticker';
      /** Either the provider's id of an upload, or a public https address. */
      readonly id?: string;
      readonly link?: string;
      readonly caption?: string;
      readonly filename?: string;
    }
  /** A message that the provider has approved beforehand; the only kind that may be sent outside the window. */
  | {
      readonly type: 'template';
      /** The provider's name of it (Qontak: its id). */
      readonly name: string;
      /** E.g. `en`, `id`, `en_US`. */
      readonly language: string;
      /** For the body's placeholders, in their order. */
      readonly parameters?: readonly string[];
      /** What it reads like, for people who look at the conversation. */
      readonly text?: string;
    };

export interface OutboundButton {
  readonly id: string;
  readonly title: string;
}

/** One message on its way out. */
export interface Outbound {
  /** Our id of the send; goes with the call wherever the provider takes it, and stays the same when repeated. */
  readonly send: string;
  readonly to: Identifiers;
  readonly content: OutboundContent;
  /** Qontak: the room that a send needs. */
  readonly room?: string;
}

/** The provider's own words of a failure. */
export interface Papers extends ProviderError {
  readonly httpStatus?: number;
  readonly requestId?: string;
}

/** How a send ended. Few kinds, each with its papers (style 16). */
export type SendOutcome =
  /** `id` is the provider's id of the message. `notes` say what was lost in translation, e.g. a fourth button. */
  | { readonly kind: 'accepted'; readonly id: string; readonly notes?: readonly string[] }
  /**
   * Transient. `holds` says what must wait: this message, everything to this customer, or the whole number; `after` is
   * the first pause, which the caller grows; `tries`, where given, how many attempts in all make sense.
   */
  | {
      readonly kind: 'retry';
      readonly holds: 'message' | 'customer' | 'number';
      readonly after?: Millis;
      readonly tries?: number;
      readonly papers: Papers;
    }
  /** A broken credential or account: the channel pauses until an operator acts; the message stays queued. */
  | { readonly kind: 'pause'; readonly papers: Papers }
  /** Final. */
  | { readonly kind: 'refused'; readonly papers: Papers }
  /** A person holds the customer's room: nothing was said, and the agent is to be silent. */
  | { readonly kind: 'held'; readonly papers: Papers }
  /** The call may or may not have had its effect (time-out, connection lost after the request left). */
  | { readonly kind: 'unknown'; readonly papers: Papers };
