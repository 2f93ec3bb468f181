import { describe, expect, it } from '@jest/globals';
import { SECOND } from '@tandem/domain';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { expected, field, hasFocus, onStage, save, saved, says, textsOf } from './acts.js';
import { owner } from './stage.js';

const bakery = {
  phoneNumberId: '200000000000009', displayPhoneNumber: '+62 811-2222-3333', name: 'Bakery', wabaId: '102290129340555', appId: '900300',
  appSecret: 'app secret of the bakery', accessToken: 'token of the bakery',
};
const customer = '6281299990001';

const there = await chromiumIsThere('the journeys through the CMS');

(there ? describe : describe.skip)('an operator', () => {
  const { stage, open, asOwner } = onStage();
  const connect = async (page: Page, number: string) => {
    await page.getByRole('radio', { name: 'Meta Cloud', exact: true }).check();
    await field(page, 'Phone number').fill(number);
    await save(page);
  };
  const enterCredentials = async (page: Page, { accessToken } = bakery) => {
    await field(page, 'Phone Number ID').fill(bakery.phoneNumberId);
    await field(page, 'WhatsApp Business Account ID').fill(bakery.wabaId);
    await field(page, 'App ID').fill(bakery.appId);
    await field(page, 'App Secret').fill(bakery.appSecret);
    await field(page, 'Access Token').fill(accessToken);
  };
  const createAgent = async (page: Page, name: string) => {
    await page.getByRole('button', { name: 'New agent' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'New agent' }).click();
    await page.getByRole('heading', { name: 'Channel', level: 1 }).waitFor();
  };

  it('comes by the printed link alone, connects a number, and sees the first reply, an ask and an end on the phone', async () => {
    const link = stage().story.server().context.people.ownerLinks.current();
    const cms = await open(`/join#${link}`);
    const { page } = cms;
    await field(page, 'Your name').fill(owner.name);
    await field(page, 'Email').fill(owner.email);
    await field(page, 'Password').fill(owner.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();

    await createAgent(page, 'Bakery');
    expect(await textsOf(page.getByRole('tab'))).toEqual(['WhatsApp', 'Published Configuration', 'Draft Configuration']);
    stage().story.simulator.addNumber(bakery);
    await connect(page, bakery.displayPhoneNumber);
    await page.getByRole('heading', { name: 'Session Management' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Meta Cloud credentials');
    await enterCredentials(page);
    await field(page, 'Delay Before Ask (seconds)').fill('10');
    await field(page, 'Delay Before End Session (seconds)').fill('15');
    await save(page);
    await page.getByText('Waiting for the first message').waitFor();
    await says(page, 'Access Token', '');

    await page.getByRole('link', { name: 'Agent settings' }).click();
    await page.getByRole('button', { name: 'Save the published runtime' }).click();
    await page.getByRole('button', { name: 'Try the published runtime' }).click();
    await page.getByText(/Answered in \d+ ms/).waitFor();

    const phone = await cms.context.newPage();
    await phone.goto(`${stage().story.simulator.url}/#${bakery.phoneNumberId}/${customer}`);
    await phone.getByRole('textbox', { name: 'Message' }).fill('hello');
    await phone.keyboard.press('Enter');
    await phone.locator('.theirs').getByText('I am the demo agent').waitFor();

    await page.getByRole('link', { name: 'Conversations' }).click();
    await page.getByRole('list', { name: 'List of conversations' }).getByRole('link').click();
    await page.getByText('Agent answered').first().waitFor();
    await stage().advance(10 * SECOND);
    await phone.locator('.theirs').getByText('Do you need anything else?').waitFor();
    await page.getByText('Question became due').first().waitFor();
    await stage().advance(15 * SECOND);
    await page.getByText('Session ended').waitFor();
    await page.getByText('nobody answered the question', { exact: false }).first().waitFor();

    await page.getByRole('link', { name: 'Agents', exact: true }).click();
    await page.getByText('Working').first().waitFor();
  }, 60_000);

  it('sees an agent with only a published number, and one with only a draft number, each complete', async () => {
    const { page } = await asOwner('/');
    await page.getByRole('link', { name: 'Set up the draft number of help' }).waitFor();
    await page.getByText('No draft number. That is fine: it is optional.').waitFor();
    await createAgent(page, 'Trial');
    await page.getByRole('tab', { name: 'Draft Configuration', exact: true }).click();
    await page.getByText('No draft number is set up.', { exact: false }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await connect(page, bakery.displayPhoneNumber);
    await page.getByText('+62 811 2222 3333').waitFor();
    await page.getByRole('tab', { name: 'Published Configuration', exact: true }).click();
    await field(page, 'Phone number').waitFor();
    await page.getByRole('link', { name: 'All agents' }).click();
    const card = page.getByRole('article').filter({ hasText: 'Trial' });
    await card.getByText('No number yet').waitFor();
    await card.getByText('+62 811 2222 3333').waitFor();
  }, 40_000);

  it('keeps both configurations apart: what is saved on one tab leaves the other as it is', async () => {
    const { page } = await asOwner('/agents/shop/channel/whatsapp/published');
    await field(page, 'Delay Before Ask (seconds)').fill('42');
    await save(page);
    await saved(page);
    await page.getByRole('tab', { name: 'Draft Configuration', exact: true }).click();
    await page.getByText('+1 202 555 0142').waitFor();
    await says(page, 'Delay Before Ask (seconds)', '300');
  }, 40_000);

  it('changes session settings, which the next silence feels', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await page.getByRole('switch', { name: 'Ask User to End Session' }).click();
    await page.getByText('Not used while Tandem does not ask. The value is kept.').waitFor();
    expect(await field(page, 'Delay Before Ask (seconds)').isDisabled()).toBe(true);
    await says(page, 'Delay Before Ask (seconds)', '300');
    await page.getByText('Seconds of inactivity before the session is automatically closed.').waitFor();
    await field(page, 'Delay Before End Session (seconds)').fill('20');
    await save(page);
    await saved(page);
    await stage().story.published.talks(customer, 'hello');
    await stage().advance(20 * SECOND);
    expect((await stage().story.published.happened('SessionEnded')).data.reason).toBe('inactivity');
    expect(stage().story.published.asks()).toEqual([]);
  }, 40_000);

  it('reads at the field what is wrong, before anything is sent', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await field(page, 'Delay Before Ask (seconds)').fill('1.5');
    await save(page);
    await page.getByText('Enter a whole number.').waitFor();
    await hasFocus(page, 'Delay Before Ask (seconds)');
    await field(page, 'Delay Before Ask (seconds)').fill('0');
    await page.getByText('Enter 1 second or more.').waitFor();
    await page.getByRole('group', { name: 'English' }).getByLabel('Button to go on').fill('A button text of 21 c');
    await page.getByText('This text is too long.').waitFor();
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await says(page, 'Delay Before Ask (seconds)', '300');
  }, 40_000);

  it('is told who holds a number, and gets there', async () => {
    const one = await asOwner('/agents/help/channel/whatsapp/draft');
    await connect(one.page, '+1 202-555-0141');
    await one.page.getByText('shop (Published) has this number.', { exact: false }).waitFor();
    await one.page.getByRole('link', { name: 'Open that configuration' }).click();
    await one.page.getByText('+1 202 555 0141').waitFor();
    expected(one, /409/);
  }, 40_000);

  it('reads the provider\'s words when a token is refused; the old values stay in force', async () => {
    const one = await asOwner('/agents/shop/channel');
    await field(one.page, 'Access Token').fill('a token that nobody knows');
    await save(one.page);
    await one.page.getByText('Invalid OAuth access token', { exact: false }).first().waitFor();
    await says(one.page, 'Access Token', 'a token that nobody knows');
    await stage().story.published.talks(customer, 'hello');
    expect(stage().story.published.texts()).toEqual(['You said: hello']);
    expected(one, /422/);
  }, 40_000);
});
