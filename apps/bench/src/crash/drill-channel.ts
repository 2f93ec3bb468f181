import { channelKey, type AgentVersion, type ChannelKey } from '@tandem/domain';

/** A channel of the drill: a number at the simulator, and whether its provider tells what became of a message. */
export interface DrillChannel {
  readonly channel: ChannelKey;
  readonly version: AgentVersion;
  readonly number: string;
  readonly phoneNumberId: string;
  readonly businessAccountId: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  /** Whether statuses arrive: without them a send of unknown outcome is the policy's to repeat. */
  readonly statuses: boolean;
}

const agent = 'drill';

export const drillAgent = agent;

export const drillChannels: readonly DrillChannel[] = [
  {
    channel: channelKey(agent, 'published'), version: 'published', number: '+1 202-555-0171', phoneNumberId: '100000000000171',
    businessAccountId: '200000000000171', appId: '300000000000171', appSecret: 'app secret of the published number',
    accessToken: 'access token of the published number', statuses: true,
  },
  {
    channel: channelKey(agent, 'draft'), version: 'draft', number: '+1 202-555-0172', phoneNumberId: '100000000000172',
    businessAccountId: '200000000000172', appId: '300000000000172', appSecret: 'app secret of the draft number',
    accessToken: 'access token of the draft number', statuses: false,
  },
];
