import { describe, expect, it } from '@jest/globals';
import { channelKey, conversationStream } from '@tandem/domain';
import { noConversation, type ConversationView } from '../views/conversation-view.js';
import type { Api } from './api.js';
import { lookFor } from './look-for.js';

const shop = channelKey('shop', 'published');
const streamOf = (customer: string) => conversationStream(shop, customer);
const into: Readonly<Record<string, string>> = { first: 'second', second: 'third' };

const viewOf = (conversation: string): ConversationView => {
  const view = noConversation(conversation);
  return { ...view, mergedInto: into[view.customer] };
};
const asked: object[] = [];
const api = {
  search: { find: (wanted: object) => (asked.push(wanted), { conversations: ['first', 'third', 'other'].map(streamOf), cut: false }) },
  views: { conversation: viewOf },
} as unknown as Pick<Api, 'search' | 'views'>;

describe('what is looked for', () => {
  it('is found where somebody goes on who turned out to be somebody else, and once', () =>
    expect(lookFor({ text: 'hello' }, { role: 'owner' }, api)?.among).toEqual(['third', 'other'].map(streamOf)));

  it('is a number by its digits, however it is written', () => {
    lookFor({ number: '+62 (812) 99.99-0001' }, { role: 'contributor' }, api);
    expect(asked.at(-1)).toMatchObject({ digits: '6281299990001' });
  });

  it('is nothing where neither words nor a number are given', () => expect(lookFor({ channel: shop }, { role: 'auditor' }, api)).toBeUndefined());

  it('is nothing that an auditor may look for', () => expect(() => lookFor({ text: 'hello' }, { role: 'auditor' }, api)).toThrow('SearchIsMasked'));
});
