import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '@tandem/domain';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { verifyExport } from '../../server/src/audit/verify-export.js';
import { field, onStage, press, save, saved, textsOf } from './acts.js';

const there = await chromiumIsThere('the history of the CMS');
const ask = 'Delay Before Ask (seconds)';
const publishedForm = '/agents/shop/channel/whatsapp/published';
const customer = '6281299990001';

(there ? describe : describe.skip)('the history of an agent', () => {
  // an hour ago, so that what happens meanwhile lies in the past of the browser too
  const { stage, open, asOwner } = onStage({ at: Math.floor((Date.now() - HOUR) / SECOND) * SECOND });

  const changeAsk = async (page: Page, seconds: string, reason: string): Promise<void> => {
    await stage().advance(MINUTE);
    await page.goto(`${stage().url()}${publishedForm}`);
    await field(page, ask).fill(seconds);
    await page.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await save(page);
    await saved(page);
  };
  const entries = (page: Page) => page.getByRole('list', { name: 'List of changes' }).getByRole('article');
  const openFirst = async (page: Page) => {
    const first = entries(page).first();
    await first.getByRole('button', { name: /^Show fields/ }).click();
    return first;
  };
  /** Waits until the published form says so. */
  const shows = (page: Page, value: string) =>
    page.waitForFunction(([label, wanted]) => [...document.querySelectorAll('section[aria-label="Published Configuration"] t-field')].some((shown) =>
      shown.querySelector('label')?.textContent.trim() === label && shown.querySelector('input')?.value === wanted), [ask, value] as const);

  it('shows a save with its field, its reason and its author, replays it, compares it and restores what was before', async () => {
    const { page } = await asOwner(publishedForm);
    await changeAsk(page, '42', 'Customers answer faster');
    await page.getByRole('link', { name: 'History' }).click();
    const first = await openFirst(page);
    await first.getByText('Reason: Customers answer faster').waitFor();
    await first.getByText('Sari Owner').waitFor();
    expect(await textsOf(first.getByRole('row', { name: /Delay Before Ask/ }).getByRole('cell'))).toEqual(['Before300 s (5 min)', 'After42 s']);

    await first.getByRole('link', { name: 'See the form as it stood' }).click();
    await shows(page, '42 s');
    await press(page, 'Change before');
    await shows(page, '300 s (5 min)');
    await page.getByRole('region', { name: 'Published Configuration' }).getByRole('link', { name: 'Compare with now' }).click();
    await page.getByRole('heading', { name: '1 field is different' }).waitFor();
    await page.goBack();

    await page.getByRole('button', { name: 'Restore published as it stood then' }).click();
    const dialog = page.getByRole('dialog');
    const cells = dialog.getByRole('row', { name: /Delay Before Ask/ }).getByRole('cell');
    expect(await textsOf(cells)).toEqual(['Now42 s', 'Afterwards300 s (5 min)']);
    await dialog.getByLabel('Reason').fill('It was too fast');
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByText('by a restore').waitFor();
    await page.getByText('Reason: It was too fast').waitFor();
    await page.goto(`${stage().url()}${publishedForm}`);
    await page.waitForFunction((label) => [...document.querySelectorAll('input')].some((input) => input.labels?.[0]?.textContent === label && input.value === '300'), ask);
  }, 60_000);

  it('goes from change to change by keyboard', async () => {
    const { page } = await asOwner(publishedForm);
    await changeAsk(page, '60', 'one');
    await changeAsk(page, '61', 'two');
    await stage().advance(MINUTE);
    await page.goto(`${stage().url()}/agents/shop/history/replay`);
    await shows(page, '61 s (1 min 1 s)');
    await page.getByRole('slider', { name: 'Instant' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await shows(page, '60 s (1 min)');
    await page.keyboard.press('ArrowRight');
    await shows(page, '61 s (1 min 1 s)');
  }, 60_000);

  it('is filtered, and a link leads to one entry', async () => {
    const { page, context } = await asOwner(publishedForm);
    await changeAsk(page, '42', 'Needle in the hay');
    await page.goto(`${stage().url()}/agents/shop/history`);
    await field(page, 'Text in values and reasons').fill('needle');
    await page.keyboard.press('Enter');
    await page.waitForURL(/text=needle/);
    await page.waitForFunction(() => document.querySelectorAll('t-entry-card').length === 1);
    const first = await openFirst(page);
    await first.getByRole('button', { name: /^Copy link/ }).click();
    await page.getByText('The link is copied.').waitFor();
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    const other = await context.newPage();
    await other.goto(link);
    await other.getByText('You see one change.').waitFor();
    await other.getByRole('row', { name: /Delay Before Ask/ }).waitFor();
    await other.getByRole('button', { name: 'Show all changes' }).click();
    await entries(other).filter({ hasText: 'Number connected' }).first().waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await entries(page).filter({ hasText: 'Number connected' }).first().waitFor();
  }, 60_000);

  it('copies the draft\'s settings to published, after it was said what that changes', async () => {
    const { page } = await asOwner('/agents/shop/channel/whatsapp/draft');
    await field(page, ask).fill('77');
    await save(page);
    await saved(page);
    await page.goto(`${stage().url()}/agents/shop/history/compare`);
    await press(page, 'Copy draft settings to published');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('row', { name: /Delay Before Ask/ }).getByText('77 s (1 min 17 s)').waitFor();
    expect(await dialog.getByRole('row').count()).toBe(2);
    await dialog.getByRole('button', { name: 'Copy to published' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.goto(`${stage().url()}/agents/shop/history/replay`);
    await shows(page, '77 s (1 min 17 s)');
  }, 60_000);

  it('is taken away as a file that proves itself', async () => {
    const { page } = await asOwner('/agents/shop/history/export');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export as JSON Lines' }).click()]);
    const text = await readFile(await download.path(), 'utf8');
    const { misfits, agent, events } = await verifyExport(text.split('\n'));
    expect({ misfits, agent }).toEqual({ misfits: [], agent: 'shop' });
    expect(events).toBeGreaterThan(5);
    expect(text).not.toContain('app secret of the shop');
  }, 40_000);

  it('says what other settings would have done, and leads from an end to the revision that ruled it', async () => {
    await stage().story.published.talks(customer, 'hello');
    await stage().advance(5 * MINUTE);
    await stage().advance(10 * MINUTE);
    const { page } = await asOwner('/agents/shop/history/what-if');
    await field(page, ask).fill('3000');
    await press(page, 'Work it out');
    const table = page.getByRole('region', { name: 'Really and instead' });
    expect(await textsOf(table.getByRole('row', { name: /^Asked / }).first().getByRole('cell'))).toEqual(['1', '1', '']);
    await page.getByRole('link', { name: /^Conversation silent since/ }).or(page.getByText('No session would have gone otherwise.')).first().waitFor();

    await page.goto(`${stage().url()}/conversations`);
    await page.getByRole('list', { name: 'List of conversations' }).getByRole('link').click();
    await page.getByRole('link', { name: /^Configuration revision/ }).last().click();
    await page.getByText('You see one change.').waitFor();
    await page.getByRole('region', { name: /^What revision/ }).getByRole('link', { name: 'Session ended' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForURL(/\/conversations\//);
  }, 60_000);

  it('is open to an auditor, who changes nothing and sees no person until he says why', async () => {
    await stage().story.published.talks(customer, 'my secret order');
    await stage().advance(MINUTE);
    const ani = await open('/agents/shop/history/replay', { as: await stage().invited('auditor', 'Ani') });
    await press(ani.page, 'Change before');
    await ani.page.getByRole('link', { name: 'Compare with now' }).first().waitFor();
    expect(await ani.page.getByRole('button', { name: /Restore/ }).count()).toBe(0);
    await ani.page.goto(`${stage().url()}/agents/shop/history/compare`);
    await ani.page.getByRole('heading', { name: /different/ }).waitFor();
    expect(await ani.page.getByRole('button', { name: /Copy/ }).count()).toBe(0);

    await ani.page.goto(`${stage().url()}/conversations`);
    await ani.page.getByRole('link', { name: 'Masked user' }).click();
    await ani.page.getByText('Personal data is masked').waitFor();
    expect(await ani.page.getByText('my secret order').count()).toBe(0);
    await press(ani.page, 'Unmask');
    await press(ani.page, 'Unmask for an hour');
    await ani.page.getByText('Say why you need to see it.').waitFor();
    await ani.page.getByRole('dialog').getByLabel('Reason').fill('Complaint 17');
    await press(ani.page, 'Unmask for an hour');
    await ani.page.getByText('my secret order').first().waitFor();

    const sari = await asOwner('/reads');
    const reads = sari.page.getByRole('list', { name: 'List of reads' });
    await reads.getByText('Reason: Complaint 17').waitFor();
    expect(await reads.getByRole('listitem').first().textContent()).toContain('Ani unmasked a conversation');
  }, 60_000);
});
