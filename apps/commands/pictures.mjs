// npm run docs:pictures: builds, starts everything on free ports with data of its own, and takes every picture of README and docs anew;
// npm run docs:pictures -- NAME...: goes the same way and keeps only these.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from './chromium.mjs';
import { pictures } from './picture-list.mjs';
import { build, prepare, root, toolEnv } from './prepare.mjs';

const folder = join(root, 'docs', 'pictures');
const owner = { name: 'Sari Owner', email: 'sari@example.com', password: 'a long sentence of Sari' };
const bakery = {
  phoneNumberId: '100000000000201', displayPhoneNumber: '+62 811-2222-3333', name: 'Bakery', wabaId: '200000000000201', appId: '300000000000201',
  appSecret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0', accessToken: 'EAAbakery0123456789',
};
const coffee = {
  accountId: '3f5b1c7e9a2d4e6f8091a2b3c4d5e6f7', divisionId: '7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d', accessToken: 'coster-bot-token-0123', pushAccessToken: 'coster-push-token-4567',
  numbers: [{ number: '+62 811-3333-4444', name: 'Coffee' }],
};
const tea = {
  organizationId: '7c0f5a52-0000-4000-8000-000000000201', name: 'Tea room', token: 'qontak-token-0123456789',
  integrations: [{ channelIntegrationId: '5d3ac39e-0000-4000-8000-000000000201', number: '+62 811-5555-6666', name: 'Tea room' }],
};

/** Everything that `npm start` starts; answers the addresses by what stands before them, and how to stop it. */
async function startAll(data) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start-built.mjs'), '--demo-speed'], {
    cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: toolEnv({ TANDEM_PORT: '0', SIMULATOR_PORT: '0', TANDEM_DATA: data }),
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  let said = '';
  await new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (/^Ready$/m.test(said)) resolve();
    });
    void ended.then(() => reject(new Error(`It ended before it was ready:\n${said}`)));
  });
  return { stop, url: (what) => new RegExp(`^${what}[^:\\n]*: (http\\S+)$`, 'm').exec(said)?.[1] };
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in pictures));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: not in picture-list.mjs`);

const taken = new Set();
function picture(name) {
  if (!(name in pictures)) throw new Error(`${name} is not in picture-list.mjs`);
  taken.add(name);
  return join(chosen.length === 0 || chosen.includes(name) ? folder : data, `${name}.png`);
}

/** The pointer rests nowhere, and what was said for a moment is gone. */
async function calm(page) {
  await page.mouse.move(0, 0);
  await page.locator('mat-snack-bar-container').waitFor({ state: 'detached' });
}

/** A part of the page, whole: what sticks to the screen would stand over it. */
async function part(page, name, locator) {
  await calm(page);
  const stick = (position) => page.evaluate((how) => {
    for (const element of document.querySelectorAll('t-save-bar, header')) element.style.position = how;
  }, position);
  await stick('static');
  await locator.screenshot({ path: picture(name) });
  await stick('');
}

async function takePhone(page, address) {
  await page.setViewportSize(pictures.phone);
  await page.goto(address);
  const message = page.getByRole('textbox', { name: 'Message' });
  for (const [text, answer] of [['Hello', 'I am the demo agent'], ['buttons', 'How do you like your coffee?']]) {
    await message.fill(text);
    await message.press('Enter');
    await page.getByRole('log').getByText(answer).waitFor();
  }
  await page.getByRole('button', { name: 'Tea, please' }).click();
  await page.getByRole('log').getByText('Good choice!').waitFor();
  await page.getByRole('log').getByText('Do you need anything else?').waitFor({ timeout: 60_000 });
  await page.screenshot({ path: picture('phone') });
}

async function takeCms(page, link) {
  await page.setViewportSize(pictures.cms);
  await page.goto(link);
  await signUp(page, owner);
  await page.getByRole('link', { name: 'Demo agent', exact: true }).click();
  await page.getByRole('heading', { name: 'Session Management' }).waitFor();
  await calm(page);
  await page.screenshot({ path: picture('cms') });
}

/** The first step of every tutorial: a new agent, whose wizard is filled. */
async function beginTutorial(page, { agent, protocol, number }) {
  await page.setViewportSize({ width: 1080, height: 1700 });
  await page.getByRole('link', { name: 'All agents' }).click();
  await page.getByRole('button', { name: 'New agent' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(agent);
  await page.getByRole('dialog').getByRole('button', { name: 'New agent' }).click();
  await page.getByRole('radio', { name: protocol, exact: true }).check();
  await page.getByLabel('Phone number').fill(number);
}

async function takeCoster(page, simulator) {
  await fetch(`${simulator}/control/coster/accounts`, { method: 'POST', body: JSON.stringify(coffee) });
  await beginTutorial(page, { agent: 'Coffee', protocol: 'Coster', number: coffee.numbers[0].number });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByLabel('Coster Account ID', { exact: true }).fill(coffee.accountId);
  await page.getByLabel('Division ID', { exact: true }).fill(coffee.divisionId);
  await page.getByLabel('Access Token', { exact: true }).fill(coffee.accessToken);
  await page.getByLabel('Push Access Token', { exact: true }).fill(coffee.pushAccessToken);
  await part(page, 'connect-coster-credentials', page.locator('t-credentials-section'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Text to send').waitFor();
  await part(page, 'connect-coster-hand-off', page.locator('t-hand-off-card'));
}

async function takeQontak(page, simulator) {
  await fetch(`${simulator}/control/qontak/organisations`, { method: 'POST', body: JSON.stringify(tea) });
  const [{ channelIntegrationId, number }] = tea.integrations;
  await beginTutorial(page, { agent: 'Tea room', protocol: 'Qontak', number });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByLabel('Channel Integration ID', { exact: true }).fill(channelIntegrationId);
  await page.getByLabel('Token', { exact: true }).fill(tea.token);
  await part(page, 'connect-qontak-credentials', page.locator('t-credentials-section'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Set Endpoint', exact: true, disabled: false }).click();
  await page.getByText(/^Set successfully/).waitFor();
  await part(page, 'connect-qontak-endpoint', page.locator('t-endpoint-section'));
}

/** The tutorial's way: another agent gets a number. */
async function takeTutorial(page, simulator) {
  await fetch(`${simulator}/control/numbers`, { method: 'POST', body: JSON.stringify(bakery) });
  await beginTutorial(page, { agent: 'Bakery', protocol: 'Meta Cloud', number: bakery.displayPhoneNumber });
  await part(page, 'connect-wizard', page.locator('t-wizard'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByLabel('Phone Number ID').fill(bakery.phoneNumberId);
  await page.getByLabel('WhatsApp Business Account ID').fill(bakery.wabaId);
  await page.getByLabel('App ID').fill(bakery.appId);
  await page.getByLabel('App Secret').fill(bakery.appSecret);
  await page.getByLabel('Access Token').fill(bakery.accessToken);
  await part(page, 'connect-credentials', page.locator('t-credentials-section'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Waiting for the first message').waitFor();
  await part(page, 'connect-webhook', page.locator('t-webhook-section'));
  await part(page, 'connect-session', page.locator('t-session-section'));
}

const colleague = { name: 'Budi Contributor', email: 'budi@example.com', password: 'a long sentence of Budi' };

async function newPage(browser) {
  const context = await browser.newContext({ reducedMotion: 'reduce', colorScheme: 'light', timezoneId: 'Asia/Jakarta', locale: 'en-GB' });
  context.setDefaultTimeout(20_000);
  return context.newPage();
}

async function signUp(page, { name, email, password }) {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
}

/** A colleague who has come by an invitation of the API. */
async function invite(page, browser, cms) {
  const { link } = await page.evaluate(async () => {
    const { csrf } = await (await fetch('/api/me')).json();
    const headers = { 'content-type': 'application/json', 'x-tandem-csrf': csrf };
    return (await fetch('/api/invitations', { method: 'POST', headers, body: JSON.stringify({ role: 'contributor' }) })).json();
  });
  const other = await newPage(browser);
  await other.goto(`${cms}/join#${link.split('#')[1]}`);
  await signUp(other, colleague);
  return other;
}

async function screen(page, name, ready) {
  await page.setViewportSize(pictures[name]);
  await ready.first().waitFor();
  await calm(page);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: picture(name) });
}

/** What operators do with one another's help: the ladder, a trial, an approval, the search, how a number is. */
async function takePeople(page, { browser, cms }) {
  await page.goto(cms);
  await page.setViewportSize({ width: 1080, height: 1700 });
  await page.getByRole('link', { name: 'Bakery', exact: true }).click();
  await page.getByRole('heading', { name: 'From nothing to working' }).waitFor();
  await part(page, 'people-ladder', page.locator('t-ladder'));
  await page.goto(cms);
  await page.getByRole('link', { name: 'Demo agent', exact: true }).click();
  await page.getByRole('heading', { name: 'Session Management' }).waitFor();
  const agent = new URL(page.url()).pathname.split('/')[2];
  await page.getByRole('switch', { name: 'A second person must approve' }).click();
  await page.getByText('From now on a second person must approve.').first().waitFor();
  await part(page, 'people-rule', page.locator('t-approvals'));
  await page.getByLabel('Delay Before Ask (seconds)', { exact: true }).fill('600');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'A change waits for approval' }).waitFor();
  const other = await invite(page, browser, cms);
  await other.setViewportSize({ width: 1080, height: 1700 });
  await other.goto(`${cms}/agents/${agent}/channel/whatsapp/published`);
  await other.getByRole('button', { name: 'Approve', exact: true }).waitFor();
  await part(other, 'people-approval', other.locator('t-approvals'));
  await page.goto(`${cms}/agents/${agent}/try`);
  await page.getByLabel('Message', { exact: true }).fill('hello');
  await page.keyboard.press('Enter');
  await screen(page, 'people-try', page.getByRole('log', { name: 'Messages' }).locator('.agent'));
  await page.goto(`${cms}/conversations?text=coffee`);
  await screen(page, 'people-search', page.getByRole('list', { name: 'List of conversations' }).getByRole('link'));
  await page.goto(`${cms}/agents/${agent}/webhooks/published`);
  await screen(page, 'people-health', page.getByRole('heading', { name: 'How the number is' }));
}

await prepare();
await build();
mkdirSync(folder, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'tandem-pictures-'));
const [all, browser] = [await startAll(data), await launchChromium()];
try {
  const page = await newPage(browser);
  await takePhone(page, all.url('Published number'));
  await takeCms(page, all.url('First owner'));
  for (const take of [takeTutorial, takeCoster, takeQontak]) await take(page, all.url('Simulator and phone'));
  await takePeople(page, { browser, cms: new URL(all.url('First owner')).origin });
} finally {
  await browser.close();
  await all.stop();
  rmSync(data, { recursive: true, force: true });
}
const missing = Object.keys(pictures).filter((name) => !taken.has(name));
if (missing.length > 0) throw new Error(`Nobody took: ${missing.join(', ')}`);
process.stdout.write(`The pictures are in ${folder}.\n`);
