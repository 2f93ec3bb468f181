import { describe, expect, it } from '@jest/globals';
import type { FormAt } from '@tandem/wire';
import { en } from '../words/en.js';
import type { Naming } from './field-names.js';
import { formGroups } from './form-rows.js';

const field = (name: string, label: string, secret = false) => ({ name, label, secret, required: true });
const naming: Naming = { words: en, protocols: { 'meta-cloud': { title: 'Meta Cloud', fields: [field('appId', 'App ID'), field('appSecret', 'App Secret', true), field('token', 'Token', true)] } } };
const form = (fields: FormAt['fields']): FormAt => ({ status: 'connected', revision: 3, fields });

describe('the form as it stood', () => {
  const groups = formGroups(form([
    { field: 'status', value: 'connected' }, { field: 'protocol', value: 'meta-cloud' }, { field: 'number', value: '6281234567890' },
    { field: 'credentials.token', value: { secret: 'ffff0000ffff0000' } }, { field: 'credentials.appId', value: '900' }, { field: 'credentials.appSecret', value: { secret: 'aaaa1111aaaa1111' } },
    { field: 'webhookSecret', value: { secret: 'bbbb2222bbbb2222' } },
    { field: 'settings.askUserToEndSession', value: true }, { field: 'settings.texts.en.ask', value: 'More?' }, { field: 'settings.texts.id.ask', value: 'Lagi?' },
  ]), naming);

  it('has the sections of the form in their order, texts by language', () => {
    expect(groups.map(({ section, language }) => [section, language])).toEqual([
      ['number', undefined], ['credentials', undefined], ['webhook', undefined], ['settings', undefined], ['settings', 'English'], ['settings', 'Indonesian'],
    ]);
  });

  it('has credentials in the order of their protocol, secrets as fingerprints', () => {
    expect(groups[1]?.rows.map(({ label, value, kind }) => [label, value, kind])).toEqual([
      ['App ID', '900', 'code'], ['App Secret', 'secret, fingerprint aaaa1111', 'secret'], ['Token', 'secret, fingerprint ffff0000', 'secret'],
    ]);
  });

  it('shows switches as switches, and long texts as such', () => {
    expect(groups.slice(3).flatMap(({ rows }) => rows.map(({ kind, on }) => [kind, on]))).toEqual([['switch', true], ['area', false], ['area', false]]);
  });

  it('of an agent has its runtimes apart', () => {
    const agent = form([{ field: 'status', value: 'active' }, { field: 'name', value: 'Shop' }, { field: 'runtimes.published.kind', value: 'demo' }, { field: 'runtimes.draft.kind', value: 'http' }]);
    expect(formGroups(agent, naming, true).map(({ section, rows }) => [section, rows.map(({ value }) => value)])).toEqual([
      ['agent', ['Active', 'Shop']], ['published', ['Demo agent']], ['draft', ['HTTP endpoint']],
    ]);
  });
});
