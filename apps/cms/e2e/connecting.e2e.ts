import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { expected, field, onStage, press, save, saved, says } from './acts.js';

const failure = { status: 503, json: { type: 'about:blank', title: 'Unavailable', status: 503, code: 'Unavailable' } };
const there = await chromiumIsThere('the way from an agent to its number');

/** What is read out behind the name of a control. */
const described = (page: Page, role: 'radio' | 'switch' | 'textbox' | 'spinbutton', name: string): Promise<string> =>
  page.getByRole(role, { name, exact: true }).evaluate((control) =>
    (control.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent.trim() ?? '').join(' '));

/** Goes on with the Tab key until the control of that name has the focus. */
const tabTo = async (page: Page, name: string): Promise<void> => {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const { activeElement: at } = document;
      const label = at?.id ? document.querySelector(`label[for="${at.id}"]`) : null;
      return (at?.getAttribute('aria-label') ?? label?.textContent ?? at?.textContent ?? '').trim();
    });
    if (here === name) return;
    passed.push(here);
  }
  throw new Error(`Tab never came to ${name}, only to ${passed.join(', ')}`);
};

(there ? describe : describe.skip)('on the way to a number, an operator', () => {
  const { stage, asOwner } = onStage();

  it('finds Channel, WhatsApp, and both configurations', async () => {
    const { page } = await asOwner('/agents/help/settings');
    await page.getByRole('navigation', { name: 'Agent', exact: true }).getByRole('link', { name: 'Channel', exact: true }).click();
    await page.getByRole('tab', { name: 'WhatsApp', exact: true, selected: true }).waitFor();
    await page.getByRole('tab', { name: 'Published Configuration', exact: true, selected: true }).waitFor();
    await page.getByRole('tab', { name: 'Draft Configuration', exact: true, selected: false }).waitFor();
  }, 40_000);

  it('chooses among the protocols, each in its own words, enters a number and nothing else, and finds help', async () => {
    const { page } = await asOwner('/agents/help/channel/whatsapp/draft');
    const wizard = page.locator('t-wizard');
    await page.getByRole('radio', { name: 'Meta Cloud', exact: true }).waitFor();
    expect(await page.getByRole('radiogroup', { name: 'Protocol', exact: true }).getByRole('radio').evaluateAll((all) =>
      all.map(({ id }) => document.querySelector(`label[for="${id}"]`)?.textContent))).toEqual(['Meta Cloud', 'Coster', 'Qontak']);
    expect(await described(page, 'radio', 'Meta Cloud')).toBe(
      'Best for teams using Meta\'s own WhatsApp Business Platform directly.Requires a Meta Developer account and a verified WhatsApp Business number.',
    );
    for (const other of ['Coster', 'Qontak']) expect(await described(page, 'radio', other)).toMatch(/^Best for .+\.Requires .+\.$/);
    expect(await wizard.getByRole('textbox').count()).toBe(1);
    await wizard.getByRole('textbox', { name: 'Phone number', exact: true }).waitFor();
    await page.getByRole('radio', { name: 'Meta Cloud', exact: true }).check();
    for (const [link, heading] of [['How to connect to WhatsApp', 'Connect to WhatsApp'], ['How to connect Meta Cloud', 'Connect Meta Cloud']] as const) {
      const [help] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link', { name: link }).click()]);
      await help.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await help.close();
    }
  }, 40_000);

  it('has the whole form by its labels, with what each means and what holds where nothing was changed', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await page.getByRole('heading', { name: 'Session Management', exact: true }).waitFor();
    for (const label of ['Phone Number ID', 'WhatsApp Business Account ID', 'App ID', 'App Secret', 'Access Token', 'Webhook address', 'Verify token']) {
      await page.getByRole('textbox', { name: label, exact: true }).waitFor();
    }
    const asks = page.getByRole('switch', { name: 'Ask User to End Session', exact: true });
    expect(await asks.isChecked()).toBe(true);
    expect(await described(page, 'switch', 'Ask User to End Session')).toBe('Asks the user to confirm before closing the session instead of ending it automatically.');
    const [before, after] = ['Delay Before Ask (seconds)', 'Delay Before End Session (seconds)'];
    await says(page, before, '300');
    await says(page, after, '600');
    expect(await described(page, 'spinbutton', before)).toBe('Seconds of inactivity before Tandem asks whether the user needs more help.');
    expect(await described(page, 'spinbutton', after)).toBe('Seconds after asking before the session is automatically closed.');
    for (const [language, question] of [['English', 'Do you need anything else?'], ['Indonesian', 'Ada lagi yang bisa dibantu?']] as const) {
      const texts = page.getByRole('group', { name: language, exact: true });
      const written = await texts.getByLabel('Question', { exact: true }).inputValue();
      expect(written.length > 0 && (language !== 'English' || written === question)).toBe(true);
      expect(await texts.getByText(/^\d+ of 20 characters$/).count()).toBe(2);
      await texts.getByText(`${[...written].length} of 1024 characters`).waitFor({ state: 'attached' });
    }
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
  }, 40_000);

  it('copies the verify token', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await press(page, 'Copy Verify token');
    await page.getByText('Verify token copied.').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(await field(page, 'Verify token').inputValue());
  }, 40_000);

  it('saves one configuration while the other cannot be loaded', async () => {
    const one = await asOwner('/people');
    const { page } = one;
    await page.route((url) => url.pathname === '/api/agents/shop/channels/published', (route) => route.fulfill(failure));
    await page.goto(`${stage().url()}/agents/shop/channel`);
    await page.getByText('This could not be loaded').waitFor();
    await page.getByRole('tab', { name: 'Draft Configuration', exact: true }).click();
    await field(page, 'Delay Before Ask (seconds)').fill('42');
    await save(page);
    await saved(page);
    expected(one, /503/);
  }, 40_000);

  it('is asked by the browser before a tab with unsaved entries is closed', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await field(page, 'Delay Before Ask (seconds)').fill('42');
    const asked = page.waitForEvent('dialog');
    const closing = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await closing;
    await says(page, 'Delay Before Ask (seconds)', '42');
  }, 40_000);

  it('needs no mouse: from the list of agents to a saved form', async () => {
    const { page } = await asOwner('/');
    await page.getByRole('heading', { name: 'shop' }).waitFor();
    const { keyboard } = page;
    await tabTo(page, 'Skip to content');
    await tabTo(page, 'New agent');
    await keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    await keyboard.type('Bakery');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Connect a number' }).waitFor();
    await tabTo(page, 'Published Configuration');
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await page.getByText('No draft number is set up.', { exact: false }).waitFor();
    await tabTo(page, 'Meta Cloud');
    await keyboard.press('Space');
    await tabTo(page, 'Phone number');
    await keyboard.type('+62 811-2222-3333');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Session Management', exact: true }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'credentials-title');
    await tabTo(page, 'Regenerate');
    await keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.textContent.trim() === 'Regenerate');
    await tabTo(page, 'Ask User to End Session');
    await keyboard.press('Space');
    await tabTo(page, 'Delay Before End Session (seconds)');
    await keyboard.press('ControlOrMeta+A');
    await keyboard.type('20');
    await tabTo(page, 'Save');
    await keyboard.press('Enter');
    await saved(page);
    expect(await page.getByRole('switch', { name: 'Ask User to End Session' }).isChecked()).toBe(false);
  }, 60_000);
});
