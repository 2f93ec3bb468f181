import { describe, expect, it } from '@jest/globals';
import { DAY, SECOND } from '@tandem/domain';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { parkItem, parkMessage } from '../../server/src/testing/park.js';
import { agree, expected, field, onStage, press, textsOf } from './acts.js';

const customer = '6281299990001';
const listed = (page: Page) => page.getByRole('list', { name: 'List of conversations' }).getByRole('link');

const there = await chromiumIsThere('what people do in conversations');

(there ? describe : describe.skip)('in a conversation somebody', () => {
  const { stage, open, asOwner } = onStage();

  it('takes over, speaks to the user instead of the agent, and hands back', async () => {
    const { published } = stage().story;
    await published.talks(customer, 'hello');
    const { page } = await asOwner('/conversations');
    await listed(page).click();
    await press(page, 'Take over');
    await page.getByRole('heading', { name: 'Sari Owner has taken over' }).waitFor();
    await published.talks(customer, 'is anybody there?');
    expect(published.agent.turns).toHaveLength(1);
    await press(page, 'Send');
    await page.getByText('Write something first.').waitFor();
    await field(page, 'Message to the user').fill('I am a person');
    await press(page, 'Send');
    await published.sent(2);
    expect(published.texts()).toEqual(['You said: hello', 'I am a person']);
    await page.getByText('Operator wrote').first().waitFor();
    await published.talks(customer, 'one more question');
    await press(page, 'Hand back');
    await published.sent(3);
    expect(published.texts().at(-1)).toBe('You said: one more question');
    await page.getByRole('button', { name: 'Take over' }).waitFor();
    expect(await page.getByLabel('Message to the user').count()).toBe(0);
  }, 40_000);

  it('keeps what is typed when sending fails, and says it once when it is sent again', async () => {
    const { published } = stage().story;
    await published.talks(customer, 'hello');
    const one = await asOwner('/conversations');
    await listed(one.page).click();
    await press(one.page, 'Take over');
    // the first answer is lost on the way: what it said was said
    await one.page.route('**/speak', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    }, { times: 1 });
    await field(one.page, 'Message to the user').fill('Said once');
    await press(one.page, 'Send');
    await one.page.getByText('Tandem cannot be reached at the moment.', { exact: false }).waitFor();
    await press(one.page, 'Send');
    await one.page.getByText('The message is on its way.').first().waitFor();
    await stage().story.quiet();
    expect(published.texts()).toEqual(['You said: hello', 'Said once']);
    expected(one, /ERR_CONNECTION_RESET/);
  }, 40_000);

  it('is asked before a message that is not sent is left behind', async () => {
    await stage().story.published.talks(customer, 'hello');
    const { page } = await asOwner('/conversations');
    await listed(page).click();
    await press(page, 'Take over');
    await field(page, 'Message to the user').fill('half a sen');
    await page.getByRole('link', { name: 'All conversations' }).click();
    await page.getByRole('button', { name: 'Stay here' }).click();
    expect(await field(page, 'Message to the user').inputValue()).toBe('half a sen');
  }, 40_000);

  it('erases the user, having read what goes and what stays, and is told until when', async () => {
    const { published } = stage().story;
    await published.talks(customer, 'my secret');
    const { page } = await asOwner('/conversations');
    await listed(page).click();
    await page.getByText('my secret', { exact: true }).waitFor();
    await press(page, 'Erase user');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('This cannot be undone.', { exact: false }).waitFor();
    await dialog.getByText('Raw webhook calls go with the day they came on.', { exact: false }).waitFor();
    await agree(page, 'Erase for ever');
    const last = new Date(stage().story.clock.now() + 15 * DAY);
    const shown = await dialog.getByText('The last raw webhook calls that may speak of them go by', { exact: false }).textContent();
    expect(shown).toMatch(new RegExp(`(${last.getUTCDate()}|${new Date(last.getTime() - DAY).getUTCDate()}) \\w+ ${last.getUTCFullYear()}`));
    await page.waitForFunction(() => document.activeElement?.textContent.trim() === 'Close');
    await agree(page, 'Close');
    await page.getByRole('link', { name: 'Unknown user' }).waitFor();
    await page.getByText('Ended: the user was erased').waitFor();
    expect(await page.getByText('my secret').count()).toBe(0);
    await stage().advance(SECOND); // what the provider stamps as earlier is the erased one's
    await published.talks(customer, 'hello again');
    await listed(page).nth(1).waitFor();
  }, 40_000);

  it('who is no owner erases nobody, and who is an auditor takes nothing over', async () => {
    await stage().story.published.talks(customer, 'hello');
    const budi = await open('/conversations', { as: await stage().invited('contributor', 'Budi') });
    await listed(budi.page).click();
    await budi.page.getByRole('button', { name: 'Take over' }).waitFor();
    expect(await budi.page.getByRole('button', { name: 'Erase user' }).count()).toBe(0);
    const ani = await open('/conversations', { as: await stage().invited('auditor', 'Ani') });
    await listed(ani.page).click();
    await ani.page.getByText('Session began').waitFor();
    expect(await textsOf(ani.page.getByRole('main').getByRole('button'))).toEqual(['Unmask']);
  }, 40_000);
});

(there ? describe : describe.skip)('parked items', () => {
  const { stage, asOwner } = onStage();
  const waiting = (page: Page) => page.getByRole('list', { name: 'List of parked items' }).getByRole('listitem');

  it('are replayed one by one, some or all, after it was said how many; what fails again waits', async () => {
    const { story } = stage();
    for (const text of ['first', 'second', 'third']) await parkMessage(story, text, text);
    await parkItem(story, 'cut-off', '{');
    const one = await asOwner('/agents/shop/webhooks');
    const { page } = one;
    await waiting(page).nth(3).waitFor();
    await page.getByText('Handling it failed. It waits whole.').first().waitFor();
    await waiting(page).first().getByRole('button', { name: /^Replay/ }).click();
    await page.getByRole('alertdialog').getByText('Replay 1 item?').waitFor();
    await agree(page, 'Replay');
    await page.getByText('Handled: 1').waitFor();
    await waiting(page).nth(2).waitFor();
    await story.published.sent(1);
    expect(story.published.texts()).toEqual(['You said: first']);

    await waiting(page).first().getByRole('checkbox').check();
    await press(page, 'Replay 1 item');
    await agree(page, 'Cancel');
    expect(await waiting(page).count()).toBe(3);

    await press(page, 'Replay all (3)');
    await page.getByRole('alertdialog').getByText('Replay 3 items?').waitFor();
    await agree(page, 'Replay');
    await page.getByText('Handled: 2').waitFor();
    await page.getByText('Still waiting: 1').waitFor();
    await waiting(page).first().waitFor();
    expect(await waiting(page).count()).toBe(1);
    expected(one, /409/);
    await story.quiet();
    expect(story.published.agent.turns.flatMap(({ messages }) => messages)).toHaveLength(3);
  }, 40_000);

  it('are dismissed, with its consequence said', async () => {
    await parkMessage(stage().story, 'first', 'first');
    const { page } = await asOwner('/agents/shop/webhooks');
    await waiting(page).getByRole('button', { name: /^Dismiss/ }).click();
    await page.getByRole('alertdialog').getByText('nobody can read it again', { exact: false }).waitFor();
    await agree(page, 'Dismiss');
    await page.getByText('The item is dismissed.').first().waitFor();
    await page.getByRole('heading', { name: 'Parked items' }).waitFor({ state: 'detached' });
    await stage().story.quiet();
    expect(stage().story.published.texts()).toEqual([]);
  }, 40_000);
});
