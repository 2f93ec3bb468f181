import {
  DEFAULT_HISTORY_LINES, MAX_HISTORY_LINES, type HttpRuntimeConfig, type OpenAiRuntimeConfig, type Runtime, type RuntimeConfig,
  type Sealed,
} from '@tandem/domain';
import { createDemoRuntime, type DemoRuntimeOptions } from './demo-runtime.js';
import { failed } from './failing-runtime.js';
import { createHttpRuntime } from './http-runtime.js';
import { createOpenAiRuntime } from './openai-runtime.js';
import type { Fetch } from './post-json.js';

export interface RuntimeMeans {
  /** Opens a sealed secret; undefined when its key was destroyed. */
  readonly open: (sealed: Sealed) => Promise<string | undefined>;
  readonly fetch?: Fetch;
  /** The wall clock. */
  readonly now?: () => number;
  readonly demo?: DemoRuntimeOptions;
}

/** The runtime that a configuration names. Secrets are opened for each call and kept nowhere. */
export const runtimeFromConfig = (config: RuntimeConfig, means: RuntimeMeans): Runtime => {
  switch (config.kind) {
    case 'demo': return createDemoRuntime(means.demo);
    case 'http': return httpRuntime(config, means);
    case 'openai': return openAiRuntime(config, means);
  }
};

const httpRuntime = ({ url, secret }: HttpRuntimeConfig, { open, fetch, now }: RuntimeMeans): Runtime =>
  withSecret({ sealed: secret, open, historyLimit: DEFAULT_HISTORY_LINES }, (opened) => createHttpRuntime({ url, secret: opened, fetch, now }));

const openAiRuntime = (config: OpenAiRuntimeConfig, { open, fetch }: RuntimeMeans): Runtime => {
  const { baseUrl, model, systemPrompt } = config;
  const historyLimit = Math.min(Math.max(0, Math.floor(config.historyLimit)), MAX_HISTORY_LINES);
  return withSecret({ sealed: config.apiKey, open, historyLimit }, (apiKey) =>
    createOpenAiRuntime({ baseUrl, model, systemPrompt, apiKey, historyLimit, fetch }),
  );
};

interface Locked {
  readonly sealed: Sealed;
  readonly open: RuntimeMeans['open'];
  readonly historyLimit: number;
}

const withSecret = ({ sealed, open, historyLimit }: Locked, create: (secret: string) => Runtime): Runtime => ({
  historyLimit,
  answer: async (request, options) => {
    let secret: string | undefined;
    try {
      secret = await open(sealed);
    } catch {
      return failed('SecretNotReadable');
    }
    return secret === undefined ? failed('SecretDestroyed') : create(secret).answer(request, options);
  },
});
