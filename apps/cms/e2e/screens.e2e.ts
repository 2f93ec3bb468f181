import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { historyScreens } from './history-screens.js';
import { castProviders, providerScreens } from './provider-screens.js';
import { heading, type Screen } from './screen.js';
import { narrow, openStage, wide, type Stage } from './stage.js';
import { waitingScreens } from './waiting-screens.js';

/** Pictures to look at are kept where CMS_PICTURES says so. */
const pictures = process.env.CMS_PICTURES;
if (pictures) mkdirSync(pictures, { recursive: true });

const failure = { status: 503, json: { type: 'about:blank', title: 'Unavailable', status: 503, code: 'Unavailable' } };
const noCalls = { balance: { received: 0, accepted: 0, refused: {}, read: 0, waiting: 0, items: {} }, receipts: [], refusals: [] };
const oddCalls = {
  balance: { received: 9, accepted: 7, refused: { BadSignature: 2 }, read: 6, waiting: 1, items: { handled: 4, foreign: 1, parked: 1 } },
  refusals: [{ from: 1_790_000_000_000, until: 1_790_000_060_000, counts: { BadSignature: 2 } }],
  receipts: [
    { id: 'r1', receivedAt: 1_790_000_000_000, bytes: 512, read: false, items: [] },
    { id: 'r2', receivedAt: 1_790_000_000_000, bytes: 4_096, read: true, items: [{ verdict: 'handled' }, { verdict: 'foreign', reason: 'ForeignNumber' }] },
    { id: 'r3', receivedAt: 1_790_000_000_000, bytes: 77, read: true, items: [{ verdict: 'unreadable', reason: 'empty' }, { verdict: 'parked', reason: 'Failed' }] },
    { id: 'r4', receivedAt: 1_790_000_000_000, bytes: 99, read: true, items: [] },
  ],
};

const waitingItems = [
  { id: 'receipt1.0', at: 1_790_000_001_000, receivedAt: 1_790_000_000_000, receipt: 'receipt1', item: 0, reason: 'Failed' },
  { id: 'receipt2.1', at: 1_790_000_061_000, receivedAt: 1_790_000_060_000, receipt: 'receipt2', item: 1, reason: 'Failed' },
];
const paused = { state: 'paused', paused: { at: 1_790_000_000_000, code: '190', words: 'Access token has expired' } };
const publishedTab = '/api/agents/shop/channels/published';
const openFirst = (page: Page) => page.getByRole('list', { name: 'List of conversations' }).getByRole('link').first().click();
const held = async (page: Page): Promise<void> => {
  await openFirst(page);
  await page.getByText('Session began').waitFor();
  if (await page.getByRole('button', { name: 'Take over' }).isVisible()) await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByRole('heading', { name: /has taken over/ }).waitFor();
};
const actionsOf = async (page: Page, name: string, action: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('button', { name: action }).click();
};

const screens: readonly Screen[] = [
  { name: 'sign-in', path: '/sign-in', as: 'nobody', until: heading('Sign in') },
  {
    name: 'sign-in-missing', path: '/sign-in', as: 'nobody',
    until: async (page) => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Fill this in.').first().waitFor();
    },
  },
  {
    name: 'sign-in-refused', path: '/sign-in', as: 'nobody', expected: /401/,
    until: async (page) => {
      await page.getByLabel('Email').fill('nobody@example.com');
      await page.getByLabel('Password').fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('The email or the password is not right.').waitFor();
    },
  },
  { name: 'join', path: '/join#abc', as: 'nobody', until: heading('Welcome to Tandem') },
  { name: 'password', path: '/password#abc', as: 'nobody', until: heading('Choose a new password') },
  {
    name: 'password-refused', path: '/password#abc', as: 'nobody', expected: /422/,
    until: async (page) => {
      await page.getByLabel('New password').fill('a long new password');
      await page.getByRole('button', { name: 'Save and sign in' }).click();
      await page.getByText('This link was used already', { exact: false }).waitFor();
    },
  },
  { name: 'dashboard', path: '/', until: heading('shop') },
  { name: 'dashboard-empty', path: '/', answers: { '/api/agents': { json: [] } }, until: heading('No agent yet') },
  { name: 'dashboard-failed', path: '/', answers: { '/api/agents': failure }, expected: /503/, until: (page) => page.getByText('This could not be loaded').waitFor() },
  {
    name: 'dashboard-new', path: '/',
    until: async (page) => {
      await page.getByRole('button', { name: 'New agent' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'New agent' }).click();
      await page.getByText('Enter a name.').waitFor();
    },
  },
  {
    name: 'dashboard-account', path: '/',
    until: async (page) => {
      await page.getByRole('button', { name: 'Account' }).click();
      await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
    },
  },
  {
    name: 'dashboard-actions', path: '/',
    until: async (page) => {
      await page.getByRole('button', { name: 'Actions for shop' }).click();
      await page.getByRole('button', { name: 'Archive' }).waitFor();
    },
  },
  { name: 'channel', path: '/agents/shop/channel', until: heading('Session Management') },
  { name: 'channel-auditor', path: '/agents/shop/channel', as: 'auditor', until: heading('Session Management') },
  { name: 'channel-failed', path: '/agents/shop/channel', answers: { '/api/agents/shop/channels/published': failure }, expected: /503/, until: (page) => page.getByText('This could not be loaded').waitFor() },
  {
    name: 'channel-errors', path: '/agents/shop/channel',
    until: async (page) => {
      await page.getByLabel('Delay Before Ask (seconds)').fill('0');
      await page.getByLabel('App ID').fill('');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Enter 1 second or more.').waitFor();
    },
  },
  {
    name: 'channel-regenerate', path: '/agents/shop/channel',
    until: async (page) => {
      await page.getByRole('button', { name: 'Regenerate' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'channel-paused', path: '/agents/shop/channel', changes: { [publishedTab]: paused }, until: (page) => page.getByText('Sending is paused').waitFor() },
  {
    name: 'channel-number-dialog', path: '/agents/shop/channel',
    until: async (page) => {
      await page.getByRole('button', { name: 'Change number' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Change number' }).click();
      await page.getByText('Enter the phone number.').waitFor();
    },
  },
  {
    name: 'channel-older', path: '/agents/shop/channel',
    changes: { [publishedTab]: { webhook: { url: 'https://tandem.example/webhooks/meta-cloud/address', verifyToken: 'token', olderInUse: [{ fingerprint: '0123456789' }] } } },
    until: (page) => page.getByRole('button', { name: 'Revoke now: 01234567' }).waitFor(),
  },
  { name: 'wizard', path: '/agents/help/channel/whatsapp/draft', until: heading('Connect a number') },
  {
    name: 'wizard-errors', path: '/agents/help/channel/whatsapp/draft',
    until: async (page) => {
      await page.getByLabel('Phone number').fill('0812');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('This is not an international number.', { exact: false }).waitFor();
    },
  },
  { name: 'webhooks', path: '/agents/shop/webhooks', until: heading('Balance') },
  { name: 'webhooks-empty', path: '/agents/shop/webhooks', answers: { '/api/agents/shop/channels/published/webhooks': { json: noCalls } }, until: heading('No call has come in yet') },
  { name: 'webhooks-odd', path: '/agents/shop/webhooks', answers: { '/api/agents/shop/channels/published/webhooks': { json: oddCalls } }, until: (page) => page.getByText('Refused calls').waitFor() },
  {
    name: 'webhooks-silent', path: '/agents/shop/webhooks',
    answers: { [`${publishedTab}/health`]: { json: { lastCallAt: 1_790_000_000_000, alarmHours: 6, silentSince: 1_790_000_000_000, found: { at: 1_790_000_000_000, holds: ['token'], tokenUntil: 1_791_000_000_000, quality: 'GREEN' } } } },
    until: heading('How the number is'),
  },
  { name: 'webhooks-parked', path: '/agents/shop/webhooks', answers: { [`${publishedTab}/parked`]: { json: waitingItems } }, until: heading('Parked items') },
  {
    name: 'webhooks-parked-dialog', path: '/agents/shop/webhooks', answers: { [`${publishedTab}/parked`]: { json: waitingItems } },
    until: async (page) => {
      await page.getByRole('list', { name: 'List of parked items' }).getByRole('checkbox').first().check();
      await page.getByRole('button', { name: 'Replay all (2)' }).click();
      await page.getByText('Replay 2 items?').waitFor();
    },
  },
  { name: 'webhooks-none', path: '/agents/help/webhooks/draft', until: (page) => page.getByText('This configuration has no number', { exact: false }).waitFor() },
  { name: 'settings', path: '/agents/shop/settings', until: heading('Published runtime') },
  { name: 'try-it', path: '/agents/shop/try', until: (page) => page.getByRole('log', { name: 'Messages' }).waitFor() },
  {
    name: 'settings-openai', path: '/agents/shop/settings',
    until: async (page) => {
      await page.getByRole('form', { name: 'Draft runtime' }).getByRole('radio', { name: 'OpenAI-compatible' }).check();
      await page.getByRole('button', { name: 'Save the draft runtime' }).click();
      await page.getByText('Fill this in.').first().waitFor();
    },
  },
  {
    name: 'settings-publish-dialog', path: '/agents/shop/settings',
    until: async (page) => {
      await page.getByRole('button', { name: 'Publish', exact: true }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'conversations', path: '/conversations', until: (page) => page.getByRole('list', { name: 'List of conversations' }).waitFor() },
  { name: 'conversations-empty', path: '/conversations', answers: { '/api/conversations': { json: { conversations: [] } } }, until: heading('No conversation yet') },
  { name: 'conversations-filtered', path: '/conversations?agent=help&status=held', until: heading('No conversation matches these filters') },
  { name: 'conversations-searched', path: '/conversations?text=zebra&number=%2B62&from=1790000000000', until: heading('No conversation matches these filters') },
  { name: 'conversations-auditor', path: '/conversations', as: 'auditor', until: (page) => page.getByText('so they cannot be searched', { exact: false }).waitFor() },
  {
    name: 'conversation', path: '/conversations',
    until: async (page) => {
      await page.getByRole('list', { name: 'List of conversations' }).getByRole('link').first().click();
      await page.getByText('Session began').waitFor();
    },
  },
  { name: 'conversation-held', path: '/conversations', until: held },
  {
    name: 'conversation-held-missing', path: '/conversations',
    until: async (page) => {
      await held(page);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Write something first.').waitFor();
    },
  },
  {
    name: 'conversation-erase-dialog', path: '/conversations',
    until: async (page) => {
      await openFirst(page);
      await page.getByRole('button', { name: 'Erase user' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'conversation-unknown', path: '/conversations/shop.published.somebody-unknown', expected: /404/, until: (page) => page.getByText('This could not be loaded').waitFor() },
  { name: 'people', path: '/people', until: heading('API tokens') },
  {
    name: 'people-invite', path: '/people',
    until: async (page) => {
      await page.getByRole('button', { name: 'Invite' }).click();
      await page.getByRole('radio', { name: 'Auditor' }).check();
    },
  },
  {
    name: 'people-token', path: '/people',
    until: async (page) => {
      await page.getByRole('button', { name: 'New API token' }).click();
      await page.getByRole('button', { name: 'Create token' }).click();
      await page.getByText('Choose a day in the future.').waitFor();
    },
  },
  {
    name: 'people-actions', path: '/people',
    until: async (page) => {
      await page.getByRole('button', { name: 'Actions for Ani' }).click();
      await page.getByRole('button', { name: 'Change role' }).waitFor();
    },
  },
  {
    name: 'people-role-dialog', path: '/people',
    until: async (page) => {
      await actionsOf(page, 'Ani', 'Change role');
      await page.getByRole('heading', { name: 'Role of Ani' }).waitFor();
    },
  },
  {
    name: 'people-password-dialog', path: '/people',
    until: async (page) => {
      await actionsOf(page, 'Ani', 'Password link');
      await page.getByRole('button', { name: 'Create link' }).click();
      await page.getByText('This link is shown once', { exact: false }).waitFor();
    },
  },
  { name: 'profile', path: '/profile', until: heading('Your profile') },
  {
    name: 'profile-errors', path: '/profile', expected: /401/,
    until: async (page) => {
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('Use at least 12 characters.').waitFor();
      await page.getByLabel('Email', { exact: true }).fill('another@example.com');
      await page.getByRole('form', { name: 'Name and email' }).getByLabel('Current password').fill('not the password');
      await page.getByRole('button', { name: 'Save profile' }).click();
      await page.getByText('This is not your password.').waitFor();
    },
  },
  { name: 'help', path: '/help/connect-meta-cloud', until: heading('Connect Meta Cloud') },
  ...historyScreens,
  ...providerScreens,
  ...waitingScreens,
  { name: 'not-found', path: '/nowhere', until: heading('This page does not exist') },
];

const chosen = process.env.CMS_SCREENS?.split(',');
/** On the largest screen the ordinary states are enough. */
const screensFor = (width: number): readonly Screen[] =>
  screens.filter(({ name }) => (chosen ? chosen.includes(name) : width < 1_900 || !name.includes('-')));

const there = await chromiumIsThere('the screens of the CMS');

(there ? describe : describe.skip)('every screen and state', () => {
  let stage: Stage;
  let auditor: Awaited<ReturnType<Stage['asOwner']>>;
  beforeAll(async () => {
    stage = await openStage();
    await castProviders(stage);
    await stage.story.published.talks('6281234500001', 'Hello, do you still have the blue one?');
    auditor = await stage.invited('auditor', 'Ani');
  }, 30_000);
  afterAll(() => stage.end());

  const cookiesOf = async ({ as }: Screen) => (as === 'nobody' ? undefined : as === 'auditor' ? auditor : stage.asOwner());

  const largest = { width: 1920, height: 1080 };
  describe.each([['light', wide], ['dark', wide], ['light', narrow], ['dark', narrow], ['light', largest]] as const)('in %s at %j', (colorScheme, viewport) => {
    it.each(screensFor(viewport.width))('$name has no violation, no error, and fits', async (screen) => {
      const answered = Object.entries(screen.answers ?? {});
      const { page, context, troubles } = await stage.open(screen.path, {
        as: await cookiesOf(screen), colorScheme, viewport,
        before: async (opened) => {
          if (screen.language) await opened.addInitScript((language) => localStorage.setItem('tandem.language', language), screen.language);
          for (const [path, change] of Object.entries(screen.changes ?? {})) {
            await opened.route((url) => url.pathname === path, async (route) => {
              const response = await route.fetch();
              await route.fulfill({ response, json: { ...((await response.json()) as object), ...change } });
            });
          }
          for (const [path, { status = 200, json }] of answered) await opened.route((url) => url.pathname === path, (route) => route.fulfill({ status, json }));
        },
      });
      await screen.until(page);
      if (pictures) await page.screenshot({ path: join(pictures, `${screen.name}-${colorScheme}-${viewport.width}.png`), fullPage: !/dialog|new|account|regenerate|invite|token|actions/.test(screen.name) });
      const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      const found = await stage.violations(page);
      await context.close();
      expect({ found, sideways, troubles: troubles.filter((trouble) => !screen.expected?.test(trouble)) }).toEqual({ found: [], sideways: 0, troubles: [] });
    }, 20_000);
  });
});
