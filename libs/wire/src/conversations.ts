export interface ConversationLine {
  /** Opaque; part of the address of its page. */
  readonly id: string;
  readonly agent: string;
  readonly agentName: string;
  readonly version: 'published' | 'draft';
  readonly customer: string;
  readonly name?: string;
  readonly phone?: string;
  readonly status: 'active' | 'held' | 'ended';
  readonly startedAt?: number;
  readonly lastAt: number;
  readonly lastText?: string;
  readonly asks: number;
  readonly endedAt?: number;
  readonly endReason?: string;
  readonly unanswered: boolean;
  readonly sendFailure?: string;
  /** Names, numbers and words are hidden from this reader until he says why he must see them (`unmask`). */
  readonly masked?: boolean;
}

export interface ConversationPage {
  readonly conversations: readonly ConversationLine[];
  /** Goes into `before` of the next page. */
  readonly next?: string;
  /** More was found than is looked at: the newest is. */
  readonly cut?: boolean;
}

/** One thing that happened, as an operator reads it. */
export interface TimelineEntry {
  readonly id: string;
  readonly at: number;
  /** The event's type, e.g. `MessageReceived`. */
  readonly type: string;
  readonly text?: string;
  /** What the event says in clear. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The webhook call or event that caused it. */
  readonly causation?: string;
  /** The operator's name, where one did it. */
  readonly by?: string;
}

export interface ConversationDetail extends ConversationLine {
  readonly timeline: readonly TimelineEntry[];
  /** It goes on there. */
  readonly mergedInto?: string;
}

/** What an erasure did. */
export interface ErasedCustomer {
  /** When the last raw webhook body that may speak of the customer goes. */
  readonly rawBodiesGoAt: number;
}

/** Either free words, or a message that the provider has approved beforehand (the only kind outside the 24 hours). */
export interface Speak {
  readonly text?: string;
  readonly template?: SpokenTemplate;
}

export interface SpokenTemplate {
  /** The provider's name of it (Qontak: its id). */
  readonly name: string;
  /** E.g. `en`, `id`, `en_US`. */
  readonly language: string;
  /** For the placeholders of its body, in their order. */
  readonly parameters?: readonly string[];
  /** What it reads like, for people who look at the conversation. */
  readonly text?: string;
}
