import { describe, expect, it } from '@jest/globals';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { expected, field, onStage, save, saved, says } from './acts.js';
import { owner } from './stage.js';

const there = await chromiumIsThere('what becomes of entries');

(there ? describe : describe.skip)('somebody with entries that are not saved', () => {
  const { stage, open, asOwner } = onStage();

  it('edits beside somebody else: sees who changed what, and loses no entry', async () => {
    const budi = await open('/agents/shop/channel', { as: await stage().invited('contributor', 'Budi') });
    const sari = await asOwner('/agents/shop/channel');
    await field(budi.page, 'Delay Before Ask (seconds)').fill('111');
    await field(sari.page, 'Delay Before Ask (seconds)').fill('222');
    await field(sari.page, 'Delay Before End Session (seconds)').fill('333');
    await save(sari.page);
    await saved(sari.page);
    await budi.page.getByText('Changed by Sari Owner meanwhile', { exact: false }).waitFor();
    await budi.page.getByText('Sari Owner has saved: 222').waitFor();
    await says(budi.page, 'Delay Before Ask (seconds)', '111');
    await says(budi.page, 'Delay Before End Session (seconds)', '333');
    await save(budi.page);
    await saved(budi.page);
    await sari.page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[type=number]')?.value === '111');
    await sari.page.getByText('Last changed by Budi', { exact: false }).waitFor();
  }, 40_000);

  it('is warned by the save itself where no live update came', async () => {
    const budi = await open('/sign-in', { as: await stage().invited('contributor', 'Budi') });
    await budi.page.route('**/api/live', (route) => route.fulfill({ status: 204 }));
    await budi.page.goto(`${stage().url()}/agents/shop/channel`);
    await budi.page.getByText('The live connection is interrupted.', { exact: false }).waitFor();
    const sari = await asOwner('/agents/shop/channel');
    await field(budi.page, 'Delay Before Ask (seconds)').fill('111');
    await field(sari.page, 'Delay Before End Session (seconds)').fill('333');
    await save(sari.page);
    await saved(sari.page);
    await save(budi.page);
    await budi.page.getByText('Changed by Sari Owner meanwhile', { exact: false }).waitFor();
    await says(budi.page, 'Delay Before Ask (seconds)', '111');
    await says(budi.page, 'Delay Before End Session (seconds)', '333');
    expected(budi, /412/);
    await save(budi.page);
    await saved(budi.page);
  }, 40_000);

  it('signs in again over the page when the sign-in has expired, and goes on', async () => {
    const one = await asOwner('/agents/shop/channel');
    await field(one.page, 'Delay Before Ask (seconds)').fill('77');
    const me = stage().story.server().context.people.directory.team().seats[0];
    const { people } = stage().story.server().context;
    await people.procedures.signOutEverywhere({ id: 'expiry', means: 'system' }, me?.id ?? '');
    await save(one.page);
    const dialog = one.page.getByRole('dialog', { name: 'Please sign in again' });
    expect(await dialog.getByLabel('Email').inputValue()).toBe(owner.email);
    await dialog.getByLabel('Password').fill(owner.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await saved(one.page);
    await says(one.page, 'Delay Before Ask (seconds)', '77');
    expected(one, /401/);
  }, 40_000);

  it('is asked before unsaved entries are left behind', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await field(page, 'Delay Before Ask (seconds)').fill('77');
    await page.getByRole('tab', { name: 'Draft Configuration', exact: true }).click();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await says(page, 'Delay Before Ask (seconds)', '77');
    await page.getByRole('tab', { name: 'Draft Configuration', exact: true }).click();
    await page.getByRole('button', { name: 'Leave and discard' }).click();
    await page.getByText('+1 202 555 0142').waitFor();
  }, 40_000);

  it('is asked before signing out with unsaved entries, and then leaves nothing behind', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await field(page, 'Delay Before Ask (seconds)').fill('77');
    const signOut = async () => {
      await page.getByRole('button', { name: 'Account' }).click();
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    };
    await signOut();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await says(page, 'Delay Before Ask (seconds)', '77');
    await page.getByRole('heading', { name: 'Session Management' }).click();
    await signOut();
    await page.getByRole('button', { name: 'Leave and discard' }).click();
    await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    await page.goto(`${stage().url()}/agents/shop/channel`);
    await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
  }, 40_000);
});
