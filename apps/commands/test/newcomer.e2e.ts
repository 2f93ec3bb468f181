import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { chromiumIsThere, launchChromium } from '../chromium.mjs';
import { startAll, type Started } from './started.js';

const there = await chromiumIsThere('what a new user does after npm start');
const PATIENCE = 60_000;
const ownerLink = join(import.meta.dirname, '../../server/dist/commands/owner-link.js');
const password = 'a long sentence of mine';

interface Entry {
  readonly type: string;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

(there ? describe : describe.skip)('a new user, from the printed link alone,', () => {
  let browser: Browser;
  let data: string;
  let running: Started;
  const troubles: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    data = mkdtempSync(join(tmpdir(), 'tandem-newcomer-'));
    running = startAll({ TANDEM_DATA: data, TANDEM_GRACE_SECONDS: '0' });
  });
  afterAll(async () => {
    running.child.kill('SIGTERM');
    await running.ended;
    await browser.close();
    rmSync(data, { recursive: true, force: true });
  });

  const watched = (page: Page): Page => {
    page.setDefaultTimeout(PATIENCE);
    page.on('console', (message) => void (message.type() === 'error' && troubles.push(message.text())));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('response', (response) => void (response.status() >= 400 && troubles.push(`${response.status()} ${response.url()}`)));
    return page;
  };
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const enter = async (page: Page, entries: Readonly<Record<string, string>>): Promise<void> => {
    for (const [label, value] of Object.entries(entries)) await page.getByLabel(label, { exact: true }).fill(value);
  };

  /** A number at the simulator, as the phone shows it: by the labels of the form. */
  const newNumber = async (phone: Page): Promise<Readonly<Record<string, string>>> => {
    await press(phone, 'New Meta number');
    await enter(phone, { Name: 'Bakery', 'Phone number': '+62 811-2222-3333' });
    await press(phone, 'Create the number');
    const values: Record<string, string> = {};
    for (const label of ['Phone number', 'Phone Number ID', 'WhatsApp Business Account ID', 'App ID', 'App Secret', 'Access Token']) {
      values[label] = await phone.getByRole('textbox', { name: label, exact: true }).inputValue();
    }
    await press(phone, 'Close');
    return values;
  };

  /** What the API tells the CMS of the only conversation. */
  const timeline = (page: Page): Promise<readonly Entry[]> => page.evaluate(async () => {
    const read = async (path: string): Promise<unknown> => (await fetch(path)).json();
    const { conversations } = (await read('/api/conversations')) as { conversations: { id: string }[] };
    return ((await read(`/api/conversations/${conversations[0]?.id}`)) as { timeline: Entry[] }).timeline;
  });

  it('connects the number of a second agent to the simulator, changes its delays, and sees a session asked and ended by them', async () => {
    const urls = await running.ready;
    const again = spawnSync(process.execPath, [ownerLink], { env: { TANDEM_DATA: data }, encoding: 'utf8' });
    expect(again.stdout.trim().split('#')[1]).toBe(urls['First owner, once']?.split('#')[1]);
    const cms = watched(await browser.newPage());
    await cms.goto(urls['First owner, once'] ?? '');
    await enter(cms, { 'Your name': 'Sari', Email: 'sari@example.com', Password: password });
    await press(cms, 'Create account');
    await cms.getByRole('heading', { name: 'Demo agent', exact: true }).waitFor();

    await press(cms, 'New agent');
    await cms.getByRole('dialog').getByLabel('Name').fill('Bakery');
    await cms.getByRole('dialog').getByRole('button', { name: 'New agent' }).click();
    await cms.getByRole('radio', { name: 'Meta Cloud', exact: true }).check();
    const [help] = await Promise.all([cms.waitForEvent('popup'), cms.getByRole('link', { name: 'How to connect Meta Cloud' }).click()]);
    await watched(help).getByText('New Meta number').first().waitFor();
    await help.close();

    const phone = watched(await browser.newPage());
    await phone.goto(urls['Simulator and phone'] ?? '');
    const { 'Phone number': number = '', ...credentials } = await newNumber(phone);
    await enter(cms, { 'Phone number': number });
    await press(cms, 'Save');
    await cms.getByRole('heading', { name: 'Meta Cloud credentials' }).waitFor();
    await enter(cms, { ...credentials, 'Delay Before Ask (seconds)': '2', 'Delay Before End Session (seconds)': '3' });
    await press(cms, 'Save');
    await cms.getByText('Waiting for the first message').first().waitFor();
    await cms.getByRole('link', { name: 'Agent settings' }).click();
    await press(cms, 'Save the published runtime');
    await press(cms, 'Try the published runtime');
    await cms.getByText(/Answered in \d+ ms/).waitFor();

    await phone.getByRole('link', { name: /Bakery/ }).click();
    await phone.getByRole('textbox', { name: 'Message' }).fill('hello');
    await phone.keyboard.press('Enter');
    await phone.getByRole('log').getByText('I am the demo agent').first().waitFor();
    await cms.getByRole('link', { name: 'Conversations' }).click();
    await cms.getByRole('list', { name: 'List of conversations' }).getByRole('link').click();
    await phone.getByRole('log').getByText('Do you need anything else?').waitFor();
    await cms.getByText('Question became due').first().waitFor();
    await cms.getByText('Session ended').waitFor();
    await cms.getByText('nobody answered the question', { exact: false }).first().waitFor();

    const told = await timeline(cms);
    const when = (type: string, nth = 0): number => told.filter((one) => one.type === type).at(nth)?.at ?? Number.NaN;
    const [silence, wait] = [when('AskRequested') - when('SendAccepted'), when('SessionEnded') - when('SendAccepted', -1)];
    expect(silence).toBeGreaterThanOrEqual(2_000);
    expect(wait).toBeGreaterThanOrEqual(3_000);
    expect(Math.max(silence, wait)).toBeLessThan(PATIENCE);
    expect(troubles).toEqual([]);
  }, 4 * PATIENCE);
});
