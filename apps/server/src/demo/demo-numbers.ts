import { channelKey, type AgentVersion, type ChannelKey } from '@tandem/domain';

/** One of the demo agent's numbers, as the simulator and our channel know it. The two share nothing. */
export interface DemoNumber {
  readonly channel: ChannelKey;
  readonly version: AgentVersion;
  /** On the phone page, beside the number. */
  readonly label: 'Published' | 'Draft';
  readonly number: string;
  readonly phoneNumberId: string;
  readonly businessAccountId: string;
  readonly appId: string;
}

export const demoAgent = 'demo';
export const demoAgentName = 'Demo agent';

/** Numbers of the range that is kept for fiction. */
export const demoNumbers: readonly DemoNumber[] = [
  {
    channel: channelKey(demoAgent, 'published'), version: 'published', label: 'Published', number: '+1 202-555-0101',
    phoneNumberId: '100000000000101', businessAccountId: '200000000000101', appId: '300000000000101',
  },
  {
    channel: channelKey(demoAgent, 'draft'), version: 'draft', label: 'Draft', number: '+1 202-555-0102',
    phoneNumberId: '100000000000102', businessAccountId: '200000000000102', appId: '300000000000102',
  },
];
