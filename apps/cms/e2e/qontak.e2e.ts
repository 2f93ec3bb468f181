import { describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@tandem/domain';
import { qontakLines } from '../../server/src/testing/story-numbers.js';
import { agree, connect, expected, field, fill, hasFocus, onStage, onStageOf, openPhone, press, registerDemoAgent, save, saved, says } from './acts.js';
import { addressOf, areThere, bakery, customer, integration, organisationOf, qontak, qontakEntries, sessionManagement, setEndpoint } from './provider-cast.js';

const noRight = { fault: 'refuse', on: 'setup', httpStatus: 403, message: 'You are not allowed to change webhooks' } as const;
const there = await areThere('Qontak in the CMS');

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
    await hasFocus(page, 'Token');
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
    await hasFocus(page, 'Channel Integration ID');
    expected(one, /409/);
  }, 40_000);
});
