import type { Sealed } from '../kernel/vault.js';

/** How an agent version's software is reached. Secrets are sealed; everything else stands in events in clear. */
export type RuntimeConfig = DemoRuntimeConfig | HttpRuntimeConfig | OpenAiRuntimeConfig;

/** The built-in demo agent. */
export interface DemoRuntimeConfig {
  readonly kind: 'demo';
}

/** An HTTP endpoint that speaks our contract (docs/how-to/connect-a-runtime.md). */
export interface HttpRuntimeConfig {
  readonly kind: 'http';
  /** `http:` or `https:`, without user and password. */
  readonly url: string;
  /** `whsec_` and base64, as Standard Webhooks has it; signs every turn. */
  readonly secret: Sealed;
}

/** An endpoint with OpenAI's chat completions. */
export interface OpenAiRuntimeConfig {
  readonly kind: 'openai';
  /** Up to and including the version, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Empty = none. */
  readonly systemPrompt: string;
  readonly apiKey: Sealed;
  /** Lines of earlier conversation that the model is given, 0 to `MAX_HISTORY_LINES`. */
  readonly historyLimit: number;
}

export const runtimeKinds = ['demo', 'http', 'openai'] as const satisfies readonly RuntimeConfig['kind'][];
export const DEFAULT_HISTORY_LINES = 20;
export const MAX_HISTORY_LINES = 200;
