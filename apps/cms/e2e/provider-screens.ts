import { SECOND, channelKey, defaultSessionSettings } from '@tandem/domain';
import { protocols } from '@tandem/protocols';
import type { Page } from 'playwright-core';
import { by } from '../../server/src/testing/installation.js';
import { enter } from '../../server/src/testing/story-line.js';
import { protocolOf, type AnyNumber, type CosterNumber, type QontakNumber } from '../../server/src/testing/story-numbers.js';
import { providerOf } from '../../server/src/testing/story-providers.js';
import { field, registerDemoAgent, save } from './acts.js';
import { heading, type Screen } from './screen.js';
import type { Stage } from './stage.js';

const coffee: CosterNumber = {
  agent: 'coffee', version: 'published', protocol: 'coster', number: '+62 811-3333-4444', phoneNumberId: '6281133334444',
  accountId: 'c0ffee00c0ffee00c0ffee00c0ffee00', divisionId: 'd1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1', accessToken: 'coster-token-of-the-cafe',
  pushAccessToken: 'coster-push-token-of-the-cafe',
};
const tea: QontakNumber = {
  agent: 'tea', version: 'published', protocol: 'qontak', number: '+62 811-5555-6666', phoneNumberId: '5d3ac39e-2222-4c22-8a22-000000000171',
  organizationId: '7c0f5a52-2222-4c22-8a22-000000000001', token: 'qontak-token-of-the-tea-room',
};
const teaDraft: QontakNumber = { ...tea, version: 'draft', number: '+62 811-5555-7777', phoneNumberId: '5d3ac39e-2222-4c22-8a22-000000000172' };
const customer = '6281234500007';

const installed = new Set<string>(protocols.map(({ name }) => name));
const isPlayed = installed.has('coster') && installed.has('qontak');

/** Agents on Coster and Qontak; at one of them a person has the room of a user. */
export const castProviders = async (stage: Stage): Promise<void> => {
  if (!isPlayed) return;
  const { story } = stage;
  for (const agent of ['coffee', 'tea']) await registerDemoAgent(stage, agent);
  for (const number of [coffee, tea, teaDraft]) await connectNumber(number, stage);
  await story.simulator.inbound(tea.phoneNumberId, { from: customer, text: 'hello' }).tried;
  await stage.advance(SECOND);
  await story.quiet();
  story.simulator.qontak.room({ number: tea.phoneNumberId, customer }, 'take', { agent: 'Rani' });
  await story.simulator.inbound(tea.phoneNumberId, { from: customer, text: 'Is anybody there?' }).tried;
  await stage.advance(SECOND);
};

const connectNumber = async (number: AnyNumber, { story }: Stage): Promise<void> => {
  const channel = channelKey(number.agent, number.version);
  providerOf(number).introduce(number, [coffee, tea, teaDraft], story.simulator);
  await story.server().context.procedures.channels.connect(channel, by(), { protocol: protocolOf(number), number: number.number });
  await enter(number, { simulator: story.simulator, server: () => story.server(), channel });
};

const costerTab = { path: '/agents/coffee/channel', view: '/api/agents/coffee/channels/published' };
const qontakTab = { path: '/agents/tea/channel', view: '/api/agents/tea/channels/published' };
const notSet = { endpoint: { status: 'not-set', notices: [] }, sessionManagement: { visible: false, settings: defaultSessionSettings } };
const refusal = { at: 1_790_000_000_000, words: 'You are not allowed to change webhooks (403)' };

const openProtocols = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name }).click();
  await page.getByRole('dialog').getByRole('combobox').waitFor();
};

const all: readonly Screen[] = [
  { name: 'channel-coster', path: costerTab.path, until: heading('Hand-off to Coster') },
  { name: 'channel-coster-auditor', path: costerTab.path, as: 'auditor', until: heading('Hand-off to Coster') },
  {
    name: 'channel-coster-first', path: costerTab.path,
    changes: { [costerTab.view]: { state: 'connected', credentials: {}, handOff: { address: 'https://tandem.example/webhooks/coster/address/secret', number: '6281133334444' } } },
    until: (page) => page.getByText('Save the credentials first; the text is ready then.').waitFor(),
  },
  {
    name: 'channel-coster-refused', path: costerTab.path, expected: /422/,
    until: async (page) => {
      await page.getByText('Advanced settings').click();
      await field(page, 'Messages per second').fill('a few');
      await field(page, 'Access Token').fill('two words');
      await save(page);
      await page.getByText('a whole number from 1 to 1000').waitFor();
    },
  },
  { name: 'channel-coster-id', path: costerTab.path, language: 'id', until: heading('Serah terima ke Coster') },
  { name: 'channel-qontak', path: qontakTab.path, until: (page) => page.getByText(/^Set successfully/).waitFor() },
  { name: 'channel-qontak-first', path: qontakTab.path, changes: { [qontakTab.view]: { ...notSet, state: 'connected', credentials: {} } }, until: heading('Endpoint') },
  { name: 'channel-qontak-unset', path: qontakTab.path, changes: { [qontakTab.view]: { ...notSet, state: 'ready', proven: false } }, until: heading('Endpoint') },
  { name: 'channel-qontak-unset-id', path: qontakTab.path, language: 'id', changes: { [qontakTab.view]: { ...notSet, state: 'ready', proven: false } }, until: heading('Endpoint') },
  {
    name: 'channel-qontak-refused', path: qontakTab.path,
    changes: { [qontakTab.view]: { ...notSet, state: 'ready', endpoint: { ...notSet.endpoint, lastFailure: refusal } } },
    until: (page) => page.getByRole('alert').getByText('You are not allowed', { exact: false }).waitFor(),
  },
  {
    name: 'channel-qontak-notices', path: qontakTab.path,
    changes: { [qontakTab.view]: { endpoint: { status: 'set', at: 1_789_000_000_000, lastFailure: refusal, notices: ['SecretRegenerated', 'CredentialsChanged', 'LastRegistrationFailed'] } } },
    until: (page) => page.getByText('What was set before stays in force.', { exact: false }).waitFor(),
  },
  {
    name: 'channel-qontak-advanced', path: qontakTab.path,
    until: async (page) => {
      await field(page, 'Authentication').selectOption({ label: 'HMAC of the Mekari gateway' });
      await save(page);
      await page.getByText('Fill this in.').first().waitFor();
    },
  },
  { name: 'channel-protocol-dialog', path: qontakTab.path, until: (page) => openProtocols(page, 'Change protocol') },
  { name: 'channel-protocol-dialog-id', path: qontakTab.path, language: 'id', until: (page) => openProtocols(page, 'Ganti protokol') },
  {
    name: 'wizard-chosen', path: '/agents/help/channel/whatsapp/draft',
    until: async (page) => {
      await page.getByRole('radio', { name: 'Qontak', exact: true }).check();
      await page.getByRole('link', { name: 'How to connect Qontak' }).waitFor();
    },
  },
  { name: 'wizard-id', path: '/agents/help/channel/whatsapp/draft', language: 'id', until: (page) => page.getByRole('radio', { name: 'Qontak', exact: true }).check() },
  {
    name: 'conversation-room', path: '/conversations?agent=tea',
    until: async (page) => {
      await page.getByRole('list', { name: 'List of conversations' }).getByRole('link').first().click();
      await page.getByRole('heading', { name: 'A person has taken the room in the provider’s inbox' }).waitFor();
    },
  },
  { name: 'help-coster', path: '/help/connect-coster', until: heading('Connect Coster') },
  { name: 'help-qontak', path: '/help/connect-qontak', until: heading('Connect Qontak') },
];

export const providerScreens: readonly Screen[] = isPlayed ? all : [];
