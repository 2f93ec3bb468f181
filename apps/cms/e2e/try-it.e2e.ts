import { describe, expect, it } from '@jest/globals';
import { SECOND } from '@tandem/domain';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { onStage, press, registerDemoAgent } from './acts.js';
import { narrow } from './stage.js';

const there = await chromiumIsThere('a phone in the CMS');

const log = (page: Page) => page.getByRole('log', { name: 'Messages' });
const says = async (page: Page, text: string): Promise<void> => {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.keyboard.press('Enter');
};
const reads = (page: Page, text: string | RegExp) => log(page).getByText(text, { exact: true }).last().waitFor();

(there ? describe : describe.skip)('trying the draft version', () => {
  const { stage, open, asOwner } = onStage();

  it('plays a user where no draft number is: talks, is asked, goes on, is asked again, and the session ends', async () => {
    await registerDemoAgent(stage(), 'trial');
    const { page } = await asOwner('/agents/trial/channel/whatsapp/published');
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByText('There is no draft configuration yet; these are the default delays:', { exact: false }).waitFor();
    expect(await stage().violations(page)).toEqual([]);
    await page.getByRole('switch', { name: 'Shorten the delays' }).click();
    await says(page, 'hello');
    await log(page).locator('.agent').first().waitFor();
    await log(page).locator('.agent').first().getByText('read').waitFor();
    await page.getByText(/the question comes at/).waitFor();
    await stage().advance(15 * SECOND);
    await reads(page, 'Do you need anything else?');
    await log(page).getByRole('button', { name: 'Yes, go on' }).click();
    await reads(page, 'Yes, go on');
    await page.getByText(/the question comes at/).waitFor();
    await stage().advance(15 * SECOND);
    await page.getByText(/the session ends at/).waitFor();
    expect(await stage().violations(page)).toEqual([]);
    await stage().advance(15 * SECOND);
    await log(page).getByText('Ended: nobody answered the question', { exact: false }).waitFor();
    await press(page, 'Start over');
    await page.getByText('Say hello').waitFor();
  }, 60_000);

  it('leads to everything that happened, stands in no list, and needs no wide screen', async () => {
    await registerDemoAgent(stage(), 'trial');
    const { page } = await open('/agents/trial/try', { as: await stage().invited('contributor', 'Budi'), viewport: narrow });
    await says(page, 'hello');
    await log(page).locator('.agent').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.getByRole('link', { name: 'See everything that happened' }).click();
    await page.getByText('Session began').waitFor();
    expect(await page.locator('.cause').count()).toBeGreaterThan(0);
    expect(await page.locator('.cause a[href*="/webhooks/"], .cause a[href*="/history/"]').count()).toBe(0); // the draft's have none of it
    await page.goto(`${stage().url()}/conversations`);
    await page.getByText('No conversation yet').waitFor();
  }, 60_000);

  it('says that nobody would answer where the draft has no runtime, in Indonesian too', async () => {
    const { agents } = stage().story.server().context.procedures;
    await agents.register('silent', { id: 'silent', means: 'api' }, 'silent');
    const { page } = await open('/agents/silent/try', { as: await stage().asOwner(), before: async (one) => void (await one.addInitScript(() => localStorage.setItem('tandem.language', 'id'))) });
    await page.getByText('Versi draf belum mempunyai runtime', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: 'Kirim' }).count()).toBe(0);
  }, 40_000);

  it('is not for those who may change nothing', async () => {
    const { page } = await open('/agents/shop/try', { as: await stage().invited('auditor', 'Dewi') });
    await page.getByRole('heading', { name: 'Agents', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  }, 40_000);
});
