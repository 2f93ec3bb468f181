import { describe, expect, it } from '@jest/globals';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { field, onStage } from './acts.js';
import { owner } from './stage.js';

const customer = '6281299990001';
const there = await chromiumIsThere('the everyday of the CMS');

(there ? describe : describe.skip)('an operator, day by day,', () => {
  const { stage, open, asOwner } = onStage();

  it('copies the address and the verify token, and regenerates with its consequences said', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await page.getByRole('button', { name: 'Copy Webhook address' }).click();
    await page.getByText('Webhook address copied.').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(await field(page, 'Webhook address').inputValue());
    const before = await field(page, 'Verify token').inputValue();
    await page.getByRole('button', { name: 'Regenerate' }).click();
    await page.getByRole('alertdialog').getByText('stays valid until an hour after', { exact: false }).waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Regenerate' }).click();
    await page.getByText('A new secret is in force.').waitFor();
    expect(await field(page, 'Verify token').inputValue()).not.toBe(before);
    await page.getByText('An older one', { exact: false }).waitFor();
  }, 40_000);

  it('ends a session now, and finds the calls behind it among the webhooks', async () => {
    await stage().story.published.talks(customer, 'hello');
    const { page } = await asOwner('/conversations?agent=shop&version=published');
    await page.getByRole('list', { name: 'List of conversations' }).getByRole('link').click();
    await page.getByRole('button', { name: 'End now' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End now' }).click();
    await page.getByText('an operator ended it').first().waitFor();
    expect(await page.getByRole('button', { name: 'End now' }).count()).toBe(0);
    await page.getByRole('link', { name: /webhook call/ }).first().click();
    await page.getByRole('heading', { name: 'Balance' }).waitFor();
    await page.getByText('adds up', { exact: true }).waitFor();
    await page.getByRole('cell', { name: 'Handled' }).first().waitFor();
  }, 40_000);

  it('invites somebody, who comes as an auditor, sees everything and can change nothing', async () => {
    const { page } = await asOwner('/people');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('radio', { name: 'Auditor' }).check();
    await page.getByRole('button', { name: 'Create link' }).click();
    const link = await field(page, 'Invitation link').inputValue();
    const ani = await open(`${new URL(link).pathname}${new URL(link).hash}`);
    await field(ani.page, 'Your name').fill('Ani');
    await field(ani.page, 'Email').fill('ani@example.com');
    await field(ani.page, 'Password').fill(owner.password);
    await ani.page.getByRole('button', { name: 'Create account' }).click();
    await ani.page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
    expect(await ani.page.getByRole('button', { name: 'New agent' }).count()).toBe(0);
    expect(await ani.page.getByRole('link', { name: 'People' }).count()).toBe(0);
    await ani.page.getByRole('link', { name: 'shop', exact: true }).click();
    await ani.page.getByText('Your role may look at everything here and change nothing.').waitFor();
    expect(await ani.page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
    expect(await field(ani.page, 'Delay Before Ask (seconds)').isDisabled()).toBe(true);
  }, 40_000);

  it('uses the keyboard alone, lands on the heading of each screen, and reads it in Indonesian', async () => {
    await stage().asOwner();
    const { page } = await open('/sign-in?next=/people');
    await field(page, 'Email').focus();
    await page.keyboard.type(owner.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(owner.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    const focused = () => page.evaluate<string>('document.activeElement?.textContent');
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    expect(await focused()).toBe('People');
    await page.getByRole('button', { name: 'Account' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Bahasa Indonesia' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Orang', level: 1 }).waitFor();
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe('id');
    expect(await page.title()).toBe('Orang · Tandem');
  }, 40_000);
});
