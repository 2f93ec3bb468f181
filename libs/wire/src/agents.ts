import type { ChannelSummary } from './channels.js';

export interface AgentSummary {
  readonly id: string;
  readonly name: string;
  readonly archived: boolean;
  readonly version: number;
  readonly runtimes: { readonly published?: RuntimeView; readonly draft?: RuntimeView };
  /** A version without a number is not there: complete, not half set up. */
  readonly channels: { readonly published?: ChannelSummary; readonly draft?: ChannelSummary };
  /** Every change of the published version must say why. */
  readonly publishedNeedsReason?: boolean;
  /** Every change of the published configuration waits for a second person. */
  readonly publishedNeedsApproval?: boolean;
}

/** A runtime as it may be shown; secrets are write-only. */
export type RuntimeView =
  | { readonly kind: 'demo' }
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'openai'; readonly baseUrl: string; readonly model: string; readonly systemPrompt: string; readonly historyLimit: number };

/** A secret that is left out keeps what is saved. */
export interface SaveRuntime {
  /** Why, for the history. */
  readonly reason?: string;
  readonly kind: 'demo' | 'http' | 'openai';
  readonly url?: string;
  readonly secret?: string;
  readonly baseUrl?: string;
  readonly model?: string;
  readonly systemPrompt?: string;
  readonly apiKey?: string;
  readonly historyLimit?: number;
}

/** What a trial call of a runtime brought. */
export type RuntimeTrial =
  | { readonly kind: 'answered'; readonly milliseconds: number; readonly replies: readonly string[]; readonly endSession: boolean }
  | { readonly kind: 'failed'; readonly milliseconds: number; readonly reason: string };
