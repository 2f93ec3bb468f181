import type { InboundContent } from '../channel/inbound.js';
import type { OutboundContent } from '../channel/outbound.js';
import type { Language } from '../channel/session-settings.js';
import type { Millis } from '../kernel/time.js';

/** What the customer has said since the last turn, with what went before. */
export interface TurnRequest {
  /** The same when the turn is repeated: a runtime that keeps it can answer as it did. */
  readonly turn: string;
  /** 1 for the first call. */
  readonly attempt: number;
  readonly agent: string;
  readonly version: 'published' | 'draft';
  readonly conversation: string;
  readonly session: string;
  readonly customer: { readonly id: string; readonly name?: string; readonly language?: string };
  readonly messages: readonly TurnMessage[];
  /** Oldest first, bounded by the runtime's own limit. */
  readonly history: readonly HistoryLine[];
}

export interface TurnMessage {
  readonly id: string;
  readonly at: Millis;
  readonly content: InboundContent;
}

export interface HistoryLine {
  readonly from: 'customer' | 'agent' | 'operator';
  readonly at: Millis;
  readonly text: string;
}

export type TurnOutcome =
  /** `language`: in which the customer is spoken to from now on; left out, nothing is said of it. */
  | { readonly kind: 'answered'; readonly replies: readonly OutboundContent[]; readonly endSession: boolean; readonly language?: Language }
  /** Down, slow, or answered nonsense: the turn is repeated. `reason` is a short literal without what was said. */
  | { readonly kind: 'failed'; readonly reason: string };

/** An agent version's software (HTTP, OpenAI-compatible, or the built-in demo agent). Never throws. */
export interface Runtime {
  /** Lines of history it wants to be given. */
  readonly historyLimit: number;
  answer(request: TurnRequest, options: { timeout: Millis }): Promise<TurnOutcome>;
}
