import { describe, expect, it } from '@jest/globals';
import { SECOND } from '@tandem/domain';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { onStage } from './acts.js';

const customer = '6281299990001';
const listed = (page: Page) => page.getByRole('list', { name: 'List of conversations' }).getByRole('link');
const there = await chromiumIsThere('what is told of a conversation');

interface Told {
  readonly title: string;
  readonly time: string;
  readonly cause: string;
  readonly revision: string;
}

const told = (page: Page): Promise<readonly Told[]> =>
  page.getByRole('region', { name: 'Timeline' }).locator('li:not(.day)').evaluateAll((lines) => lines.map((line) => ({
    title: line.querySelector('.title')?.textContent.trim() ?? '', time: line.querySelector('time')?.textContent ?? '',
    cause: line.querySelector('.cause span a')?.textContent.replace(/\s+/g, ' ').trim() ?? '', revision: line.querySelector('.cause > a')?.textContent.trim() ?? '',
  })));

(there ? describe : describe.skip)('a conversation', () => {
  const { stage, asOwner } = onStage();

  it('is told as it happens: message, turn, reply with its statuses, ask, answer, end, each with time, cause and configuration revision', async () => {
    const { published } = stage().story;
    await published.set({ delayBeforeAskSeconds: 10, delayBeforeEndSeconds: 15 });
    const { page } = await asOwner('/conversations');
    await published.talks(customer, 'hello');
    await listed(page).click();
    await page.getByText('Session began').waitFor();
    await stage().advance(10 * SECOND);
    await page.getByText('Question became due').first().waitFor();
    await published.taps(customer, 'end');
    await page.getByText('Session ended').waitFor();
    const call = expect.stringMatching(/^webhook call \w{6}$/);
    expect((await told(page)).map(({ title, cause }) => [title, cause])).toEqual([
      ['Session began', call], ['User wrote', call], ['Agent was called', 'User wrote'], ['Agent answered', 'Agent was called'], ['Sending · Reply', 'Agent answered'],
      ['Accepted by the provider · read', 'Sending'], ['Status of the message · sent', call], ['Status of the message · delivered', call], ['Status of the message · read', call],
      ['Question became due', 'Accepted by the provider'], ['Sending · Question', 'Question became due'], ['Accepted by the provider · read', 'Sending'],
      ['Status of the message · sent', call], ['Status of the message · delivered', call], ['Status of the message · read', call], ['User wrote · button', call],
      ['User answered the question · to end', call], ['Session ended · the user confirmed the end', call],
    ]);
    expect((await told(page)).filter(({ time, revision }) => !/^\d\d:\d\d:\d\d GMT\+7$/.test(time) || revision !== 'Configuration revision 4')).toEqual([]);
  }, 40_000);

  it('is found by agent, configuration and state', async () => {
    const { published, draft, other } = stage().story;
    await published.talks(customer, 'for the published one');
    await draft.talks(customer, 'for the draft');
    await other.talks(customer, 'for the help desk');
    const { page } = await asOwner('/conversations');
    const shows = async (count: number, text?: string) => {
      await page.getByRole('status').getByText(count === 1 ? '1 conversation' : `${count} conversations`, { exact: true }).waitFor({ state: 'attached' });
      if (text !== undefined) await page.getByText(`You said: ${text}`).waitFor();
    };
    await shows(3);
    await page.getByLabel('Agent', { exact: true }).selectOption('shop');
    await shows(2);
    await page.getByLabel('Configuration', { exact: true }).selectOption('Draft');
    await shows(1, 'for the draft');
    expect(new URL(page.url()).search).toBe('?agent=shop&version=draft');
    await page.getByLabel('Status', { exact: true }).selectOption('Ended');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shows(3);
    await page.getByLabel('Status', { exact: true }).selectOption('Active');
    await shows(3);
  }, 40_000);
});
