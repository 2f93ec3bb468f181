import type { Page } from 'playwright-core';
import { heading, type Screen } from './screen.js';

const publishedTab = '/api/agents/shop/channels/published';
const reads = (text: string) => (page: Page) => page.getByText(text, { exact: false }).first().waitFor();
const waits = {
  proposal: {
    id: 'p1', by: { id: 'budi', name: 'Budi' }, at: 1_790_000_000_000, reason: 'Customers find the question too early',
    changes: [
      { field: 'settings.delayBeforeAskSeconds', old: 300, new: 600 }, { field: 'credentials.accessToken', old: { secret: '0123456789abcdef' }, new: { secret: 'fedcba9876543210' } },
    ],
  },
};
const waitsAlone = { proposal: {
  id: 'p1', by: { id: 'budi', name: 'Budi' }, at: 1_790_000_000_000, alone: 'runtime',
  changes: [{ field: 'runtimes.published.kind', old: 'demo', new: 'http' }, { field: 'runtimes.published.url', new: 'https://agent.example.com/turns/a-rather-long-path-of-one-word' }],
} };
const climbing = { state: 'ready', proven: false, endpoint: { status: 'not-set', notices: ['LastRegistrationFailed'], lastFailure: { at: 1_790_000_000_000, words: '(#200) No access to this account', step: 'subscription' } } };
const silent = [{
  id: 'shop', name: 'shop', archived: false, version: 3, runtimes: { published: { kind: 'demo' }, draft: { kind: 'demo' } },
  channels: {
    published: { protocol: 'meta-cloud', number: '6281234567890', state: 'proven', silentSince: 1_790_000_000_000 }, draft: { protocol: 'meta-cloud', number: '6281234567891', state: 'paused' },
  },
}];
const oneParked = [{ id: 'receipt1.0', at: 1_790_000_001_000, receivedAt: 1_790_000_000_000, receipt: 'receipt1', item: 0, reason: 'Failed' }];

/** What waits for somebody: a change for a second person, a number for its next step, an item for a decision. */
export const waitingScreens: readonly Screen[] = [
  { name: 'dashboard-silent', path: '/', answers: { '/api/agents': { json: silent } }, until: reads('Silent since') },
  { name: 'dashboard-silent-id', path: '/', language: 'id', answers: { '/api/agents': { json: silent } }, until: heading('shop') },
  { name: 'channel-approval', path: '/agents/shop/channel', changes: { [publishedTab]: waits }, until: heading('A change waits for approval') },
  { name: 'channel-approval-id', path: '/agents/shop/channel', language: 'id', changes: { [publishedTab]: waits }, until: heading('Sebuah perubahan menunggu persetujuan') },
  { name: 'channel-approval-alone', path: '/agents/shop/channel', changes: { [publishedTab]: waitsAlone }, until: reads('answered by another runtime') },
  { name: 'channel-approval-alone-id', path: '/agents/shop/channel', language: 'id', changes: { [publishedTab]: waitsAlone }, until: reads('dijawab oleh runtime lain') },
  { name: 'channel-ladder', path: '/agents/shop/channel', changes: { [publishedTab]: climbing }, until: reads('No access to this account') },
  { name: 'channel-ladder-id', path: '/agents/shop/channel', language: 'id', changes: { [publishedTab]: climbing }, until: reads('No access to this account') },
  {
    name: 'webhooks-parked-one', path: '/agents/shop/webhooks', answers: { [`${publishedTab}/parked`]: { json: oneParked } },
    until: async (page) => {
      await heading('Parked items')(page);
      if ((await page.getByRole('checkbox').count()) > 0) throw new Error('One item is chosen for nothing.');
    },
  },
  { name: 'settings-id', path: '/agents/shop/settings', language: 'id', until: (page) => page.getByLabel('Alasan').or(page.getByRole('checkbox')).first().waitFor() },
  { name: 'try-it-id', path: '/agents/shop/try', language: 'id', until: (page) => page.getByRole('log').waitFor() },
];
