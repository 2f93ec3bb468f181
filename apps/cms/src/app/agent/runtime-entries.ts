import { DEFAULT_HISTORY_LINES, runtimeProblems, type RuntimeConfig, type Sealed } from '@tandem/domain';
import type { RuntimeView, SaveRuntime } from '@tandem/wire';

export type RuntimeKind = SaveRuntime['kind'];

/** What stands in the form of one runtime; secrets are never shown and stand empty. */
export interface RuntimeEntries {
  readonly kind: RuntimeKind;
  readonly url: string;
  readonly secret: string;
  readonly baseUrl: string;
  readonly model: string;
  readonly systemPrompt: string;
  readonly apiKey: string;
  readonly historyLimit: string;
}

const blank: RuntimeEntries = {
  kind: 'demo', url: '', secret: '', baseUrl: '', model: '', systemPrompt: '', apiKey: '', historyLimit: String(DEFAULT_HISTORY_LINES),
};

export const runtimeEntriesOf = (view: RuntimeView | undefined): RuntimeEntries => {
  switch (view?.kind) {
    case undefined:
    case 'demo':
      return blank;
    case 'http':
      return { ...blank, kind: 'http', url: view.url };
    case 'openai': {
      const { kind, baseUrl, model, systemPrompt, historyLimit } = view;
      return { ...blank, kind, baseUrl, model, systemPrompt, historyLimit: String(historyLimit) };
    }
  }
};

/** The request: what belongs to the kind, and a secret only where one was typed. */
export const saveRuntimeOf = (entries: RuntimeEntries): SaveRuntime => {
  const { kind, url, secret, baseUrl, model, systemPrompt, apiKey, historyLimit } = entries;
  switch (kind) {
    case 'demo':
      return { kind };
    case 'http':
      return { kind, url: url.trim(), ...(secret.trim() !== '' && { secret: secret.trim() }) };
    case 'openai':
      return {
        kind, baseUrl: baseUrl.trim(), model: model.trim(), systemPrompt, historyLimit: wholeOf(historyLimit),
        ...(apiKey.trim() !== '' && { apiKey: apiKey.trim() }),
      };
  }
};

const wholeOf = (typed: string): number => (typed.trim() === '' ? Number.NaN : Number(typed));

export interface RuntimeEntryProblem {
  readonly field: keyof RuntimeEntries;
  readonly problem: ReturnType<typeof runtimeProblems>[number]['problem'];
}

/** What the server would refuse, by the server's own rules; a secret is missing only where none is saved. */
export const runtimeEntryProblems = (entries: RuntimeEntries, saved: RuntimeView | undefined): readonly RuntimeEntryProblem[] => {
  const { kind, url, secret, baseUrl, model, systemPrompt, apiKey, historyLimit } = entries;
  const sealed = '' as Sealed;
  const configs: Readonly<Record<RuntimeKind, RuntimeConfig>> = {
    demo: { kind: 'demo' },
    http: { kind: 'http', url: url.trim(), secret: sealed },
    openai: { kind: 'openai', baseUrl: baseUrl.trim(), model, systemPrompt, apiKey: sealed, historyLimit: wholeOf(historyLimit) },
  };
  const isNew = saved?.kind !== kind;
  return [
    ...runtimeProblems(configs[kind]),
    ...(isNew && kind === 'http' && secret.trim() === '' ? [{ field: 'secret', problem: 'Missing' } as const] : []),
    ...(isNew && kind === 'openai' && apiKey.trim() === '' ? [{ field: 'apiKey', problem: 'Missing' } as const] : []),
  ];
};
