import {
  DEFAULT_HISTORY_LINES, SECOND, runtimeProblems, type AgentVersion, type Millis, type RuntimeConfig, type Sealed,
} from '@tandem/domain';
import type { FieldProblem, RuntimeTrial, RuntimeView } from '@tandem/wire';
import { runtimeFromConfig } from '../agent/runtime-from-config.js';
import { runtimeKeyOf } from '../agent/webhook-signature.js';
import { CREDENTIALS_KEY } from '../channel/channel-procedures.js';
import { textOf } from '../conversation/text-of.js';
import type { Api } from './api.js';
import type { RuntimeBody } from './dto.js';
import { ProblemException } from './problems.js';

/** A runtime as it may be shown: secrets are write-only. */
export const runtimeView = (config: RuntimeConfig | undefined): RuntimeView | undefined => {
  switch (config?.kind) {
    case undefined:
      return undefined;
    case 'demo':
      return { kind: 'demo' };
    case 'http':
      return { kind: 'http', url: config.url };
    case 'openai': {
      const { kind, baseUrl, model, systemPrompt, historyLimit } = config;
      return { kind, baseUrl, model, systemPrompt, historyLimit };
    }
  }
};

/** What was entered over what is saved; a secret that is left out or empty stays. Throws with a problem per field. */
export const runtimeConfigOf = async (
  body: RuntimeBody, saved: RuntimeConfig | undefined, { vault }: Pick<Api, 'vault'>,
): Promise<RuntimeConfig> => {
  const seal = async (typed: string | undefined, kept: Sealed | undefined): Promise<Sealed> =>
    typed ? vault.seal(CREDENTIALS_KEY, typed.trim()) : (kept ?? ('' as Sealed));
  const config = await merged(body, saved, seal);
  const problems: readonly FieldProblem[] = [
    ...foreignFields(body), ...secretProblems(body, config), ...runtimeProblems(config),
  ];
  if (problems.length > 0) throw ProblemException.ofReason('RuntimeRefused', { fields: problems });
  return config;
};

type Seal = (typed: string | undefined, kept: Sealed | undefined) => Promise<Sealed>;

const merged = async (body: RuntimeBody, saved: RuntimeConfig | undefined, seal: Seal): Promise<RuntimeConfig> => {
  switch (body.kind) {
    case 'demo':
      return { kind: 'demo' };
    case 'http':
      return {
        kind: 'http', url: (body.url ?? '').trim(),
        secret: await seal(body.secret, saved?.kind === 'http' ? saved.secret : undefined),
      };
    case 'openai': {
      const { baseUrl = '', model = '', systemPrompt = '', historyLimit = DEFAULT_HISTORY_LINES } = body;
      const apiKey = await seal(body.apiKey, saved?.kind === 'openai' ? saved.apiKey : undefined);
      return { kind: 'openai', baseUrl: baseUrl.trim(), model: model.trim(), systemPrompt, historyLimit, apiKey };
    }
  }
};

const fieldsOf: Readonly<Record<RuntimeBody['kind'], readonly (keyof RuntimeBody)[]>> = {
  demo: [], http: ['url', 'secret'], openai: ['baseUrl', 'model', 'systemPrompt', 'apiKey', 'historyLimit'],
};

const foreignFields = (body: RuntimeBody): FieldProblem[] =>
  (Object.keys(body) as (keyof RuntimeBody)[])
    .filter((field) => field !== 'kind' && field !== 'reason' && body[field] !== undefined && !fieldsOf[body.kind].includes(field))
    .map((field) => ({ field, problem: 'Unknown' }));

const secretProblems = (body: RuntimeBody, config: RuntimeConfig): FieldProblem[] => {
  if (config.kind === 'http') {
    if (config.secret === '') return [{ field: 'secret', problem: 'Missing' }];
    return body.secret && !runtimeKeyOf(body.secret.trim()) ? [{ field: 'secret', problem: 'NotASecret' }] : [];
  }
  return config.kind === 'openai' && config.apiKey === '' ? [{ field: 'apiKey', problem: 'Missing' }] : [];
};

const TRIAL_LASTS: Millis = 20 * SECOND;

/** One turn with a runtime, of a conversation that there is not. */
export const tryRuntime = async (
  config: RuntimeConfig, of: { agent: string; version: AgentVersion }, { vault, clock, newId }: Api,
): Promise<RuntimeTrial> => {
  const runtime = runtimeFromConfig(config, { open: (sealed) => vault.open(sealed), now: () => clock.now() });
  const id = `trial-${newId()}`;
  const began = clock.monotonic();
  const outcome = await runtime.answer({
    turn: id, attempt: 1, ...of, conversation: id, session: id, customer: {
      id: 'trial', name: 'Trial', language: 'en',
    },
    messages: [{ id, at: clock.now(), content: { type: 'text', text: 'Hello' } }], history: [],
  }, { timeout: TRIAL_LASTS });
  const milliseconds = Math.round(clock.monotonic() - began);
  return outcome.kind === 'answered'
    ? { kind: 'answered', milliseconds, replies: outcome.replies.map(textOf), endSession: outcome.endSession }
    : { kind: 'failed', milliseconds, reason: outcome.reason };
};
