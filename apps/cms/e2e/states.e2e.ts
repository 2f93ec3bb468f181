import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { narrow, openStage, wide, type Stage } from './stage.js';

const failure = { status: 503, json: { type: 'about:blank', title: 'Unavailable', status: 503, code: 'Unavailable' } };
const published = '/api/agents/shop/channels/published';

/** What a screen reads, where it is, and a heading that it has once that is there. */
const screens = [
  { name: 'the agents', path: '/', reads: '/api/agents', has: 'help' },
  { name: 'an agent', path: '/agents/shop/settings', reads: '/api/agents/shop', has: 'Published runtime' },
  { name: 'a configuration', path: '/agents/shop/channel', reads: published, has: 'Session Management' },
  { name: 'webhooks', path: '/agents/shop/webhooks', reads: `${published}/webhooks`, has: 'Balance' },
  { name: 'conversations', path: '/conversations', reads: '/api/conversations', has: 'No conversation yet' },
  { name: 'people', path: '/people', reads: '/api/operators', has: 'API tokens' },
] as const;

const widths = [390, 480, 600, 720, 840, 960, 1_080, 1_200, 1_440, 1_680, 1_920];
const there = await chromiumIsThere('screens that load, fail, and change their width');

(there ? describe : describe.skip)('a screen', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 30_000);
  afterAll(() => stage.end());

  const sideways = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  const at = (path: string) => (url: URL) => url.pathname === path;

  describe.each([['light', wide], ['dark', narrow]] as const)('in %s at %j', (colorScheme, viewport) => {
    it.each(screens)('says that it loads $name, and that it could not, and tries again', async ({ path, reads, has }) => {
      let fail = (): void => {};
      const failed = new Promise<void>((resolve) => (fail = resolve));
      const { page, context, troubles } = await stage.open(path, {
        as: await stage.asOwner(), colorScheme, viewport,
        before: async (opened) => {
          await opened.route(at(reads), async (route) => {
            await failed;
            await route.fulfill(failure);
          });
        },
      });
      await page.getByText('Loading…').first().waitFor({ state: 'attached' });
      const found = [...await stage.violations(page)];
      fail();
      await page.getByText('This could not be loaded').first().waitFor();
      found.push(...await stage.violations(page));
      expect([found, await sideways(page)]).toEqual([[], 0]);
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Try again' }).first().click();
      await page.getByRole('heading', { name: has }).first().waitFor();
      await context.close();
      expect(troubles.filter((trouble) => !trouble.includes('503'))).toEqual([]);
    }, 30_000);
  });

  it.each(screens)('with $name fits every width from 390 to 1920', async ({ path, has }) => {
    const { page, context, troubles } = await stage.open(path, { as: await stage.asOwner() });
    await page.getByRole('heading', { name: has }).first().waitFor();
    const tooWide: number[] = [];
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForFunction(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth, undefined, { timeout: 2_000 })
        .catch(() => tooWide.push(width));
    }
    await context.close();
    expect([tooWide, troubles]).toEqual([[], []]);
  }, 30_000);
});
