import type { Agent } from '../agent/agent.js';
import type { RuntimeConfig } from '../agent/runtime-config.js';
import { setupOf, type Channel, type ProtocolSetup } from '../channel/channel.js';
import { languages, type SessionSettings } from '../channel/session-settings.js';

/** A field as an auditor sees it; of a secret the fingerprint, where it has one. */
export type Fact = string | number | boolean | { readonly secret: string };

/** What one field was and is; a side that is left out had no such field. */
export interface FieldChange {
  /** Path, e.g. `settings.texts.en.ask` or `credentials.appSecret`. */
  readonly field: string;
  readonly old?: Fact;
  readonly new?: Fact;
}

/** What two states are compared by: the sealed text tells two secrets apart and is never shown. */
interface Line {
  readonly field: string;
  readonly fact: Fact;
  readonly identity: string;
}

/** Field by field, what is different in `after`, in the order of the form. */
export const diffChannels = (before: Channel, after: Channel): readonly FieldChange[] =>
  diff(channelLines(before), channelLines(after));

/** Field by field, what is different in `after`. */
export const diffAgents = (before: Agent, after: Agent): readonly FieldChange[] => diff(agentLines(before), agentLines(after));

const diff = (before: readonly Line[], after: readonly Line[]): FieldChange[] => {
  const old = new Map(before.map((line) => [line.field, line]));
  const now = new Map(after.map((line) => [line.field, line]));
  const fields = [...new Set([...now.keys(), ...old.keys()])];
  return fields.filter((field) => old.get(field)?.identity !== now.get(field)?.identity).map((field) => ({
    field,
    ...(old.has(field) ? { old: old.get(field)!.fact } : {}),
    ...(now.has(field) ? { new: now.get(field)!.fact } : {}),
  }));
};

const plain = (field: string, fact: string | number | boolean): Line => ({ field, fact, identity: `${typeof fact} ${fact}` });

const secret = (field: string, shown: string, identity = shown): Line => ({
  field,
  fact: { secret: shown },
  identity: `secret ${identity}`,
});

const agentLines = (agent: Agent): Line[] =>
  agent.status === 'none'
    ? []
    : [
        plain('status', agent.status),
        plain('name', agent.name),
        ...runtimeLines('runtimes.published', agent.runtimes.published),
        ...runtimeLines('runtimes.draft', agent.runtimes.draft),
        ...(agent.policy ? [plain('policy.publishedNeedsReason', agent.policy.publishedNeedsReason)] : []),
        ...(agent.policy?.publishedNeedsApproval !== undefined ? [plain('policy.publishedNeedsApproval', agent.policy.publishedNeedsApproval)] : []),
      ];

/** A runtime's secrets have no fingerprint: that they changed is seen, not more. */
const runtimeLines = (path: string, runtime: RuntimeConfig | undefined): Line[] => {
  if (!runtime) return [];
  const kind = plain(`${path}.kind`, runtime.kind);
  switch (runtime.kind) {
    case 'demo':
      return [kind];
    case 'http':
      return [kind, plain(`${path}.url`, runtime.url), secret(`${path}.secret`, '', runtime.secret)];
    case 'openai':
      return [
        kind,
        plain(`${path}.baseUrl`, runtime.baseUrl),
        plain(`${path}.model`, runtime.model),
        plain(`${path}.systemPrompt`, runtime.systemPrompt),
        secret(`${path}.apiKey`, '', runtime.apiKey),
        plain(`${path}.historyLimit`, runtime.historyLimit),
      ];
  }
};

/** Configuration only: whether sending is paused or the number proven is told by events, not set by anybody. */
const channelLines = (channel: Channel): Line[] => {
  if (channel.status === 'none') return [];
  const setup = setupOf(channel, channel.protocol);
  return [
    plain('status', channel.status),
    plain('protocol', channel.protocol),
    plain('number', channel.number),
    plain('address', channel.address),
    ...credentialLines(setup),
    ...secretLines('webhookSecret', setup.webhookSecrets),
    ...secretLines('signingSecret', setup.appSecrets),
    plain('endpoint', setup.endpoint.status),
    ...(setup.endpoint.status === 'set' ? [secret('endpoint.webhookSecret', setup.endpoint.fingerprint)] : []),
    ...settingsLines(channel.settings),
  ];
};

const credentialLines = ({ values, secrets }: ProtocolSetup): Line[] => [
  ...Object.entries(values).map(([name, value]) => plain(`credentials.${name}`, value)),
  ...Object.entries(secrets).map(([name, saved]) => secret(`credentials.${name}`, saved.fingerprint)),
];

/** The one in force, and those that are still valid beside it. */
const secretLines = (field: string, secrets: ProtocolSetup['webhookSecrets']): Line[] =>
  secrets.map(({ fingerprint }, place) => secret(place === 0 ? field : `${field}.old.${fingerprint}`, fingerprint));

const settingsLines = (settings: SessionSettings): Line[] => [
  plain('settings.askUserToEndSession', settings.askUserToEndSession),
  plain('settings.delayBeforeAskSeconds', settings.delayBeforeAskSeconds),
  plain('settings.delayBeforeEndSeconds', settings.delayBeforeEndSeconds),
  plain('settings.defaultLanguage', settings.defaultLanguage),
  ...(settings.unknownReplies ? [plain('settings.unknownReplies', settings.unknownReplies)] : []),
  ...languages.flatMap((language) =>
    (['ask', 'goOn', 'end', 'closing'] as const).map((text) =>
      plain(`settings.texts.${language}.${text}`, settings.texts[language][text]),
    ),
  ),
];
