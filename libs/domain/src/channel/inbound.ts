import type { Millis } from '../kernel/time.js';

/** What one webhook call says, item by item: a protocol's `parse` turns every part of a body into one of these. */
export type InboundItem = InboundMessage | InboundStatus | InboundNotice | Unreadable;

/** How a person is known to a provider: phone digits without `+`, a business-scoped user id, or both. */
export interface Identifiers {
  readonly phone?: string;
  readonly userId?: string;
}

/** Whom of ours an item speaks of, as far as the body says. */
export interface Addressed {
  /** The provider's id of our number, or of an account that has several; absent where the body does not say. */
  readonly address?: string;
  /** Our number, digits only, where the address stands for more than one (Coster's account). */
  readonly number?: string;
}

/** A room of a provider that keeps them (Qontak): a person who has it holds the session. */
export interface InboundRoom {
  readonly id: string;
  /** Absent where the body does not say, or says something that is none of these. */
  readonly state?: RoomState;
}

export type RoomState = 'unassigned' | 'assigned' | 'resolved';

/** Something a customer said or did that the agent should see. */
export interface InboundMessage extends Addressed {
  readonly kind: 'message';
  /** The provider's id of the message. */
  readonly id?: string;
  readonly from: Identifiers;
  readonly name?: string;
  /** The provider's stamp. */
  readonly at?: Millis;
  readonly content: InboundContent;
  /** The provider's id of the quoted message. */
  readonly replyTo?: string;
  /** Id of the group it was written in. */
  readonly group?: string;
  readonly room?: InboundRoom;
}

/** What became of something we sent. */
export interface InboundStatus extends Addressed {
  readonly kind: 'status';
  /** The provider's id of the message it speaks of. */
  readonly id?: string;
  readonly to: Identifiers;
  readonly at?: Millis;
  /** `accepted`, `sent`, `delivered`, `read`, `played`, `failed`, `deleted`; an unknown word as it came. */
  readonly status: string;
  readonly errors?: readonly ProviderError[];
  /**
   * Our own id of the send, where the provider gives back what went with it (Meta: `biz_opaque_callback_data`), or the
   * part of it behind the `~`, where there is no room for all of it (Coster: `xid`).
   */
  readonly send?: string;
  readonly room?: InboundRoom;
}

/** Everything else: nothing for the agent, and why. */
export interface InboundNotice extends Addressed {
  readonly kind: 'notice';
  readonly at?: Millis;
  /** The field or type it came as. */
  readonly what: string;
  readonly reason: string;
  /** The customer it is about, and his room, where it says something of one (Qontak: a person took it). */
  readonly about?: Identifiers;
  readonly room?: InboundRoom;
  /** It is what a person wrote to the customer in the provider's inbox: an answer that the agent need not give. */
  readonly personSpoke?: boolean;
}

export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: string;
}

export interface ProviderError {
  readonly code?: number | string;
  readonly title?: string;
  readonly details?: string;
}

export interface InboundMedia {
  readonly type: 'image' | 'audio' | 'video' | 'document' | 'sticker';
  readonly mediaId?: string;
  readonly url?: string;
  readonly mimeType?: string;
  readonly sha256?: string;
  readonly caption?: string;
  readonly filename?: string;
  readonly voice?: boolean;
  readonly animated?: boolean;
}

export type InboundContent =
  | { readonly type: 'text'; readonly text: string }
  | InboundMedia
  | {
      readonly type: 'location';
      readonly latitude?: number;
      readonly longitude?: number;
      readonly label?: string;
      readonly address?: string;
      readonly url?: string;
    }
  | { readonly type: 'contacts'; readonly contacts: readonly { readonly name?: string; readonly phones?: readonly string[] }[] }
  | { readonly type: 'button'; readonly id?: string; readonly title?: string }
  | { readonly type: 'list'; readonly id?: string; readonly title?: string; readonly description?: string }
  /** A flow's answer; `response` is the parsed JSON, or the text where it is not JSON. */
  | { readonly type: 'form'; readonly name?: string; readonly response?: unknown }
  /** `emoji` left out = taken back. */
  | { readonly type: 'reaction'; readonly emoji?: string; readonly target?: string }
  | { readonly type: 'order'; readonly catalogId?: string; readonly text?: string; readonly items?: readonly unknown[] }
  | { readonly type: 'other'; readonly was: string; readonly raw: unknown };
