import { describe, expect, it } from '@jest/globals';
import { protocols } from '@tandem/protocols';
import { id } from '../src/app/words/id.js';

/** Names that the provider's own documents and screens have, whatever the language. */
const names = ['Bearer', 'Bot', 'Channel ID', 'HMAC Client ID', 'HMAC Client Secret'];

describe('what protocols register', () => {
  it.each(protocols.map((protocol) => [protocol.title, protocol] as const))('has Indonesian words: %s', (_title, { name, credentialFields }) => {
    const advanced = credentialFields.filter((field) => field.advanced).flatMap(({ label, options = [] }) => [label, ...options.map((option) => option.label)]);
    expect(advanced.filter((label) => !names.includes(label) && id.providers.labels[label] === undefined)).toEqual([]);
    expect(id.protocols[name]).toBeDefined();
  });
});
