import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '@tandem/domain';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { field, onStage, press } from './acts.js';

const first = '6281299990001';
const second = '6281299990002';
const list = (page: Page) => page.getByRole('list', { name: 'List of conversations' });
const shows = (page: Page, count: number) => page.getByText(`${count} conversation${count === 1 ? '' : 's'}`, { exact: true }).waitFor({ state: 'attached' });
/** As somebody types it, and goes on to the next field. */
const search = async (page: Page, label: string, text: string): Promise<void> => {
  await field(page, label).fill(text);
  await field(page, label).press('Enter');
};

const there = await chromiumIsThere('how a conversation is found');

(there ? describe : describe.skip)('a conversation', () => {
  const { stage, asOwner, open } = onStage();

  it('is found by what was said in it, by the number of the user, and by its time', async () => {
    const { published } = stage().story;
    await published.talks(first, 'where is my parcel');
    await stage().advance(2 * MINUTE);
    await published.talks(second, 'I want a parcel to Bandung');
    await stage().story.quiet();
    const { page } = await asOwner('/conversations');
    await shows(page, 2);
    await search(page, 'Said in it', 'bandung parcel');
    await shows(page, 1);
    await list(page).getByText('You said: I want a parcel to Bandung').waitFor();
    await press(page, 'Clear filters');
    await shows(page, 2);
    await page.getByText('Number and time').click();
    await search(page, 'Number of the user', '+62 812-9999-0001');
    await shows(page, 1);
    await list(page).getByText('You said: where is my parcel').waitFor();
    await search(page, 'Said in it', 'bandung');
    await page.getByRole('heading', { name: 'No conversation matches these filters' }).waitFor();
    await page.reload();
    expect(await field(page, 'Number of the user').inputValue()).toBe('+62 812-9999-0001');
    await press(page, 'Clear filters');
    await page.getByText('Number and time').click();
    await field(page, 'Active before').fill('2020-01-01T00:00:00');
    await field(page, 'Active before').press('Tab');
    await page.getByRole('heading', { name: 'No conversation matches these filters' }).waitFor();
  }, 60_000);

  it('is not searched by an auditor, who chooses by time', async () => {
    await stage().story.published.talks(first, 'where is my parcel');
    const { page } = await open('/conversations', { as: await stage().invited('auditor', 'Ani Auditor') });
    await shows(page, 1);
    await page.getByText('so they cannot be searched', { exact: false }).waitFor();
    await page.getByText('Number and time').click();
    await field(page, 'Active from').waitFor();
    expect([await field(page, 'Said in it').count(), await field(page, 'Number of the user').count()]).toEqual([0, 0]);
  }, 40_000);

  it('shows its times in the zone that was chosen, which the browser remembers', async () => {
    await stage().story.published.talks(first, 'hello');
    const { page } = await asOwner('/conversations');
    const time = list(page).locator('time');
    await time.getByText(/GMT\+7$/).waitFor();
    await page.getByRole('button', { name: 'Account' }).click();
    expect(await page.getByLabel('Time zone').locator('option').first().textContent()).toContain('Asia/Jakarta');
    await page.getByLabel('Time zone').selectOption('Australia/Darwin');
    await time.getByText(/GMT\+9:30$/).waitFor();
    await page.reload();
    await time.getByText(/GMT\+9:30$/).waitFor();
    await page.getByText('Number and time').click();
    await page.getByText('GMT+9:30', { exact: false }).nth(1).waitFor();
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByLabel('Time zone').selectOption('UTC');
    await time.getByText(/GMT(\+0)?$/).waitFor();
  }, 40_000);
});
