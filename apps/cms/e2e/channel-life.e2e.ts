import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '@tandem/domain';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { agree, expected, field, hasFocus, onStage, press, save, saved, says } from './acts.js';

const customer = '6281299990001';
const there = await chromiumIsThere('what happens to a channel and an agent over time');

(there ? describe : describe.skip)('an operator', () => {
  const { stage, asOwner } = onStage();

  it('publishes the draft runtime, having read what that changes', async () => {
    const { story } = stage();
    story.draft.agent.behave(async () => ({ replies: ['Said by the draft'] }));
    const { page } = await asOwner('/agents/shop/settings');
    await field(page, 'Name').fill('Shop');
    await page.getByText('Save or discard your changes on this page first.').waitFor();
    await field(page, 'Name').fill('shop');
    await press(page, 'Publish');
    const dialog = page.getByRole('alertdialog', { name: 'Publish the draft runtime?' });
    await dialog.getByText(`Published so far: HTTP endpoint (${story.published.agent.url}). From the next message on: HTTP endpoint (${story.draft.agent.url}).`).waitFor();
    await dialog.getByText('The draft keeps its runtime.', { exact: false }).waitFor();
    await agree(page, 'Publish');
    await page.getByText('The draft runtime is published.').first().waitFor();
    const address = page.getByRole('form', { name: 'Published runtime' }).getByLabel('Address');
    await story.log().until('the form to show it', async () => (await address.inputValue()) === story.draft.agent.url);
    await story.published.writes(customer, 'hello');
    await story.published.sent(1);
    expect(story.published.texts()).toEqual(['Said by the draft']);
  }, 40_000);

  it('changes the number: open sessions end silently, and a number that is taken is named', async () => {
    const { story } = stage();
    await story.published.talks(customer, 'hello');
    const one = await asOwner('/agents/shop/channel');
    const { page } = one;
    await press(page, 'Change number');
    const dialog = page.getByRole('dialog', { name: 'Change the number' });
    await dialog.getByText('Open sessions on the old number end silently.', { exact: false }).waitFor();
    await dialog.getByText('Enter the new number’s Phone Number ID afterwards.', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Change number' }).click();
    await dialog.getByText('Enter the phone number.').waitFor();
    await dialog.getByLabel('Phone number').fill('+1 202-555-0143');
    await dialog.getByRole('button', { name: 'Change number' }).click();
    await dialog.getByText('help (Published) has this number.', { exact: false }).waitFor();
    expected(one, /409/);
    await dialog.getByLabel('Phone number').fill('+62 811-2222-3333');
    await dialog.getByRole('button', { name: 'Change number' }).click();
    await page.getByText('+62 811 2222 3333').waitFor();
    await story.advance(1);
    expect((await story.published.happened('SessionEnded')).data.reason).toBe('channel-closed');
    expect(story.published.texts()).toEqual(['You said: hello']);
  }, 40_000);

  it('disconnects the number, having read what ends, and the wizard is back', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await press(page, 'Disconnect');
    await page.getByRole('alertdialog').getByText('Open sessions end silently', { exact: false }).waitFor();
    await agree(page, 'Disconnect');
    await page.getByText('This configuration was disconnected.', { exact: false }).waitFor();
    await page.getByRole('heading', { name: 'Connect a number' }).waitFor();
  }, 40_000);

  it('revokes an old secret now; where other traffic uses it, that is said', async () => {
    const one = await asOwner('/agents/shop/channel');
    const { page } = one;
    await press(page, 'Regenerate');
    await agree(page, 'Regenerate');
    await page.getByText('An older one', { exact: false }).waitFor();
    const refusal = { type: 'about:blank', title: 'In use', status: 422, code: 'OtherTrafficUsesIt' };
    await page.route('**/webhook-secret/revoke', (route) => route.fulfill({ status: 422, json: refusal }), { times: 1 });
    await page.getByRole('button', { name: /^Revoke now: [\w-]+$/ }).click();
    await page.getByRole('alertdialog').getByText('are refused from now on', { exact: false }).waitFor();
    await agree(page, 'Revoke now');
    await page.getByText('Calls for other channels still come with this one.').waitFor();
    expected(one, /422/);
    await page.getByRole('button', { name: /^Revoke now: [\w-]+$/ }).click();
    await agree(page, 'Revoke now');
    await page.getByText('The old one is no longer valid.').first().waitFor();
    expect(await page.getByText('An older one', { exact: false }).count()).toBe(0);
  }, 40_000);

  it('reads at the token what it lacks, mends it, and saves', async () => {
    const { simulator, published } = stage().story;
    const one = await asOwner('/agents/shop/channel');
    const { page } = one;
    simulator.setFaults(published.number.phoneNumberId, { token: { lacks: ['whatsapp_business_messaging'] } });
    await field(page, 'Access Token').fill(published.number.accessToken);
    await save(page);
    await page.getByText('this token lacks the permission whatsapp_business_messaging').waitFor();
    await hasFocus(page, 'Access Token');
    expected(one, /422/);
    simulator.clearFaults(published.number.phoneNumberId);
    await save(page);
    await saved(page);
  }, 40_000);

  it('sees that sending is paused and why, mends the token, and messages that waited are sent', async () => {
    const { story } = stage();
    const { published } = story;
    published.fails({ fault: 'refuse', code: 190, always: true });
    await published.writes(customer, 'hello');
    const { page } = await asOwner('/');
    await page.getByText('Sending paused').waitFor();
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByText('Sending is paused').waitFor();
    await page.getByRole('alert').getByText('Access token has expired', { exact: false }).waitFor();
    story.simulator.clearFaults(published.number.phoneNumberId);
    await field(page, 'Access Token').fill(published.number.accessToken);
    await save(page);
    await saved(page);
    await page.getByText('Sending is paused').waitFor({ state: 'detached' });
    await stage().advance(MINUTE);
    await published.sent(1);
    expect(published.texts()).toEqual(['You said: hello']);
  }, 40_000);

  it('resumes sending by hand, where the fault was at the provider', async () => {
    const { story } = stage();
    const { published } = story;
    published.fails({ fault: 'refuse', code: 190 });
    await published.writes(customer, 'hello');
    const { page } = await asOwner('/agents/shop/channel');
    await page.getByText('Sending is paused').waitFor();
    await press(page, 'Resume sending');
    await page.getByText('Sending goes on.').first().waitFor();
    await stage().advance(MINUTE);
    await published.sent(1);
    expect(published.texts()).toEqual(['You said: hello']);
  }, 40_000);

  it('goes back to older webhook calls', async () => {
    const { published } = stage().story;
    for (let n = 10; n < 70; n += 1) await published.writes(`62812999900${n}`, 'hello');
    const { page } = await asOwner('/agents/shop/webhooks');
    await page.getByRole('cell', { name: 'Handled' }).first().waitFor();
    const calls = page.getByRole('row');
    const before = await calls.count();
    await press(page, 'Older calls');
    await page.waitForFunction((count) => document.querySelectorAll('tr').length > count, before);
    expect(new Set(await page.locator('tbody tr').evaluateAll((rows) => rows.map(({ id }) => id))).size).toBe((await calls.count()) - 1);
    await page.getByRole('button', { name: 'Older calls' }).waitFor({ state: 'detached' });
  }, 60_000);
});

(there ? describe : describe.skip)('an operator of a server that Meta cannot reach', () => {
  const { stage, asOwner } = onStage({ config: { publicUrl: 'http://127.0.0.1:1' } });

  it('reads at save, in Meta\'s words, why it does not take the webhook address; the old values stay in force', async () => {
    const { published } = stage().story;
    const one = await asOwner('/agents/shop/channel');
    const { page } = one;
    await field(page, 'App Secret').fill(published.number.appSecret);
    await field(page, 'Delay Before Ask (seconds)').fill('99');
    await save(page);
    const alert = page.getByRole('alert');
    await alert.getByText('The provider did not take the webhook address. Nothing was saved; the old values stay in force.').waitFor();
    await alert.getByText('Meta Cloud says:', { exact: false }).getByText('Callback verification failed', { exact: false }).waitFor();
    await says(page, 'Delay Before Ask (seconds)', '99');
    expected(one, /422/);
    await press(page, 'Discard changes');
    await says(page, 'Delay Before Ask (seconds)', '300');
    await published.talks(customer, 'hello');
    expect(published.texts()).toEqual(['You said: hello']);
  }, 40_000);
});
