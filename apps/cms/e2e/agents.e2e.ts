import { describe, expect, it } from '@jest/globals';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { agree, field, onStage, press } from './acts.js';

const there = await chromiumIsThere('what becomes of an agent');

(there ? describe : describe.skip)('an agent', () => {
  const { stage, open, asOwner } = onStage();

  it('is renamed, which another open list shows by itself', async () => {
    const budi = await open('/', { as: await stage().invited('contributor', 'Budi') });
    await budi.page.getByRole('heading', { name: 'shop', exact: true }).waitFor();
    const { page } = await asOwner('/');
    await press(page, 'Actions for shop');
    await press(page, 'Rename');
    await page.getByRole('dialog', { name: 'Rename shop' }).getByLabel('Name').fill('Corner shop');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name: 'Corner shop', exact: true }).waitFor();
    await budi.page.getByRole('heading', { name: 'Corner shop', exact: true }).waitFor();
  }, 40_000);

  it('is archived, after it was said what that ends, and cannot be changed any more', async () => {
    await stage().story.published.talks('6281299990001', 'hello');
    const { page } = await asOwner('/');
    await press(page, 'Actions for shop');
    await press(page, 'Archive');
    await page.getByRole('alertdialog').getByText('Its numbers are disconnected and open sessions end silently.', { exact: false }).waitFor();
    await agree(page, 'Archive');
    await page.getByRole('heading', { name: 'shop', exact: true }).waitFor({ state: 'detached' });
    await press(page, 'Show archived (1)');
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByText('This agent is archived and cannot be changed.').waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
    await stage().story.advance(1);
    expect((await stage().story.published.happened('SessionEnded')).data.reason).toBe('channel-closed');
  }, 40_000);

  it('gets a runtime for each version, tried from the form, whose secret is never shown again', async () => {
    const { published, draft } = stage().story;
    const { page } = await asOwner('/agents/help/settings');
    const form = page.getByRole('form', { name: 'Draft runtime' });
    await form.getByRole('radio', { name: 'HTTP endpoint' }).check();
    await form.getByLabel('Address').fill(draft.agent.url);
    await form.getByLabel('Signing secret').fill(draft.agent.secret);
    await press(page, 'Save the draft runtime');
    await press(page, 'Try the draft runtime');
    await form.getByText(/Answered in \d+ ms/).waitFor();
    expect(draft.agent.turns).toHaveLength(1);
    expect(published.agent.turns).toHaveLength(0);
    expect(await form.getByLabel('Signing secret').inputValue()).toBe('');
    await page.reload();
    expect(await page.getByRole('form', { name: 'Draft runtime' }).getByLabel('Address').inputValue()).toBe(draft.agent.url);
    expect(await page.content()).not.toContain(draft.agent.secret);
    draft.agent.behave(() => ({ status: 200, text: 'nonsense' }));
    await press(page, 'Try the draft runtime');
    await form.getByText(/No usable answer after \d+ ms/).waitFor();
  }, 40_000);

  it('whose name is empty is not saved: that is said at the field', async () => {
    const { page } = await asOwner('/agents/shop/settings');
    await field(page, 'Name').fill(' ');
    await press(page, 'Rename');
    await page.getByText('Enter a name.').waitFor();
  }, 40_000);
});
