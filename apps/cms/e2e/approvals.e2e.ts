import { describe, expect, it } from '@jest/globals';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { agree, expected, field, onStage, press, save, says } from './acts.js';

const there = await chromiumIsThere('a second person');
const published = '/agents/shop/channel/whatsapp/published';

(there ? describe : describe.skip)('a change of the published configuration that needs a second person', () => {
  const { stage, open, asOwner } = onStage();

  it('waits until somebody else approves it, who sees what it changes', async () => {
    const { page } = await asOwner(published);
    await page.getByRole('switch', { name: 'A second person must approve' }).click();
    await page.getByText('From now on a second person must approve.').first().waitFor();
    await field(page, 'Delay Before Ask (seconds)').fill('60');
    await save(page);
    await page.getByRole('heading', { name: 'A change waits for approval' }).waitFor();
    await page.getByText('Somebody else must approve it.').waitFor();
    await says(page, 'Delay Before Ask (seconds)', '300');
    expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
    expect(await stage().violations(page)).toEqual([]);

    const budi = await open(published, { as: await stage().invited('contributor', 'Budi') });
    const row = budi.page.getByRole('table', { name: 'What it changes' }).getByRole('row').nth(1);
    expect(await row.textContent()).toMatch(/300.*60/);
    expect(await stage().violations(budi.page)).toEqual([]);
    await press(budi.page, 'Approve');
    await agree(budi.page, 'Approve');
    await budi.page.getByRole('heading', { name: 'A change waits for approval' }).waitFor({ state: 'detached' });
    await says(budi.page, 'Delay Before Ask (seconds)', '60');
    await says(page, 'Delay Before Ask (seconds)', '60');
  }, 60_000);

  it('is withdrawn by who proposed it, and the draft is saved at once', async () => {
    const { page } = await asOwner(published);
    await page.getByRole('switch', { name: 'A second person must approve' }).click();
    await page.getByText('From now on a second person must approve.').first().waitFor();
    await field(page, 'Delay Before Ask (seconds)').fill('60');
    await save(page);
    await press(page, 'Withdraw');
    await page.getByRole('heading', { name: 'A change waits for approval' }).waitFor({ state: 'detached' });
    await says(page, 'Delay Before Ask (seconds)', '300');
    await page.goto(`${stage().url()}/agents/shop/channel/whatsapp/draft`);
    await field(page, 'Delay Before Ask (seconds)').fill('70');
    await save(page);
    await page.getByText('Everything is saved.').waitFor();
    expect(await page.getByRole('switch', { name: 'A second person must approve' }).count()).toBe(0);
  }, 60_000);

  it('waits also with what stands in no form: the number is disconnected only by two', async () => {
    const one = await asOwner(published);
    const { page } = one;
    await page.getByRole('switch', { name: 'A second person must approve' }).click();
    await page.getByText('From now on a second person must approve.').first().waitFor();
    await press(page, 'Disconnect');
    await agree(page, 'Disconnect');
    await page.getByText('Your change waits for a second person.').first().waitFor();
    await page.getByText('The number is disconnected; open conversations end', { exact: false }).waitFor();
    await page.getByRole('switch', { name: 'A second person must approve' }).click();
    await page.getByText('Another change waits for approval.', { exact: false }).first().waitFor();
    expected(one, /422/);
    const budi = await open(published, { as: await stage().invited('contributor', 'Budi') });
    await press(budi.page, 'Approve');
    await agree(budi.page, 'Approve');
    await budi.page.getByText('The change is approved and saved.').first().waitFor();
    await page.getByText('Disconnected').first().waitFor();
  }, 60_000);
});
