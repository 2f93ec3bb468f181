import { protocols } from '@tandem/protocols';
import type { Page } from 'playwright-core';
import { chromiumIsThere } from '../../commands/chromium.mjs';
import type { AnyNumber } from '../../server/src/testing/story-numbers.js';
import { field } from './acts.js';
import type { Stage } from './stage.js';

export const customer = '6281299990001';
export const bakery = '+62 811-2222-3333';

/** The bakery at Coster, and what is entered in the form. */
export const coster = {
  accountId: 'c0ffee00c0ffee00c0ffee00c0ffee00', divisionId: 'd1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1', accessToken: 'coster-token-of-the-bakery',
  pushAccessToken: 'coster-push-token-of-the-bakery', numbers: [{ number: bakery, name: 'Bakery' }],
};
export const costerEntries = {
  'Coster Account ID': coster.accountId, 'Division ID': coster.divisionId, 'Access Token': coster.accessToken, 'Push Access Token': coster.pushAccessToken,
};

/** The bakery at Qontak, and what is entered in the form. */
export const integration = '5d3ac39e-1111-4c11-8a11-0000000003ab';
export const qontak = {
  organizationId: '7c0f5a52-1111-4c11-8a11-0000000003ab', name: 'Bakery', token: 'qontak-token-of-the-bakery',
  integrations: [{ channelIntegrationId: integration, number: bakery, name: 'Bakery' }],
};
export const qontakEntries = { 'Channel Integration ID': integration, Token: qontak.token };

export const sessionManagement = (page: Page) => page.getByRole('heading', { name: 'Session Management' });
export const setEndpoint = (page: Page) => page.getByRole('button', { name: /^Set Endpoint/ });
export const addressOf = (page: Page) => field(page, 'Webhook address').inputValue();
export const organisationOf = ({ story }: Stage<AnyNumber>) =>
  story.simulator.qontak.organisations().find(({ organizationId }) => organizationId === qontak.organizationId);

/** A protocol is a folder that can be deleted; what is played with it goes with it. */
const installed = new Set<string>(protocols.map(({ name }) => name));
export const areThere = async (what: string): Promise<boolean> =>
  (await chromiumIsThere(what)) && ['meta-cloud', 'coster', 'qontak'].every((name) => installed.has(name));
