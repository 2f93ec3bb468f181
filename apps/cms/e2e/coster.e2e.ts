import { describe, expect, it } from '@jest/globals';
import { connect, field, fill, onStage, openPhone, press, registerDemoAgent, save } from './acts.js';
import { addressOf, areThere, bakery, coster, costerEntries, customer } from './provider-cast.js';

const costerNumber = bakery.replace(/\D/g, '');
const there = await areThere('Coster in the CMS');

(there ? describe : describe.skip)('an operator with a number of Coster', () => {
  const { stage, open, asOwner } = onStage();
  const begin = async () => {
    await registerDemoAgent(stage(), 'bakery');
    stage().story.simulator.coster.addAccount(coster);
    const one = await asOwner('/agents/bakery/channel');
    return { one, page: one.page, phone: await openPhone(one, stage(), { number: costerNumber, customer }) };
  };

  it('reads in the wizard what Coster is for and what it takes, and how to connect it', async () => {
    const { one, page } = await begin();
    const option = page.getByRole('radio', { name: 'Coster', exact: true });
    await option.check();
    await page.getByText('Best for teams using the Coster BSP (Business Solution Provider) for WhatsApp.').waitFor();
    await page.getByText('Requires Coster Account ID, Division ID, and access tokens.').waitFor();
    const [help] = await Promise.all([one.context.waitForEvent('page'), page.getByRole('link', { name: 'How to connect Coster' }).click()]);
    await help.getByRole('heading', { name: 'Connect Coster', level: 1 }).waitFor();
  }, 40_000);

  it('connects it, hands the address over with the text that is ready to send, and sees the first message answered', async () => {
    const { page, phone } = await begin();
    await connect(page, 'Coster', bakery);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Coster credentials');
    await page.getByText('Save the credentials first; the text is ready then.').waitFor();
    const required = await Promise.all(Object.keys(costerEntries).map((label) => field(page, label).getAttribute('aria-required')));
    expect(required).toEqual(['true', 'true', 'true', null]);
    expect(await page.getByText('optional', { exact: true }).count()).toBe(1);
    await page.getByText('In your contract papers, or from Coster’s staff: 32 letters and digits.').waitFor();
    expect(await field(page, 'Channel ID').isVisible()).toBe(false);
    await page.getByText('Advanced settings').click();
    await page.getByText('Only where Coster’s staff have given you one.').waitFor();

    await field(page, 'Coster Account ID').fill(coster.accountId);
    await save(page);
    await page.getByText('Fill this in.').first().waitFor();
    await fill(page, costerEntries);
    await save(page);
    await page.getByText('Waiting for the first message').waitFor();

    await press(page, 'Copy the text');
    await page.getByText('The text is copied.').first().waitFor();
    const handedOver = await page.evaluate<string>('navigator.clipboard.readText()');
    const address = /Webhook address: (\S+)/.exec(handedOver)?.[1] ?? '';
    expect(address).toBe(await addressOf(page));
    for (const line of [`Coster Account ID: ${coster.accountId}`, `Number: +${costerNumber}`]) expect(handedOver).toContain(line);
    const staff = phone.page.getByRole('region', { name: 'Hand-off to Coster' });
    await staff.getByRole('textbox', { name: 'Webhook address' }).fill(address);
    await staff.getByRole('button', { name: 'Set the address' }).click();
    await staff.getByText('The address is set.').waitFor();
    await phone.writes('hello');
    await phone.reads('I am the demo agent');
    await page.getByText('Working', { exact: true }).waitFor();

    const auditor = await open('/agents/bakery/channel', { as: await stage().invited('auditor', 'Ani') });
    await auditor.page.getByRole('heading', { name: 'Hand-off to Coster' }).waitFor();
    const view = await auditor.page.evaluate<string>('fetch("/api/agents/bakery/channels/published").then((answer) => answer.text())');
    const secret = address.split('/').at(-1) ?? '';
    for (const shown of [await auditor.page.content(), await addressOf(auditor.page), view]) expect(shown).not.toContain(secret);
    expect(await auditor.page.getByText('Text to send').count()).toBe(0);
  }, 60_000);
});
