import { SECOND, type Credentials, type Protocol, type ProviderName } from '@tandem/domain';
import { demoAgents, demoOrganisation, type DemoNumber } from './demo-numbers.js';

/** How the demo gets a number to the simulator, and the simulator's calls to the number's address. */
export interface DemoProvider {
  /** Names of the fields for which the demo makes up a secret. */
  readonly secrets: readonly string[];
  /** Makes the number known to the simulator's control API. */
  introduce(number: DemoNumber, credentials: Credentials, simulatorUrl: string): Promise<void>;
  /** Has the simulator call the address, as often as it is asked; answers whether it will. */
  register(number: DemoNumber, told: Told): Promise<boolean>;
}

export interface Told {
  readonly protocol: Protocol;
  readonly credentials: Credentials;
  readonly url: string;
  readonly verifyToken: string;
  /** Whether somebody has pressed _Set Endpoint_. */
  readonly isSet: boolean;
  readonly simulatorUrl: string;
}

export const TIMEOUT = 10 * SECOND;

const control = async (simulatorUrl: string, path: string, body: object): Promise<void> => {
  const response = await fetch(`${simulatorUrl}/control/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(TIMEOUT),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
};

const nameOf = ({ agent }: DemoNumber): string => demoAgents.find(({ id }) => id === agent)?.name ?? agent;

const metaCloud: DemoProvider = {
  secrets: ['appSecret', 'accessToken'],
  introduce: (number, { phoneNumberId, businessAccountId: wabaId, appId, appSecret, accessToken }, simulatorUrl) =>
    control(simulatorUrl, 'numbers', {
      phoneNumberId, displayPhoneNumber: number.number, name: nameOf(number), label: number.label, wabaId, appId, appSecret, accessToken,
    }),
  register: async (_number, { protocol, credentials, url, verifyToken }) => {
    const registered = await protocol.registerCallback?.({ callbackUrl: url, verifyToken }, credentials, { timeout: TIMEOUT });
    return registered?.kind === 'registered';
  },
};

/** The address is what Coster's staff would enter. */
const coster: DemoProvider = {
  secrets: ['accessToken'],
  introduce: ({ number, label, ...rest }, { accountId, divisionId, accessToken }, simulatorUrl) =>
    control(simulatorUrl, 'coster/accounts', {
      accountId, divisionId, accessToken, numbers: [{ number, name: nameOf({ number, label, ...rest }), label }],
    }),
  register: async (_number, { credentials, url, simulatorUrl }) => {
    await control(simulatorUrl, `coster/accounts/${credentials['accountId'] ?? ''}/webhook`, { url });
    return true;
  },
};

/** Pressing _Set Endpoint_ is left to a person; once that is done, the address is kept right when a port has changed. */
const qontak: DemoProvider = {
  secrets: ['token'],
  introduce: (number, { channelIntegrationId, token }, simulatorUrl) =>
    control(simulatorUrl, 'qontak/organisations', {
      organizationId: demoOrganisation, name: nameOf(number), token,
      integrations: [{ channelIntegrationId, number: number.number, name: nameOf(number), label: number.label }],
    }),
  register: async (_number, { protocol, credentials, url, isSet }) => {
    if (!isSet) return false;
    const registered = await protocol.setEndpoint?.({ url }, credentials, { timeout: TIMEOUT });
    return registered?.kind === 'registered';
  },
};

export const demoProviders: Readonly<Record<ProviderName, DemoProvider>> = { 'meta-cloud': metaCloud, coster, qontak };
