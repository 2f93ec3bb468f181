import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { openStage, type Stage } from './stage.js';

const published = '/api/agents/shop/channels/published';
const parked = [0, 1].map((item) => ({ id: `receipt1.${item}`, at: 1_790_000_001_000, receivedAt: 1_790_000_000_000, receipt: 'receipt1', item, reason: 'Failed' }));
const copied = { changes: [{ field: 'settings.delayBeforeAskSeconds', old: 300, new: 77 }], lost: [], problems: [] };

const openFirst = (page: Page) => page.getByRole('list', { name: 'List of conversations' }).getByRole('link').first().click();

interface Asking {
  /** The button that opens it. */
  readonly button: string;
  readonly path: string;
  readonly as?: 'auditor';
  /** What the server would answer. */
  readonly answers?: Readonly<Record<string, object>>;
  /** What makes the button usable. */
  readonly first?: (page: Page) => Promise<unknown>;
}

const dialogs: readonly Asking[] = [
  { button: 'Change number', path: '/agents/shop/channel' },
  { button: 'Change protocol', path: '/agents/shop/channel' },
  { button: 'Regenerate', path: '/agents/shop/channel' },
  { button: 'Disconnect', path: '/agents/shop/channel' },
  { button: 'Publish', path: '/agents/shop/settings' },
  { button: 'Copy draft settings to published', path: '/agents/shop/history/compare', answers: { [`${published}/copy-from-draft`]: copied } },
  {
    button: 'Replay 1 item', path: '/agents/shop/webhooks', answers: { [`${published}/parked`]: parked },
    first: (page) => page.getByRole('list', { name: 'List of parked items' }).getByRole('checkbox').first().check(),
  },
  { button: 'Unmask', path: '/conversations', as: 'auditor', first: openFirst },
  { button: 'Erase user', path: '/conversations', first: openFirst },
  { button: 'New API token', path: '/people' },
];

const there = await chromiumIsThere('dialogs and the keyboard');

(there ? describe : describe.skip)('a dialog, by keyboard alone,', () => {
  let stage: Stage;
  let auditor: Awaited<ReturnType<Stage['asOwner']>>;
  beforeAll(async () => {
    stage = await openStage();
    await stage.story.published.talks('6281234500001', 'hello');
    auditor = await stage.invited('auditor', 'Ani');
  }, 30_000);
  afterAll(() => stage.end());

  const focused = (page: Page) => page.evaluate<string>('document.activeElement?.textContent.trim() ?? ""');
  const isInside = (page: Page) => page.evaluate<boolean>('document.activeElement?.closest("mat-dialog-container") !== null');

  it.each(dialogs)('opens at $button, has a name, keeps the focus, and gives it back', async ({ button, path, as, answers = {}, first }) => {
    const { page, context, troubles } = await stage.open(path, {
      as: as ? auditor : await stage.asOwner(),
      before: async (opened) => {
        for (const [at, json] of Object.entries(answers)) await opened.route((url) => url.pathname === at, (route) => route.fulfill({ json }));
      },
    });
    await first?.(page);
    const opener = page.getByRole('button', { name: button, exact: true }).first();
    await opener.focus();
    const text = await focused(page);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    await dialog.waitFor();
    const named = await dialog.evaluate((element) => document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent.trim() ?? '');
    expect(named).not.toBe('');
    await page.waitForFunction(() => document.activeElement?.closest('mat-dialog-container') !== null);
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await isInside(page)).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForFunction((wanted) => document.activeElement?.textContent.trim() === wanted, text);
    await context.close();
    expect(troubles).toEqual([]);
  }, 30_000);
});
