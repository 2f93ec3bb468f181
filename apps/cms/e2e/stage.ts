import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Millis } from '@tandem/domain';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../../commands/chromium.mjs';
import { lines, type AnyNumber, type StoryNumber } from '../../server/src/testing/story-numbers.js';
import { startStoryOf, type Story, type StoryOptions } from '../../server/src/testing/story.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const wide = { width: 1280, height: 900 };
export const narrow = { width: 390, height: 844 };
export const owner = { name: 'Sari Owner', email: 'sari@example.com', password: 'a long sentence of Sari' };

/** How long a subscription may stay behind events that are none of its business. */
const QUIET: Millis = 100;

type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>;

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on the console, and calls that failed; whoever expects one takes it out. */
  readonly troubles: string[];
}

export interface OpenOptions extends BrowserContextOptions {
  /** Whose browser it is; nobody's where it is left out. */
  readonly as?: Cookies;
  /** Before the page is loaded. */
  readonly before?: (page: Page) => Promise<void>;
}

/** The real server and simulator of a story, and Chromium in front of them. */
export interface Stage<Number extends AnyNumber = StoryNumber> {
  readonly story: Story<Number>;
  url(): string;
  /** As the story's: lets the time move on. */
  advance(time: Millis): Promise<void>;
  /** A browser of its own at a path of the CMS. */
  open(path: string, options?: OpenOptions): Promise<Opened>;
  /** The first owner, signed in. */
  asOwner(): Promise<Cookies>;
  /** Somebody with a role, signed in. */
  invited(role: 'owner' | 'contributor' | 'auditor', name: string): Promise<Cookies>;
  /** The violations of the page as it is now. */
  violations(page: Page): Promise<readonly string[]>;
  end(): Promise<void>;
}

export const openStage = (options?: StoryOptions): Promise<Stage> => openStageOf(lines, options);

/** As `openStage`, with other numbers. */
export const openStageOf = async <Number extends AnyNumber>(numbers: readonly Number[], options: StoryOptions = {}): Promise<Stage<Number>> => {
  const at = Math.floor(Date.now() / 1_000) * 1_000;
  const [story, browser] = await Promise.all([startStoryOf(numbers, { at, ...options }), launchChromium()]);
  const url = () => story.server().url;
  let line: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = line.then(work, work);
    line = done.catch(() => {});
    return done;
  };
  /** A read that waits for a change waits for the store's quiet time too, which only we let pass. */
  const letQuietPass = (page: Page) => page.on('request', (request) => void (request.headers()['x-tandem-after'] && inTurn(() => story.clock.advance(QUIET))));
  let ownerCookies: Cookies | undefined;
  const asOwner = async () => (ownerCookies ??= await join(browser, { url: url(), link: story.server().context.people.ownerLinks.current(), ...owner }));
  return {
    story, url, asOwner,
    advance: (time) => inTurn(() => story.advance(time)),
    open: (path, { as, before, ...more } = {}) => openPage(browser, `${url()}${path}`, {
      storageState: as, ...more,
      before: async (page) => {
        letQuietPass(page);
        await before?.(page);
      },
    }),
    invited: async (role, name) => {
      const link = await invitationBy(browser, await asOwner(), { url: url(), role });
      return join(browser, { url: url(), link, name, email: `${name.toLowerCase().replace(/\W/g, '.')}@example.com`, password: owner.password });
    },
    violations,
    end: async () => {
      await line;
      await browser.close();
      await story.end();
    },
  };
};

const openPage = async (browser: Browser, url: string, { before, ...options }: OpenOptions): Promise<Opened> => {
  const context = await browser.newContext({ viewport: wide, reducedMotion: 'reduce', timezoneId: 'Asia/Jakarta', permissions: ['clipboard-read', 'clipboard-write'], ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && troubles.push(message.text())));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('response', (response) => void (response.status() >= 400 && troubles.push(`${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`)));
  page.on('requestfailed', (request) => void (request.failure()?.errorText !== 'net::ERR_ABORTED' && troubles.push(`${request.failure()?.errorText} ${request.url()}`)));
  await before?.(page);
  await page.goto(url);
  return { page, context, troubles };
};

const join = async (browser: Browser, { url, link, ...newcomer }: { url: string; link: string; name: string; email: string; password: string }): Promise<Cookies> => {
  const context = await browser.newContext();
  const answer = await context.request.post(`${url}/api/invitations/take`, { data: { token: link, ...newcomer } });
  if (!answer.ok()) throw new Error(`The link was not taken: ${await answer.text()}`);
  const cookies = await context.storageState();
  await context.close();
  return cookies;
};

const invitationBy = async (browser: Browser, as: Cookies, { url, role }: { url: string; role: string }): Promise<string> => {
  const context = await browser.newContext({ storageState: as });
  const { csrf } = (await (await context.request.get(`${url}/api/me`)).json()) as { csrf: string };
  const answer = await context.request.post(`${url}/api/invitations`, { data: { role }, headers: { 'x-tandem-csrf': csrf } });
  const { link } = (await answer.json()) as { link: string };
  await context.close();
  return new URL(link).hash.slice(1);
};

const violations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`);
  });
};
