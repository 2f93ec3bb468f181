import { describe, expect, it } from '@jest/globals';
import { evolveChannel, fieldsOfAgent, fieldsOfChannel, noChannel, type Agent, type ChannelEvent, type Sealed } from '@tandem/domain';
import { en } from '../words/en.js';
import { id } from '../words/id.js';
import { factWords, fieldName, sectionOf, type Naming } from './field-names.js';

const naming: Naming = {
  words: en,
  protocols: { 'meta-cloud': { title: 'Meta Cloud', fields: [{ name: 'appSecret', label: 'App Secret', secret: true, required: true }] } },
};
const name = (field: string) => fieldName(field, naming);
const shown = (field: string, fact: Parameters<typeof factWords>[1]) => factWords(field, fact, naming);

describe('the name of a field', () => {
  it.each([
    ['settings.delayBeforeAskSeconds', 'Delay Before Ask (seconds)'], ['settings.texts.id.goOn', 'Button to go on (Indonesian)'], ['credentials.appSecret', 'App Secret'],
    ['runtimes.draft.kind', 'Kind (draft runtime)'], ['webhookSecret.old.abc', 'Older webhook secret, still valid'], ['number', 'Phone number'],
  ])('%s is the label of the form: %s', (field, label) => expect(name(field)).toBe(label));

  it('is its path where no form knows it', () => expect([name('settings.new'), name('new'), name('credentials.gone')]).toEqual(['settings.new', 'new', 'gone']));

  it('is there for everything that is saved', () => {
    const sealed = 'x' as Sealed;
    const events: readonly ChannelEvent[] = [
      { type: 'ChannelConnected', data: { protocol: 'meta-cloud', number: '6281234567890', address: 'a' } },
      { type: 'WebhookSecretGenerated', data: { secret: sealed, fingerprint: 'f1' } },
      { type: 'CredentialsSaved', data: { values: {}, secrets: { appSecret: { sealed, fingerprint: 'f2', lastFour: '1234' } }, proofField: 'appSecret' } },
      { type: 'WebhookSecretRegenerated', data: { secret: sealed, fingerprint: 'f3' } },
      { type: 'EndpointRegistered', data: { protocol: 'meta-cloud', at: 1, by: 'set-endpoint', fingerprint: 'f3' } },
    ];
    const openai = { kind: 'openai', baseUrl: 'u', model: 'm', systemPrompt: '', apiKey: sealed, historyLimit: 1 } as const;
    const agent: Agent = { status: 'active', name: 'Shop', runtimes: { published: openai, draft: { kind: 'http', url: 'u', secret: sealed } } };
    const fields = [...fieldsOfChannel(events.reduce(evolveChannel, noChannel)), ...fieldsOfAgent(agent)].map(({ field }) => field);
    expect(fields.length).toBeGreaterThan(30);
    expect(fields.filter((field) => name(field) === field || name(field).startsWith(`${field.split('.')[2]} (`))).toEqual([]);
  });
});

describe('a value in words', () => {
  it.each([
    ['settings.askUserToEndSession', true, 'On'], ['settings.delayBeforeAskSeconds', 300, '300 s (5 min)'], ['settings.delayBeforeAskSeconds', 45, '45 s'],
    ['settings.texts.en.closing', '', '(empty)'], ['credentials.appSecret', { secret: '0123456789abcdef' }, 'secret, fingerprint 01234567'],
    ['runtimes.draft.apiKey', { secret: '' }, 'secret'], ['protocol', 'meta-cloud', 'Meta Cloud'], ['number', '6281234567890', '+62 812 3456 7890'],
    ['settings.defaultLanguage', 'id', 'Indonesian'], ['settings.unknownReplies', 'park', 'Leave it to a person: it may be missing'], ['runtimes.published.historyLimit', 20, '20'],
    ['settings.texts.en.ask', undefined, 'not set'], ['settings.texts.en.ask', 'connected', 'connected'],
  ] as const)('%s %j is %s', (field, fact, words) => expect(shown(field, fact)).toBe(words));

  it('is said in the language of the interface', () => expect(factWords('status', 'connected', { ...naming, words: id })).toBe('Terhubung'));
});

describe('the section of a field', () => {
  it.each([
    ['number', 'number'], ['status', 'number'], ['credentials.appId', 'credentials'], ['webhookSecret', 'webhook'], ['endpoint.webhookSecret', 'webhook'],
    ['settings.texts.en.ask', 'settings'], ['runtimes.draft.url', 'draft'], ['runtimes.published.url', 'published'], ['name', 'agent'],
  ] as const)('of %s is %s', (field, section) => expect(sectionOf(field)).toBe(section));

  it('of the agent\'s own status is the agent', () => expect(sectionOf('status', true)).toBe('agent'));
});
