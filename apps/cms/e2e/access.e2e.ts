import { describe, expect, it } from '@jest/globals';
import { DAY } from '@tandem/domain';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { agree, expected, field, onStage, press, says } from './acts.js';
import { owner } from './stage.js';

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
const there = await chromiumIsThere('who is let in');

(there ? describe : describe.skip)('somebody', () => {
  const { stage, open, asOwner } = onStage();

  it('signs out everywhere: every other browser has to sign in again', async () => {
    const [here, elsewhere] = [await asOwner('/'), await asOwner('/')];
    await heading(elsewhere.page, 'Agents');
    await press(here.page, 'Account');
    await press(here.page, 'Sign out everywhere');
    await heading(here.page, 'Sign in');
    await here.page.getByText('You are signed out on every device.').first().waitFor();
    await elsewhere.page.getByRole('link', { name: 'Conversations' }).click();
    await elsewhere.page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
    expected(elsewhere, /401/);
  }, 40_000);

  it('who guesses passwords is told to wait', async () => {
    await stage().asOwner();
    const one = await open('/sign-in');
    for (let guess = 0; guess < 11; guess += 1) {
      await field(one.page, 'Email').fill(owner.email);
      await field(one.page, 'Password').fill(`a guess at it, number ${guess}`);
      await Promise.all([one.page.waitForResponse('**/api/sign-in'), press(one.page, 'Sign in')]);
      await says(one.page, 'Password', '');
    }
    await one.page.getByText('Too many attempts.', { exact: false }).waitFor();
    expected(one, /401|429/);
  }, 60_000);

  it('comes with an invitation once', async () => {
    const { page } = await asOwner('/people');
    await press(page, 'Invite');
    await press(page, 'Create link');
    await page.getByText('This link is shown once. Copy it now.').waitFor();
    const { pathname, hash } = new URL(await field(page, 'Invitation link').inputValue());
    const join = async (email: string) => {
      const one = await open(`${pathname}${hash}`);
      await field(one.page, 'Your name').fill('Ani');
      await field(one.page, 'Email').fill(email);
      await field(one.page, 'Password').fill(owner.password);
      await press(one.page, 'Create account');
      return one;
    };
    await heading((await join('ani@example.com')).page, 'Agents');
    const late = await join('eve@example.com');
    await late.page.getByText('This link was used already, or it is too old.', { exact: false }).waitFor();
    expected(late, /422/);
  }, 40_000);

  it('makes an API token with a role and an end date, which is shown once and holds until that day', async () => {
    const { page } = await asOwner('/people');
    const day = new Date(stage().story.clock.now() + 10 * DAY).toISOString().slice(0, 10);
    await press(page, 'New API token');
    await field(page, 'Name').fill('Report');
    await page.getByRole('radio', { name: 'Auditor' }).check();
    await field(page, 'Ends on').fill(day);
    await press(page, 'Create token');
    await page.getByText('This token is shown once. Copy it now.').waitFor();
    const token = await field(page, 'API token').inputValue();
    await press(page, 'Close');
    const call = async (method: string) => (await fetch(`${stage().url()}/api/agents`, {
      method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(method === 'POST' && { body: '{"name":"x"}' }),
    })).status;
    expect([await call('GET'), await call('POST')]).toEqual([200, 403]);
    await page.getByRole('listitem').filter({ hasText: 'Report' }).getByText(`ends in ${token.slice(-4)}`).waitFor();
    expect(await page.content()).not.toContain(token);
    await stage().story.advance(9 * DAY);
    expect(await call('GET')).toBe(200);
    await stage().story.advance(2 * DAY);
    expect(await call('GET')).toBe(401);
  }, 60_000);

  it('revokes an API token, which stops working at once', async () => {
    const { page } = await asOwner('/people');
    const me = stage().story.server().context.people.directory.team().seats[0]?.id;
    const until = stage().story.clock.now() + DAY;
    const made = await stage().story.server().context.people.procedures.makeToken({ id: 'token', actor: me, means: 'cms' }, { name: 'Report', role: 'auditor', until });
    const call = async () => (await fetch(`${stage().url()}/api/agents`, { headers: { authorization: `Bearer ${made.kind === 'saved' ? made.secret : ''}` } })).status;
    expect(await call()).toBe(200);
    await page.reload();
    await press(page, 'Revoke Report');
    await page.getByRole('alertdialog').getByText('It stops working at once.').waitFor();
    await agree(page, 'Revoke');
    await page.getByText('There is no API token.').waitFor();
    expect(await call()).toBe(401);
  }, 40_000);
});
