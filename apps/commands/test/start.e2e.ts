import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { chromiumIsThere, launchChromium } from '../chromium.mjs';
import { startAll, type Started } from './started.js';

const there = await chromiumIsThere('what a new user sees after npm start');
const PATIENCE = 60_000;

(there ? describe : describe.skip)('npm start -- --demo-speed', () => {
  let browser: Browser;
  let data: string;
  let running: Started;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    data = mkdtempSync(join(tmpdir(), 'tandem-start-'));
  });
  afterAll(async () => {
    await stop();
    await browser.close();
    rmSync(data, { recursive: true, force: true });
  });

  const start = async () => {
    const began = performance.now();
    running = startAll({ TANDEM_DATA: data }, ['--demo-speed']);
    return { urls: await running.ready, seconds: (performance.now() - began) / 1_000 };
  };
  const stop = async () => {
    running.child.kill('SIGTERM');
    return running.ended;
  };

  /** The phone of one customer, on one number. */
  const phone = async (deepLink: string | undefined, customer: string): Promise<Page> => {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${deepLink}/${customer}`);
    return page;
  };
  const write = async (page: Page, text: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
  };
  const reads = (page: Page, text: string): Promise<void> => page.getByRole('log').getByText(text).first().waitFor();

  it('shows reply, ask and end on both numbers, and a second start has everything the first left', async () => {
    const { urls } = await start();
    expect(Object.keys(urls)).toEqual([
      'Tandem server', 'Webhooks', 'Simulator and phone', 'Published number', 'Draft number', 'Coster number', 'First owner, once',
    ]);
    expect((await fetch(`${urls['Tandem server']}/health/ready`)).status).toBe(200);

    const published = await phone(urls['Published number'], '6281100000001');
    const draft = await phone(urls['Draft number'], '6281100000001');
    await write(published, 'hello');
    await write(draft, 'a word for the draft');
    await reads(published, 'I am the demo agent');
    await reads(draft, 'You wrote: a word for the draft');

    await published.getByRole('button', { name: 'No, end chat' }).click();
    await reads(published, 'This session has ended');
    await draft.getByRole('button', { name: 'Yes, go on' }).waitFor();

    const open = await phone(urls['Published number'], '6281100000002');
    await write(open, 'I stay silent');
    await reads(open, 'You wrote: I stay silent');
    expect(await stop()).toMatchObject({ code: 0, stderr: '' });
    await Promise.all([published, draft, open].map((page) => page.close()));

    const again = await start();
    expect(again.seconds).toBeLessThan(20); // seconds on an idle machine; the tests share theirs
    const openAgain = await phone(again.urls['Published number'], '6281100000002');
    const draftAgain = await phone(again.urls['Draft number'], '6281100000001');
    await reads(openAgain, 'You wrote: I stay silent');
    await openAgain.getByRole('button', { name: 'Yes, go on' }).waitFor();
    await reads(draftAgain, 'This session has ended');
    await openAgain.getByRole('button', { name: 'Yes, go on' }).click();
    await write(openAgain, 'still here');
    await reads(openAgain, 'You wrote: still here');
    expect(errors).toEqual([]);
  }, 4 * PATIENCE);
});
