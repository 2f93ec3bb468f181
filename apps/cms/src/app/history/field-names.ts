import { languages, type CredentialField, type Fact, type Language } from '@tandem/domain';
import { durationOf } from '../channel/entries.js';
import { shownNumber } from '../kit/shown-number.js';
import type { Words } from '../words/words.js';

/** What the names of fields and values are taken from. */
export interface Naming {
  readonly words: Words;
  /** Of every protocol, by its name. */
  readonly protocols: Readonly<Record<string, { readonly title: string; readonly fields: readonly CredentialField[] } | undefined>>;
}

/** Sections of a configuration, in the order of the form. */
export const sections = ['number', 'credentials', 'webhook', 'settings', 'agent', 'published', 'draft'] as const;
export type Section = (typeof sections)[number];

const inWebhook = new Set(['address', 'webhookSecret', 'signingSecret', 'endpoint']);

/** The section of the form that a field stands in; `subject` tells the agent's own status from a configuration's. */
export const sectionOf = (field: string, ofAgent = false): Section => {
  const [first = '', second] = field.split('.');
  if (first === 'credentials' || first === 'settings') return first;
  if (first === 'runtimes') return second === 'draft' ? 'draft' : 'published';
  if (first === 'name' || first === 'policy' || ofAgent) return 'agent';
  return inWebhook.has(first) ? 'webhook' : 'number';
};

/** The label that the form has for a field; its path where no form knows it. */
export const fieldName = (field: string, { words, protocols }: Naming): string => {
  const [first = '', second = '', third = '', fourth = ''] = field.split('.');
  switch (first) {
    case 'credentials':
      return Object.values(protocols).flatMap((protocol) => protocol?.fields ?? []).find(({ name }) => name === second)?.label ?? second;
    case 'settings':
      return second === 'texts' ? textName({ language: third, part: fourth }, words) : settingName(second, words) ?? field;
    case 'runtimes':
      return words.facts.inVersion(runtimeName(third, words) ?? third, words.versions[second === 'draft' ? 'draft' : 'published']);
    default:
      return plainName(field, words) ?? field;
  }
};

const plainName = (field: string, words: Words): string | undefined => {
  const { facts } = words;
  if (field.startsWith('webhookSecret.old.')) return facts.oldSecret;
  if (field.startsWith('signingSecret.old.')) return facts.oldSigningSecret;
  return ({
    status: facts.status, protocol: words.form.protocol, number: words.form.number, name: words.agent.name, address: facts.address,
    webhookSecret: facts.webhookSecret, signingSecret: facts.signingSecret, endpoint: facts.endpoint, 'endpoint.webhookSecret': facts.endpointSecret, 'policy.publishedNeedsReason': facts.needsReason, 'policy.publishedNeedsApproval': facts.needsApproval,
  } as Readonly<Record<string, string | undefined>>)[field];
};

const settingName = (name: string, { session, providers }: Words): string | undefined => ({
  askUserToEndSession: session.ask, delayBeforeAskSeconds: session.delayBeforeAsk, delayBeforeEndSeconds: session.delayBeforeEnd,
  defaultLanguage: session.language, unknownReplies: providers.unknown.label,
} as Readonly<Record<string, string | undefined>>)[name];

const textName = ({ language, part }: { language: string; part: string }, { session, facts }: Words): string => {
  const parts: Readonly<Record<string, string | undefined>> = { ask: session.question, goOn: session.goOn, end: session.end, closing: session.closing };
  return facts.inLanguage(parts[part] ?? part, isLanguage(language) ? session.languages[language] : language);
};

const runtimeName = (name: string, { agent }: Words): string | undefined => ({
  kind: agent.kind, url: agent.url, secret: agent.secret, baseUrl: agent.baseUrl, model: agent.model, systemPrompt: agent.systemPrompt,
  apiKey: agent.apiKey, historyLimit: agent.historyLimit,
} as Readonly<Record<string, string | undefined>>)[name];

const isLanguage = (text: unknown): text is Language => languages.some((language) => language === text);

/** So much of a fingerprint tells two secrets apart. */
const SHOWN_OF_FINGERPRINT = 8;

/** A value as the form shows it; of a secret its fingerprint. */
export const factWords = (field: string, fact: Fact | undefined, naming: Naming): string => {
  const { history } = naming.words;
  if (fact === undefined) return history.none;
  if (typeof fact === 'object') return fact.secret === '' ? history.secretWithout : history.secret(fact.secret.slice(0, SHOWN_OF_FINGERPRINT));
  if (typeof fact === 'boolean') return fact ? history.values.on : history.values.off;
  if (fact === '') return history.emptyValue;
  return typeof fact === 'number' ? numberWords(field, fact, naming.words) : textWords(field, fact, naming);
};

const numberWords = (field: string, value: number, { history, session }: Words): string => {
  if (!field.endsWith('Seconds')) return String(value);
  const duration = durationOf(String(value), session.units);
  return duration === undefined ? history.values.seconds(value) : history.values.secondsAs(value, duration);
};

/** A value with a meaning of its own, in words; anything else as it was entered. */
const textWords = (field: string, value: string, { words, protocols }: Naming): string => {
  const known = (table: Readonly<Record<string, string | undefined>>): string => table[value] ?? value;
  const last = field.slice(field.lastIndexOf('.') + 1);
  if (field === 'number') return shownNumber(value);
  if (field === 'status') return known(words.facts.statuses);
  if (field === 'protocol') return protocols[value]?.title ?? value;
  if (field === 'endpoint') return known(words.facts.endpoints);
  if (last === 'kind') return known(words.agent.kinds);
  if (last === 'defaultLanguage') return known(words.session.languages);
  return last === 'unknownReplies' ? known(words.providers.unknown) : value;
};
