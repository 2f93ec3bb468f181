import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromiumIsThere, launchChromium } from '../../commands/chromium.mjs';
import { kopi } from './testing/coster-scene.js';
import { narrow, openPhone, sideways, violations, wide } from './testing/phone-page.js';
import { customer, published, startQontakScene, type QontakScene } from './testing/qontak-scene.js';
import { jasper } from './testing/scene.js';

/** Pictures to look at are kept where PHONE_PICTURES says so, and thrown away otherwise. */
const pictures = process.env.PHONE_PICTURES ?? mkdtempSync(join(tmpdir(), 'desk-'));
mkdirSync(pictures, { recursive: true });

const coffee = '6282300000008';
const there = await chromiumIsThere('the journeys behind the scenes of the phone page');

(there ? describe : describe.skip)('behind the scenes of the phone', () => {
  let browser: Browser;
  let scene: QontakScene;
  const closing: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    scene = await startQontakScene();
    await scene.register();
    scene.simulator.coster.addAccount({ ...kopi, webhookUrl: scene.receiver.url });
    scene.simulator.addNumber({ ...jasper, callbackUrl: scene.receiver.url });
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await scene.close();
  });
  afterAll(async () => {
    await browser.close();
    if (!process.env.PHONE_PICTURES) rmSync(pictures, { recursive: true });
  });

  const open = async (number: string, options: BrowserContextOptions = {}) => {
    const opened = await openPhone(browser, `${scene.simulator.url}/#${number}/${customer}`, options);
    closing.push(opened.close);
    const { page } = opened;
    return { ...opened, log: page.getByRole('log', { name: 'Messages' }), inbox: page.getByRole('region', { name: 'Qontak inbox' }) };
  };

  it('lists the numbers of every provider by its name', async () => {
    const { page, errors } = await open(published);
    for (const provider of ['Meta Cloud', 'Coster', 'Qontak']) await page.getByRole('link', { name: new RegExp(provider) }).first().waitFor();
    expect(errors).toEqual([]);
  });

  it('lets a person take a Qontak room, write, hand it back and resolve it, while the customer looks on', async () => {
    const { page, log, inbox, errors } = await open(published);
    await inbox.getByText('There is no room before the first message.').waitFor();
    expect(await inbox.getByRole('button', { name: 'Take the room' }).isDisabled()).toBe(true);

    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Halo');
    await page.keyboard.press('Enter');
    await inbox.getByText('The bot has the room.').waitFor();
    await log.getByText('Received').waitFor();
    await inbox.getByRole('button', { name: 'Take the room' }).click();
    await inbox.getByText('Rani holds the room.').waitFor();
    await inbox.getByRole('textbox', { name: 'Write as Rani' }).fill('Saya Rani, ada yang bisa dibantu?');
    await inbox.getByRole('button', { name: 'Send as Rani' }).click();
    await log.getByText('Saya Rani, ada yang bisa dibantu?').waitFor();
    await log.getByText('Rani', { exact: true }).waitFor();
    expect((await scene.bot(scene.room(), 'Hi')).status).toBe(422);
    await page.screenshot({ path: join(pictures, 'qontak-held.png') });

    await inbox.getByRole('button', { name: 'Hand it back' }).click();
    await inbox.getByText('The bot has the room.').waitFor();
    expect((await scene.bot(scene.room(), 'Halo dari bot')).status).toBe(201);
    await log.getByText('Halo dari bot').waitFor();
    const before = scene.room();
    await inbox.getByRole('button', { name: 'Resolve' }).click();
    await inbox.getByText('The room is resolved.').waitFor();
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Satu lagi');
    await page.keyboard.press('Enter');
    await inbox.getByText('The bot has the room.').waitFor();
    expect(scene.room()).not.toBe(before);
    expect(errors).toEqual([]);
  });

  it('hands an address to Coster\'s staff, who say what is wrong with it', async () => {
    const { page, errors } = await open(coffee);
    const handOff = page.getByRole('region', { name: 'Hand-off to Coster' });
    await handOff.getByText('It serves all 2 numbers of the account.').waitFor();
    const address = handOff.getByRole('textbox', { name: 'Webhook address' });
    await address.fill('ftp://example.org');
    await handOff.getByRole('button', { name: 'Set the address' }).click();
    await page.getByRole('alert').getByText('must begin with http').waitFor();
    await address.fill(`${scene.receiver.url}/new`);
    await handOff.getByRole('button', { name: 'Set the address' }).click();
    await handOff.getByText('The address is set.').waitFor();
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Halo');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('Received').waitFor();
    expect(scene.receiver.posts().at(-1)?.url.pathname).toBe('/hook/new');
    await page.screenshot({ path: join(pictures, 'coster.png') });
    // The browser itself notes a refused call on the console.
    expect(errors.filter((error) => !error.includes('400'))).toEqual([]);
  });

  /** Chooses on a switch, and waits until the simulator has it. */
  const choose = async (page: Page, name: string, label: string): Promise<void> => {
    await Promise.all([page.waitForResponse('**/phone/switch'), page.getByRole('combobox', { name }).selectOption({ label })]);
  };
  const stands = (page: Page, name: string, label: string) =>
    page.getByRole('combobox', { name }).locator('option:checked', { hasText: label }).waitFor({ state: 'attached' });

  it('turns faults on and off, for each provider', async () => {
    const { page, errors } = await open(published);
    for (const number of [published, coffee, jasper.phoneNumberId]) {
      await page.goto(`${scene.simulator.url}/#${number}/${customer}`);
      await page.locator(`nav a[aria-current][href*="${number}"]`).waitFor();
      await page.getByRole('combobox', { name: 'Delivery reports' }).waitFor();
      await choose(page, 'Delivery reports', 'read before all');
      await choose(page, 'The next reply', 'is refused: bad token');
      expect(scene.simulator.faults(number)).toMatchObject({ statuses: { order: 'read-first' }, calls: [{ fault: 'refuse' }] });
      await page.getByRole('button', { name: 'Everything in order again' }).click();
      await stands(page, 'Delivery reports', 'in order');
      expect(scene.simulator.faults(number)).toMatchObject({ statuses: { order: 'forward' }, calls: [] });
    }
    expect(errors).toEqual([]);
  });

  it('shows that an ordered fault was used up', async () => {
    const { page } = await open(published);
    await scene.write('Halo');
    await choose(page, 'The next reply', 'is refused: too many (429)');
    expect((await scene.bot(scene.room(), 'Hi')).status).toBe(429);
    await stands(page, 'The next reply', 'is accepted');
  });

  describe.each([['light', wide], ['dark', wide], ['light', narrow], ['dark', narrow], ['light', { width: 900, height: 700 }]] as const)('in %s at %j', (colorScheme, viewport) => {
    it.each([['qontak', published], ['coster', coffee]])('has no accessibility violation (%s)', async (name, number) => {
      const { page, log, errors } = await open(number, { colorScheme, viewport });
      await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Halo');
      await page.keyboard.press('Enter');
      await log.getByText('Received').waitFor();
      const shown = join(pictures, `desk-${name}-${colorScheme}-${viewport.width}`);
      const toDesk = page.getByRole('button', { name: 'Behind the scenes' });
      if (await toDesk.isVisible()) {
        await page.screenshot({ path: `${shown}-chat.png` });
        await toDesk.click();
      }
      await page.getByRole('combobox', { name: 'Delivery reports' }).waitFor();
      await page.screenshot({ path: `${shown}.png` });
      expect(await violations(page)).toEqual([]);
      const back = page.getByRole('button', { name: 'Back to the chat' });
      if (await back.isVisible()) {
        await back.click();
        await log.getByText('Halo').waitFor();
      }
      expect([errors, await sideways(page)]).toEqual([[], 0]);
    });
  });
});
