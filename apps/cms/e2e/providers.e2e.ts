import { describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@tandem/domain';
import { protocols } from '@tandem/protocols';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { costerLines, lines, qontakLines, type AnyNumber } from '../../server/src/testing/story-numbers.js';
import { agree, connect, expected, field, fill, onStage, onStageOf, openPhone, press, registerDemoAgent, save, saved, says } from './acts.js';
import type { Stage } from './stage.js';

const customer = '6281299990001';
const bakery = '+62 811-2222-3333';
const coster = {
  accountId: 'c0ffee00c0ffee00c0ffee00c0ffee00', divisionId: 'd1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1', accessToken: 'coster-token-of-the-bakery',
  pushAccessToken: 'coster-push-token-of-the-bakery', numbers: [{ number: bakery, name: 'Bakery' }],
};
const costerNumber = bakery.replace(/\D/g, '');
const costerEntries = {
  'Coster Account ID': coster.accountId, 'Division ID': coster.divisionId, 'Access Token': coster.accessToken, 'Push Access Token': coster.pushAccessToken,
};
const integration = '5d3ac39e-1111-4c11-8a11-0000000003ab';
const qontak = {
  organizationId: '7c0f5a52-1111-4c11-8a11-0000000003ab', name: 'Bakery', token: 'qontak-token-of-the-bakery',
  integrations: [{ channelIntegrationId: integration, number: bakery, name: 'Bakery' }],
};
const qontakEntries = { 'Channel Integration ID': integration, Token: qontak.token };
const noRight = { fault: 'refuse', on: 'setup', httpStatus: 403, message: 'You are not allowed to change webhooks' } as const;

const sessionManagement = (page: Page) => page.getByRole('heading', { name: 'Session Management' });
const setEndpoint = (page: Page) => page.getByRole('button', { name: /^Set Endpoint/ });
const addressOf = (page: Page) => field(page, 'Webhook address').inputValue();
const organisationOf = ({ story }: Stage<AnyNumber>, id: string = qontak.organizationId) =>
  story.simulator.qontak.organisations().find(({ organizationId }) => organizationId === id);

/** A protocol is a folder that can be deleted; what is played with it goes with it. */
const installed = new Set<string>(protocols.map(({ name }) => name));
const isInstalled = ['meta-cloud', 'coster', 'qontak'].every((name) => installed.has(name));
const there = (await chromiumIsThere('Coster and Qontak in the CMS')) && isInstalled;

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
    expect(await page.evaluate<string>('document.activeElement?.textContent')).toBe('Coster credentials');
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

(there ? describe : describe.skip)('an operator with a number of Qontak', () => {
  const { stage, asOwner } = onStage();
  const begin = async () => {
    await registerDemoAgent(stage(), 'bakery');
    const { simulator } = stage().story;
    simulator.qontak.addOrganisation(qontak);
    const one = await asOwner('/agents/bakery/channel');
    await connect(one.page, 'Qontak', bakery);
    return { one, page: one.page, simulator };
  };
  const withCredentials = async () => {
    const begun = await begin();
    await fill(begun.page, qontakEntries);
    await save(begun.page);
    await begun.page.getByText('Waiting for the first message').waitFor();
    return begun;
  };
  const withEndpoint = async () => {
    const begun = await withCredentials();
    await press(begun.page, 'Set Endpoint');
    await sessionManagement(begun.page).waitFor();
    return { ...begun, phone: await openPhone(begun.one, stage(), { number: integration, customer }) };
  };

  it('sees Set Endpoint wait for saved credentials, and Session Management for Set Endpoint; the next silence feels the settings', async () => {
    const { one, page } = await begin();
    await page.getByText('Save the identifiers and the token first.').waitFor();
    expect([await setEndpoint(page).isDisabled(), await sessionManagement(page).count()]).toEqual([true, 0]);
    await fill(page, qontakEntries);
    await page.getByText('Provided by Qontak after registration on their platform', { exact: false }).waitFor();
    await save(page);
    await page.getByText('Waiting for the first message').waitFor();
    await field(page, 'Token').fill('another one');
    await page.getByText('Save or discard your changes first.').waitFor();
    expect(await setEndpoint(page).isDisabled()).toBe(true);
    await press(page, 'Discard changes');
    await press(page, 'Set Endpoint');
    await page.getByText(/^Set successfully, .*\d/).waitFor();
    await sessionManagement(page).waitFor();
    expect(organisationOf(stage())).toMatchObject({ messageInteractions: { url: await addressOf(page) }, roomInteractions: { room_resolved: true } });

    await fill(page, { 'Delay Before Ask (seconds)': '10', 'Delay Before End Session (seconds)': '15' });
    await save(page);
    await saved(page);
    const phone = await openPhone(one, stage(), { number: integration, customer });
    await phone.writes('hello');
    await phone.reads('I am the demo agent');
    await page.getByText('Working', { exact: true }).waitFor();
    await stage().advance(10 * SECOND);
    await phone.reads('Do you need anything else?');
    await phone.taps('Yes, go on');
    await stage().story.quiet();
    await stage().advance(10 * SECOND);
    await stage().story.quiet();
    await phone.taps('No, end chat');
    await page.goto(`${stage().url()}/conversations`);
    await page.getByText('Ended: ', { exact: false }).first().waitFor();
  }, 60_000);

  it('has the question sent as numbered text where buttons are off: a number answers it', async () => {
    const { page, phone } = await withEndpoint();
    await page.getByText('Advanced settings').click();
    await field(page, 'Buttons and lists').selectOption({ label: 'No' });
    await save(page);
    await saved(page);
    await phone.writes('hello');
    await phone.reads('I am the demo agent');
    await stage().advance(5 * MINUTE);
    await phone.reads('1. Yes, go on');
    await phone.writes('2');
    await page.goto(`${stage().url()}/conversations`);
    await page.getByText('Ended: ', { exact: false }).first().waitFor();
  }, 60_000);

  it('reads Qontak\'s own words where it refuses: at first Session Management stays away, later it stays with a notice', async () => {
    const { one, page, simulator } = await withCredentials();
    simulator.setFaults(integration, { calls: [noRight] });
    await press(page, 'Set Endpoint');
    await page.getByRole('alert').getByText('You are not allowed to change webhooks').waitFor();
    await page.getByText('Not set yet.', { exact: false }).waitFor();
    expect(await sessionManagement(page).count()).toBe(0);
    expected(one, /422/);
    await press(page, 'Set Endpoint');
    await page.getByText(/^Set successfully/).waitFor();
    await sessionManagement(page).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);

    simulator.setFaults(integration, { calls: [noRight] });
    await press(page, 'Set Endpoint again');
    await page.getByRole('alert').getByText('You are not allowed to change webhooks').waitFor();
    await page.getByText('What was set before stays in force.', { exact: false }).waitFor();
    expect([await sessionManagement(page).count(), await page.getByText(/^Set successfully/).count()]).toEqual([1, 1]);
    expected(one, /422/);
  }, 60_000);

  it('regenerates the secret, and the new address is registered in the same step', async () => {
    const { page, phone } = await withEndpoint();
    const before = await addressOf(page);
    await press(page, 'Regenerate');
    await page.getByRole('alertdialog').getByText('the new address is registered in the same step', { exact: false }).waitFor();
    await agree(page, 'Regenerate');
    await page.getByText('A new secret is in force.').first().waitFor();
    const after = await addressOf(page);
    expect([after === before, organisationOf(stage())?.messageInteractions?.url]).toEqual([false, after]);
    await phone.writes('hello');
    await phone.reads('I am the demo agent');
  }, 60_000);

  it('keeps the old address at work, and says so, where Qontak refuses the regenerated one', async () => {
    const { page, phone, simulator } = await withEndpoint();
    simulator.setFaults(integration, { calls: [noRight] });
    await press(page, 'Regenerate');
    await agree(page, 'Regenerate');
    await page.getByText('You are not allowed to change webhooks').first().waitFor();
    await page.getByText('the provider still calls the address with the old one', { exact: false }).waitFor();
    expect(await sessionManagement(page).count()).toBe(1);
    await phone.writes('hello');
    await phone.reads('I am the demo agent');
  }, 60_000);

  it('reads at its field what Qontak says of a bad token and of an unknown integration; the old values stay in force', async () => {
    const { one, page, phone } = await withEndpoint();
    await field(page, 'Token').fill('a wrong one');
    await save(page);
    await page.getByText(/^Qontak refuses it \(".+"\)$/).waitFor();
    expect(await field(page, 'Token').evaluate((element) => element === document.activeElement)).toBe(true);
    await press(page, 'Discard changes');
    await field(page, 'Channel Integration ID').fill('5d3ac39e-1111-4c11-8a11-00000000dead');
    await save(page);
    await page.getByText('Qontak has no channel with this id for this token').waitFor();
    expected(one, /422/);
    await press(page, 'Discard changes');
    await says(page, 'Channel Integration ID', integration);
    await phone.writes('hello');
    await phone.reads('I am the demo agent');
  }, 60_000);
});

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
});

(there ? describe : describe.skip)('an operator with two numbers of one Qontak organisation', () => {
  const { stage, asOwner } = onStageOf(qontakLines);

  it('reads which other number shares it', async () => {
    const { page } = await asOwner('/agents/shop/channel');
    await page.getByText('shop (Draft) uses the same account or organisation. That is normal for numbers of one company.').waitFor();
    await page.getByRole('tab', { name: 'Draft Configuration', exact: true }).click();
    await page.getByText('shop (Published) uses the same account or organisation.', { exact: false }).waitFor();
  }, 40_000);

  it('sees that a person has the room: the agent is silent, and goes on when it is handed back there', async () => {
    const { story } = stage();
    const { published } = story;
    await published.talks(customer, 'hello');
    const one = await asOwner('/conversations');
    const { page } = one;
    await page.getByRole('list', { name: 'List of conversations' }).getByRole('link').click();
    const phone = await openPhone(one, stage(), { number: published.number.phoneNumberId, customer });
    const inbox = phone.page.getByRole('region', { name: 'Qontak inbox' });
    await inbox.getByRole('button', { name: 'Take the room' }).click();
    await inbox.getByText('Rani holds the room.').waitFor();
    await phone.writes('is anybody there?');
    await page.getByRole('heading', { name: 'A person has taken the room in the provider’s inbox' }).waitFor();
    await page.getByText('by the assignment of its room').waitFor();
    expect([await page.getByRole('button', { name: 'Hand back' }).count(), await page.getByRole('button', { name: 'Send' }).count()]).toEqual([0, 0]);
    await stage().advance(20 * MINUTE);
    expect([published.texts(), published.asks()]).toEqual([['You said: hello'], []]);
    await inbox.getByRole('button', { name: 'Hand it back' }).click();
    await phone.writes('hello again');
    await phone.reads('You said: is anybody there? / hello again');
    await page.getByText('Handed back', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Take over' }).waitFor();
  }, 60_000);

  it('reads at the field who has a Channel Integration ID already', async () => {
    const { published } = stage().story;
    const one = await asOwner('/agents/help/channel/whatsapp/draft');
    const { page } = one;
    await connect(page, 'Qontak', bakery);
    await fill(page, { 'Channel Integration ID': published.number.phoneNumberId, Token: published.number.token });
    await save(page);
    await page.getByText('shop (Published) has this one. It belongs to one configuration at a time.').waitFor();
    expect(await field(page, 'Channel Integration ID').evaluate((element) => element === document.activeElement)).toBe(true);
    expected(one, /409/);
  }, 40_000);
});
