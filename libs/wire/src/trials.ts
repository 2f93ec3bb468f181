/** What the phone of _Try it_ shows. */
export interface TrialView {
  /** The draft version has a runtime; without one nobody would answer. */
  readonly hasRuntime: boolean;
  /** The delays of the draft's configuration, or the defaults where there is none (`ofDraft`). */
  readonly settings: TrialDelays;
  readonly ofDraft: boolean;
  /** The delays of a trial that was asked to be short. */
  readonly short: Pick<TrialDelays, 'delayBeforeAskSeconds' | 'delayBeforeEndSeconds'>;
  /** Id of the conversation, once the phone has said something. */
  readonly conversation?: string;
  readonly status?: 'active' | 'held' | 'ended';
  readonly lines: readonly TrialLine[];
  /** What comes by itself, and when, if nobody says anything. */
  readonly due?: { readonly what: 'ask' | 'end'; readonly at: number };
}

export interface TrialDelays {
  readonly askUserToEndSession: boolean;
  readonly delayBeforeAskSeconds: number;
  readonly delayBeforeEndSeconds: number;
}

export interface TrialLine {
  readonly id: string;
  readonly at: number;
  /** `tandem`: no message, but something that happened. */
  readonly from: 'user' | 'agent' | 'tandem';
  readonly text?: string;
  readonly choices?: readonly TrialChoice[];
  /** Names the message in `seen`. */
  readonly send?: string;
  readonly kind?: 'reply' | 'operator' | 'ask' | 'closing';
  /** `sent`, `delivered`, `read` or `failed`; absent while it is on its way. */
  readonly status?: string;
  readonly what?: 'ended' | 'turn-failed' | 'turn-given-up';
  /** The literal of an end or a failure. */
  readonly reason?: string;
}

export interface TrialChoice {
  readonly kind: 'button' | 'list';
  readonly id: string;
  readonly title: string;
}

/** Either words or a choice. */
export interface TrialMessage {
  readonly text?: string;
  readonly choice?: TrialChoice;
  readonly short: boolean;
}
