import type { ProviderName } from '@tandem/domain';
import { createProtocols } from '@tandem/protocols';
import type { Simulator } from '@tandem/simulator';
import { drillChannels, type DrillChannel } from './drill-channel.js';

/** A channel with the address that its provider calls. */
export type CalledChannel = DrillChannel & {
  readonly url: string;
  /** Qontak: the room of a customer. */
  readonly roomOf: (phone: string) => string;
};

/** Where the simulator speaks for each provider. */
export const apisAt = (simulator: string) => ({
  'meta-cloud': { url: simulator },
  coster: { url: `${simulator}/coster`, pushUrl: `${simulator}/coster` },
  qontak: { url: `${simulator}/qontak/api/open` },
});

const of = (protocol: ProviderName): readonly DrillChannel[] => drillChannels.filter((channel) => channel.protocol === protocol);

/**
 * Makes the numbers known to the simulator, which is told where to send its statuses and to let answers through although
 * the customers write to us without it. Qontak's customers get their rooms first, as long as it calls nobody.
 */
export const introduceAll = async (
  simulator: Simulator, { urlOf, phonesOf }: { urlOf: (channel: DrillChannel) => string; phonesOf: (channel: DrillChannel) => readonly string[] },
): Promise<readonly CalledChannel[]> => {
  for (const channel of of('meta-cloud')) introduceMeta(simulator, channel, urlOf(channel));
  introduceCoster(simulator, urlOf);
  const rooms = introduceQontak(simulator, phonesOf);
  await setEndpoint(simulator, urlOf);
  for (const { phoneNumberId, evidence } of drillChannels) {
    simulator.setFaults(phoneNumberId, { window: 'off', statuses: { upTo: evidence === 'statuses' ? 'read' : 'none' } });
  }
  return drillChannels.map((channel) => ({
    ...channel, url: urlOf(channel), roomOf: (phone) => rooms.get(`${channel.phoneNumberId} ${phone}`) ?? '',
  }));
};

const introduceMeta = (simulator: Simulator, { number, entered }: DrillChannel, callbackUrl: string): void => {
  const { phoneNumberId = '', businessAccountId = '', appId = '', appSecret = '', accessToken = '' } = entered;
  simulator.addNumber({ phoneNumberId, displayPhoneNumber: number, name: 'Drill', wabaId: businessAccountId, appId, appSecret, accessToken, callbackUrl });
};

const introduceCoster = (simulator: Simulator, urlOf: (channel: DrillChannel) => string): void => {
  const channels = of('coster');
  const [first, last] = channels as [DrillChannel, DrillChannel];
  const { accountId = '', divisionId = '', accessToken = '' } = first.entered;
  const numbers = channels.map((channel) => ({ number: channel.number, name: 'Drill', divisionId: channel.entered.divisionId }));
  simulator.coster.addAccount({ accountId, divisionId, accessToken, numbers, webhookUrl: urlOf(last) });
};

/** Answers the room of every customer, by number and phone. */
const introduceQontak = (simulator: Simulator, phonesOf: (channel: DrillChannel) => readonly string[]): ReadonlyMap<string, string> => {
  const channels = of('qontak');
  const [{ businessAccountId, entered: { token = '' } }] = channels as [DrillChannel];
  const integrations = channels.map(({ phoneNumberId, number }) => ({ channelIntegrationId: phoneNumberId, number, name: 'Drill' }));
  simulator.qontak.addOrganisation({ organizationId: businessAccountId, name: 'Drill', token, integrations });
  for (const channel of channels) for (const from of phonesOf(channel)) simulator.inbound(channel.phoneNumberId, { from, text: 'a room for me' });
  return new Map(channels.flatMap(({ phoneNumberId }) =>
    simulator.qontak.rooms({ number: phoneNumberId }).map(({ roomId, customer }) => [`${phoneNumberId} ${customer}`, roomId] as const)));
};

/** One address for the organisation; its channels' messages are told apart by what they name. */
const setEndpoint = async (simulator: Simulator, urlOf: (channel: DrillChannel) => string): Promise<void> => {
  const protocol = createProtocols(apisAt(simulator.url)).find(({ name }) => name === 'qontak');
  const last = of('qontak').at(-1);
  const answer = last && (await protocol?.setEndpoint?.({ url: urlOf(last) }, last.entered, { timeout: 5_000 }));
  if (answer?.kind !== 'registered') throw new Error(`The endpoint of the drill could not be set: ${JSON.stringify(answer)}`);
};
