import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import { expected, field, onStage, press } from './acts.js';
import { owner } from './stage.js';

const fresh = 'another long sentence';
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();

const there = await chromiumIsThere('one\'s own account and the seats of others');

(there ? describe : describe.skip)('a person of the team', () => {
  const { stage, open, asOwner } = onStage();
  const signIn = async (page: Page, email: string, password: string) => {
    await field(page, 'Email').fill(email);
    await field(page, 'Password').fill(password);
    await press(page, 'Sign in');
  };

  it('changes the password: is still signed in here, and nowhere else', async () => {
    const one = await asOwner('/');
    const other = await asOwner('/people');
    await press(one.page, 'Account');
    await one.page.getByRole('link', { name: 'Your profile' }).click();
    await heading(one.page, 'Your profile');
    await field(one.page, 'Current password').fill('not my password');
    await field(one.page, 'New password').fill('too short');
    await press(one.page, 'Change password');
    await one.page.getByText('Use at least 12 characters.').waitFor();
    await field(one.page, 'New password').fill(fresh);
    await press(one.page, 'Change password');
    await one.page.getByText('This is not your password.').waitFor();
    await field(one.page, 'Current password').fill(owner.password);
    await stage().advance(1);
    await press(one.page, 'Change password');
    await one.page.getByText('Your password is changed.').first().waitFor();
    expected(one, /401/);

    await one.page.getByRole('link', { name: 'Conversations' }).click();
    await heading(one.page, 'Conversations');
    await other.page.getByRole('link', { name: 'Conversations' }).click();
    const again = other.page.getByRole('dialog', { name: 'Please sign in again' });
    await again.getByLabel('Password').fill(fresh);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await heading(other.page, 'Conversations');
    expected(other, /401/);
  }, 40_000);

  it('changes name and email, with the password, and signs in with the new one', async () => {
    const one = await asOwner('/profile');
    await field(one.page, 'Your name').fill('Sari Lestari');
    await press(one.page, 'Save profile');
    await one.page.getByText('Your profile is saved.').first().waitFor();
    await field(one.page, 'Email').fill('lestari@example.com');
    await one.page.getByText('To change the email, enter your password.').waitFor();
    await one.page.getByRole('form', { name: 'Name and email' }).getByLabel('Current password').fill(owner.password);
    await press(one.page, 'Save profile');
    await one.page.getByText('To change the email, enter your password.').waitFor({ state: 'detached' });
    await press(one.page, 'Account');
    await one.page.getByText('lestari@example.com').waitFor();
    const { page } = await open('/sign-in');
    await signIn(page, 'lestari@example.com', owner.password);
    await heading(page, 'Agents');
    await press(page, 'Account');
    await page.getByText('Sari Lestari').waitFor();
  }, 40_000);

  it('is asked before what is typed in the profile is left behind', async () => {
    const { page } = await asOwner('/profile');
    await field(page, 'New password').fill(fresh);
    await page.getByRole('link', { name: 'Agents', exact: true }).click();
    await page.getByRole('button', { name: 'Leave and discard' }).click();
    await heading(page, 'Agents');
  }, 40_000);

  it('gets another role, which holds at once', async () => {
    const budi = await open('/', { as: await stage().invited('auditor', 'Budi') });
    await heading(budi.page, 'Agents');
    expect(await budi.page.getByRole('button', { name: 'New agent' }).count()).toBe(0);
    const { page } = await asOwner('/people');
    await press(page, 'Actions for Budi');
    await press(page, 'Change role');
    await page.getByRole('radio', { name: 'Contributor' }).check();
    await press(page, 'Save');
    await page.getByText('The role of Budi is changed.').first().waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Budi' }).getByText('Contributor').waitFor();
    await budi.page.reload();
    await budi.page.getByRole('button', { name: 'New agent' }).waitFor();
  }, 40_000);

  it('who has forgotten the password chooses another one with a link that an owner makes', async () => {
    const budi = await open('/', { as: await stage().invited('contributor', 'Budi') });
    await heading(budi.page, 'Agents');
    const { page } = await asOwner('/people');
    await press(page, 'Actions for Budi');
    await press(page, 'Password link');
    await press(page, 'Create link');
    const link = new URL(await field(page, 'Password link').inputValue());
    await stage().advance(1);
    const { page: fromLink } = await open(`${link.pathname}${link.hash}`);
    await field(fromLink, 'New password').fill('short');
    await press(fromLink, 'Save and sign in');
    await fromLink.getByText('Use at least 12 characters.').waitFor();
    await field(fromLink, 'New password').fill(fresh);
    await press(fromLink, 'Save and sign in');
    await heading(fromLink, 'Agents');
    await budi.page.getByRole('link', { name: 'Conversations' }).click();
    await budi.page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
    expected(budi, /401/);

    const late = await open(`${link.pathname}${link.hash}`);
    await field(late.page, 'New password').fill(fresh);
    await press(late.page, 'Save and sign in');
    await late.page.getByText('This link was used already, or it is too old. Ask an owner for a new one.').waitFor();
    expected(late, /422/);
  }, 40_000);
});
