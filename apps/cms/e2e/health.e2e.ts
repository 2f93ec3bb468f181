import { describe, expect, it } from '@jest/globals';
import { HOUR } from '@tandem/domain';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { field, onStage, press, textsOf } from './acts.js';

const customer = '6281299990001';
const there = await chromiumIsThere('how a number is, and what owners ask for');

(there ? describe : describe.skip)('a number that nobody calls any more', () => {
  const { stage, asOwner } = onStage({ config: { silenceAlarmHours: 2 } });

  it('is shown as silent at the agents, at its settings and at its webhooks, until it is called again', async () => {
    const { published } = stage().story;
    await published.talks(customer, 'hello');
    await stage().story.quiet();
    const { page } = await asOwner('/');
    await page.getByRole('heading', { name: 'shop' }).waitFor();
    expect(await page.getByText('Silent since', { exact: false }).count()).toBe(0);
    await stage().advance(3 * HOUR);
    await page.reload();
    await page.getByText('Silent since', { exact: false }).waitFor();
    await page.goto(`${stage().url()}/agents/shop/webhooks/published`);
    const health = page.getByRole('region', { name: 'How the number is' });
    await health.getByText('longer than 2 h', { exact: false }).waitFor();
    expect(await textsOf(health.getByRole('term'))).toEqual(expect.arrayContaining(['Last call', 'Last message of a user', 'Token ends']));
    await page.goto(`${stage().url()}/agents/shop/channel/whatsapp/published`);
    await page.getByText('longer than 2 h', { exact: false }).waitFor();
    await published.talks(customer, 'I am back');
    await stage().story.quiet();
    await page.goto(`${stage().url()}/agents/shop/webhooks/published`);
    await health.getByText('Last call').waitFor();
    expect(await health.getByText('longer than', { exact: false }).count()).toBe(0);
  }, 60_000);
});

(there ? describe : describe.skip)('an owner', () => {
  const { asOwner, open, stage } = onStage();

  it('asks for a reason with every published change, and must give one to ask no longer', async () => {
    const { page, troubles } = await asOwner('/agents/shop/settings');
    const rule = page.getByLabel('Every change must say why');
    await rule.check();
    await press(page, 'Save');
    await page.getByText('The rule is saved.').first().waitFor();
    await page.reload();
    await rule.waitFor();
    expect(await rule.isChecked()).toBe(true);
    await rule.uncheck();
    await press(page, 'Save');
    await page.getByText('Say why you make this change', { exact: false }).waitFor();
    await field(page, 'Reason').fill('The pilot is over');
    await press(page, 'Save');
    await page.getByLabel('Reason').waitFor({ state: 'detached' });
    expect(await rule.isChecked()).toBe(false);
    expect(troubles.splice(0).filter((trouble) => !/422/.test(trouble))).toEqual([]);
  }, 40_000);

  it('alone sees the rule', async () => {
    const { page } = await open('/agents/shop/settings', { as: await stage().invited('contributor', 'Budi') });
    await page.getByRole('heading', { name: 'Published', exact: false }).first().waitFor();
    expect(await page.getByLabel('Every change must say why').count()).toBe(0);
  }, 40_000);
});
