import { describe, expect, it } from '@jest/globals';
import { SECOND } from '@tandem/domain';
import { costerLines, lines, qontakLines, type AnyNumber } from '../../server/src/testing/story-numbers.js';
import { field, fill, onStage, onStageOf, openPhone, press, save, saved, says } from './acts.js';
import { addressOf, areThere, coster, costerEntries, customer, integration, qontak, qontakEntries, sessionManagement } from './provider-cast.js';

const there = await areThere('Coster and Qontak in the CMS');

(there ? describe : describe.skip)('an operator who changes the protocol', () => {
  const { stage, asOwner } = onStage();

  it('keeps history and the open session, from Meta Cloud to Qontak and on to Coster', async () => {
    const { story } = stage();
    const { simulator, published } = story;
    const { number } = published.number;
    simulator.coster.addAccount({ ...coster, numbers: [{ number, name: 'Shop' }] });
    simulator.qontak.addOrganisation({ ...qontak, integrations: [{ channelIntegrationId: integration, number, name: 'Shop' }] });
    await published.talks(customer, 'on Meta Cloud');
    const one = await asOwner('/agents/shop/channel');
    const { page } = one;
    const changeTo = async (title: string): Promise<void> => {
      await press(page, 'Change protocol');
      const dialog = page.getByRole('dialog', { name: 'Change the protocol' });
      await dialog.getByText('History, open sessions and session settings stay.', { exact: false }).waitFor();
      await field(page, 'Protocol').selectOption({ label: title });
      await dialog.getByRole('button', { name: 'Change protocol' }).click();
      await page.getByRole('heading', { name: `${title} credentials` }).waitFor();
    };

    await field(page, 'Delay Before Ask (seconds)').fill('99');
    await save(page);
    await saved(page);
    await changeTo('Qontak');
    await page.getByText('Credentials missing').waitFor();
    expect(await sessionManagement(page).count()).toBe(0);
    await fill(page, qontakEntries);
    await save(page);
    await saved(page);
    expect(await sessionManagement(page).count()).toBe(0);
    await press(page, 'Set Endpoint');
    await sessionManagement(page).waitFor();
    await says(page, 'Delay Before Ask (seconds)', '99');
    const phone = await openPhone(one, stage(), { number: integration, customer });
    await phone.writes('on Qontak');
    await phone.reads('You said: on Qontak');

    await changeTo('Coster');
    await sessionManagement(page).waitFor();
    await fill(page, costerEntries);
    await save(page);
    await page.getByText('Waiting for the first message').waitFor();
    simulator.coster.setWebhook(coster.accountId, await addressOf(page));
    await story.advance(SECOND);
    const other = await openPhone(one, stage(), { number: number.replace(/\D/g, ''), customer });
    await other.writes('on Coster');
    await other.reads('You said: on Coster');
    await story.quiet();
    expect([published.events('SessionStarted').length, published.events('SessionEnded').length]).toEqual([1, 0]);
    await page.goto(`${stage().url()}/conversations`);
    await page.getByRole('list', { name: 'List of conversations' }).getByRole('link').click();
    for (const way of ['Meta Cloud', 'Qontak', 'Coster']) await page.getByText(`You said: on ${way}`).waitFor();
  }, 90_000);
});

const mixed: readonly AnyNumber[] = [costerLines[0] as AnyNumber, qontakLines[1] as AnyNumber, lines[2] as AnyNumber];

(there ? describe : describe.skip)('an agent on Coster and Qontak at once', () => {
  const { stage, asOwner } = onStageOf(mixed);

  it('is answered on both numbers, each tab with its own protocol; a version without a number is one calm line and the wizard', async () => {
    const { published, draft } = stage().story;
    await published.talks(customer, 'hello');
    await draft.talks(customer, 'hello, draft');
    expect([published.texts(), draft.texts()]).toEqual([['You said: hello'], ['You said: hello, draft']]);
    const { page } = await asOwner('/agents/shop/channel');
    await page.getByRole('heading', { name: 'Coster credentials' }).waitFor();
    await page.getByRole('tab', { name: 'Draft Configuration', exact: true }).click();
    await page.getByRole('heading', { name: 'Qontak credentials' }).waitFor();
    await page.goto(`${stage().url()}/agents/help/channel/whatsapp/draft`);
    await page.getByText('No draft number is set up.', { exact: false }).waitFor();
    expect([await page.getByRole('radio').count(), await page.getByRole('alert').count()]).toEqual([3, 0]);
  }, 40_000);

  it('reads, before a number is changed, by which words the protocol knows the new one', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    const dialog = page.getByRole('dialog', { name: 'Change the number' });
    const asked = dialog.getByText('Enter the new number’s', { exact: false });
    await press(page, 'Change number');
    await dialog.getByText('Open sessions on the old number end silently.', { exact: false }).waitFor();
    expect(await asked.count()).toBe(0);
    await press(page, 'Cancel');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Draft Configuration', exact: true }).click();
    await page.getByRole('heading', { name: 'Qontak credentials' }).waitFor();
    await press(page, 'Change number');
    await asked.waitFor();
    expect(await asked.textContent()).toContain('Enter the new number’s Channel Integration ID afterwards.');
  }, 40_000);
});
