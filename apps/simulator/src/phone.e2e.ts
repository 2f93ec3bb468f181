import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { chromiumIsThere, launchChromium } from '../../commands/chromium.mjs';
import { narrow, openPhone, sideways, violations, wide } from './testing/phone-page.js';
import { startScene, wamidOf, type Scene } from './testing/scene.js';

/** Pictures to look at are kept where PHONE_PICTURES says so, and thrown away otherwise. */
const pictures = process.env.PHONE_PICTURES ?? mkdtempSync(join(tmpdir(), 'phone-'));
mkdirSync(pictures, { recursive: true });

const endQuestion = {
  type: 'interactive',
  interactive: {
    type: 'button', body: { text: 'Do you need anything else?' }, footer: { text: 'This conversation ends in 10 minutes.' },
    action: { buttons: [{ type: 'reply', reply: { id: 'go-on', title: 'Yes, go on' } }, { type: 'reply', reply: { id: 'end', title: 'No, that is all' } }] },
  },
};

const colours = {
  type: 'interactive',
  interactive: {
    type: 'list', header: { type: 'text', text: 'Colours' }, body: { text: 'Which colour may it be?' },
    action: { button: 'See colours', sections: [{ title: 'In stock', rows: [{ id: 'red', title: 'Red', description: 'Like a ripe cherry' }, { id: 'blue', title: 'Blue' }] }] },
  },
};

const there = await chromiumIsThere('the journeys on the phone page');

(there ? describe : describe.skip)('the phone page', () => {
  let browser: Browser;
  let scene: Scene;
  let id: string;
  const closing: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
    scene = await startScene({}, { label: 'Published' });
    id = scene.number.phoneNumberId;
    scene.simulator.addNumber({ ...scene.number, phoneNumberId: '106540352242923', displayPhoneNumber: '+1 555-078-3882', name: "Jasper's Market", label: 'Draft' });
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(async () => {
    await browser.close();
    await scene.close();
    if (!process.env.PHONE_PICTURES) rmSync(pictures, { recursive: true });
  });

  const open = async (hash: string, options: BrowserContextOptions = {}, of: Scene = scene) => {
    const opened = await openPhone(browser, `${of.simulator.url}/#${hash}`, options);
    closing.push(opened.close);
    return opened;
  };

  it('shows what a customer writes, the reply, and lets him tap a button', async () => {
    const { page, errors } = await open(`${id}/16505551234`);
    await page.getByRole('textbox', { name: 'Message' }).fill('Hello *there*');
    await page.keyboard.press('Enter');
    const log = page.getByRole('log', { name: 'Messages' });
    await log.getByText('Hello there').waitFor();
    await log.getByText('Received').waitFor();

    const received = scene.receiver.items().find(({ text }) => (text as { body?: string } | undefined)?.body === 'Hello *there*');
    await scene.send({ to: undefined, status: 'read', message_id: received?.id, typing_indicator: { type: 'text' } });
    await page.getByRole('status').getByText('typing…').waitFor();
    await log.getByText('Read', { exact: true }).waitFor();

    const question = wamidOf(await scene.send(endQuestion));
    await page.getByRole('button', { name: 'Yes, go on' }).click();
    await log.locator('.mine').getByText('Yes, go on').waitFor();
    await scene.simulator.waitFor({ idle: true });
    expect(scene.receiver.items().at(-1)).toMatchObject({ context: { id: question }, interactive: { type: 'button_reply', button_reply: { id: 'go-on', title: 'Yes, go on' } } });
    expect(await page.getByRole('status').textContent()).toBe('');
    expect(errors).toEqual([]);
  });

  it('is used with the keyboard alone: a list, and a sample picture', async () => {
    await scene.openWindow();
    const { page, errors } = await open(`${id}/16505551234`);
    await scene.send(colours);
    await page.getByRole('button', { name: 'See colours' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'See colours' }).waitFor();
    await page.getByRole('button', { name: 'Red' }).focus();
    await page.screenshot({ path: join(pictures, 'list.png') });
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.locator('.mine').getByText('Red', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Send a sample picture' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'Picture' }).waitFor();
    await scene.simulator.waitFor({ idle: true });
    expect(scene.receiver.items().filter(({ type }) => type === 'image')).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('becomes another customer, and goes from number to number by its address', async () => {
    const { page, errors } = await open(`${id}/16505551234`);
    await page.getByLabel('You are').fill('+62 812 3456 7890');
    await page.keyboard.press('Enter');
    await page.getByText('No messages yet').waitFor();
    expect(new URL(page.url()).hash).toBe(`#${id}/6281234567890`);
    await page.getByRole('link', { name: /Draft/ }).click();
    await page.getByRole('heading', { name: "Jasper's Market", level: 2 }).waitFor();
    await page.getByRole('textbox', { name: 'Message' }).fill('To the draft');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('log').getByText('To the draft').waitFor();
    expect(new URL(page.url()).hash).toBe('#106540352242923/6281234567890');
    expect(errors).toEqual([]);
  });

  it('makes a Meta number for who has none, whose credentials it shows once, and which can be written to', async () => {
    const { page, errors } = await open('');
    await page.getByRole('button', { name: 'New Meta number' }).click();
    const dialog = page.getByRole('dialog', { name: 'New Meta number' });
    await dialog.getByLabel('Name').fill('Bakery');
    await dialog.getByLabel('Phone number').fill('12');
    await page.keyboard.press('Enter');
    await dialog.getByText('7 to 15 digits', { exact: false }).waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByLabel('Phone number').fill('+62 811-2222-3333');
    await page.keyboard.press('Enter');
    const made = (label: string) => dialog.getByRole('textbox', { name: label, exact: true }).inputValue();
    const [token, numberId] = [await made('Access Token'), await made('Phone Number ID')];
    expect([await made('Phone number'), await made('App Secret')]).toEqual(['+6281122223333', expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(await violations(page)).toEqual([]);
    const read = await fetch(`${scene.simulator.url}/v25.0/${numberId}?fields=display_phone_number`, { headers: { authorization: `Bearer ${token}` } });
    expect(await read.json()).toEqual({ display_phone_number: '+6281122223333', id: numberId });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New Meta number' }).click();
    expect(await page.content()).not.toContain(token);
    await dialog.getByLabel('Name').fill('Again');
    await dialog.getByLabel('Phone number').fill('0062 811 2222 3333'.slice(2));
    await page.keyboard.press('Enter');
    await dialog.getByText('There is such a number already.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /Bakery/ }).waitFor();
    expect(errors.filter((error) => !error.includes('400'))).toEqual([]);
  });

  it('asks for a number where the address names one that is not there', async () => {
    const { page, errors } = await open('404/16505551234');
    await page.getByRole('heading', { name: 'Whom do you want to write to?' }).waitFor();
    expect(errors).toEqual([]);
  });

  it('says so when the connection is lost', async () => {
    const gone = await startScene();
    closing.push(() => gone.receiver.close());
    const { page } = await open(`${id}/16505551234`, {}, gone);
    await page.getByText('No messages yet').waitFor();
    await gone.simulator.close();
    await page.getByRole('alert').getByText('The connection is lost').waitFor();
  });

  describe.each([['light', wide], ['dark', wide], ['light', narrow], ['dark', narrow]] as const)('in %s at %j', (colorScheme, viewport) => {
    it('has no accessibility violation, neither empty nor in a conversation', async () => {
      const { page, errors } = await open('', { colorScheme, viewport });
      await page.getByRole('link', { name: /Published/ }).waitFor();
      await page.screenshot({ path: join(pictures, `start-${colorScheme}-${viewport.width}.png`) });
      expect(await violations(page)).toEqual([]);
      await page.goto(`${scene.simulator.url}/#${id}/16505551234`);
      await page.getByRole('button', { name: 'No, that is all' }).waitFor();
      await page.screenshot({ path: join(pictures, `chat-${colorScheme}-${viewport.width}.png`) });
      expect(await violations(page)).toEqual([]);
      expect([errors, await sideways(page)]).toEqual([[], 0]);
    });
  });

  it('is pleasant without any number, too', async () => {
    const empty = await startScene();
    closing.push(() => empty.close());
    empty.simulator.reset();
    const { page } = await open('', { viewport: { width: 1920, height: 1080 } }, empty);
    await page.getByText('No number is connected yet.').waitFor();
    await page.screenshot({ path: join(pictures, 'empty.png') });
    expect(await violations(page)).toEqual([]);
  });
});
