import type { Credentials, Protocol, ProviderName } from '@tandem/domain';
import type { Simulator } from '@tandem/simulator';
import { protocolOf, type AnyNumber, type CosterNumber, type QontakNumber, type StoryNumber } from './story-numbers.js';

/** What the stories know of a provider. */
export interface StoryProvider {
  /** What a person enters into the form. */
  entered(number: AnyNumber): Credentials;
  /** Makes the number known to the simulator, together with all others of its account. */
  introduce(number: AnyNumber, all: readonly AnyNumber[], simulator: Simulator): void;
  /** Has the simulator call this address. */
  register(told: Told): Promise<void>;
}

export interface Told {
  readonly number: AnyNumber;
  readonly protocol: Protocol;
  readonly credentials: Credentials;
  readonly url: string;
  readonly verifyToken: string;
  readonly simulator: Simulator;
}

const TIMEOUT = { timeout: 5_000 };

const metaCloud: StoryProvider = {
  entered: (number) => {
    const { phoneNumberId, wabaId, appId, appSecret, accessToken } = number as StoryNumber;
    return { phoneNumberId, businessAccountId: wabaId, appId, appSecret, accessToken };
  },
  introduce: (number, _all, simulator) => {
    const { phoneNumberId, wabaId, appId, appSecret, accessToken, agent } = number as StoryNumber;
    simulator.addNumber({ phoneNumberId, displayPhoneNumber: number.number, name: agent, wabaId, appId, appSecret, accessToken });
  },
  register: async ({ protocol, credentials, url, verifyToken }) => {
    const registered = await protocol.registerCallback?.({ callbackUrl: url, verifyToken }, credentials, TIMEOUT);
    if (registered?.kind !== 'registered') throw new Error('The callback was not registered');
  },
};

/** The account's one address is entered by Coster's staff. */
const coster: StoryProvider = {
  entered: (number) => {
    const { accountId, divisionId, accessToken, pushAccessToken } = number as CosterNumber;
    return { accountId, divisionId, accessToken, pushAccessToken };
  },
  introduce: (number, all, simulator) => {
    const { accountId, divisionId, accessToken, pushAccessToken } = number as CosterNumber;
    const numbers = all.filter((one): one is CosterNumber => one.protocol === 'coster' && one.accountId === accountId);
    simulator.coster.addAccount({
      accountId, divisionId, accessToken, pushAccessToken, numbers: numbers.map((one) => ({ number: one.number, name: one.agent, divisionId: one.divisionId })),
    });
  },
  register: ({ number, url, simulator }) => {
    simulator.coster.setWebhook((number as CosterNumber).accountId, url);
    return Promise.resolve();
  },
};

const qontak: StoryProvider = {
  entered: (number) => ({ channelIntegrationId: number.phoneNumberId, token: (number as QontakNumber).token, resolveRooms: 'yes' }),
  introduce: (number, all, simulator) => {
    const { organizationId, token } = number as QontakNumber;
    const numbers = all.filter((one): one is QontakNumber => one.protocol === 'qontak' && one.organizationId === organizationId);
    simulator.qontak.addOrganisation({
      organizationId, name: number.agent, token,
      integrations: numbers.map((one) => ({ channelIntegrationId: one.phoneNumberId, number: one.number, name: one.agent })),
    });
  },
  register: async ({ protocol, credentials, url }) => {
    const registered = await protocol.setEndpoint?.({ url }, credentials, TIMEOUT);
    if (registered?.kind !== 'registered') throw new Error(`The endpoint was not set: ${JSON.stringify(registered)}`);
  },
};

const providers: Readonly<Record<ProviderName, StoryProvider>> = { 'meta-cloud': metaCloud, coster, qontak };

export const providerOf = (number: AnyNumber): StoryProvider => providers[protocolOf(number)];
