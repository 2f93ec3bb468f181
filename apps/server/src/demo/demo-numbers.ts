import { channelKey, type AgentVersion, type ChannelKey, type ProviderName } from '@tandem/domain';

/** One of the demo agents' numbers, as the simulator and our channel know it. */
export interface DemoNumber {
  readonly channel: ChannelKey;
  readonly agent: string;
  readonly version: AgentVersion;
  readonly protocol: ProviderName;
  /** On the phone page, beside the number. */
  readonly label: 'Published' | 'Draft' | 'Coster' | 'Qontak';
  readonly number: string;
  /** The id by which the provider knows the number; the phone page's too. */
  readonly phoneNumberId: string;
  /** What is entered in the channel's form and is no secret. */
  readonly values: Readonly<Record<string, string>>;
}

export interface DemoAgent {
  readonly id: string;
  readonly name: string;
}

export const demoAgent: DemoAgent = { id: 'demo', name: 'Demo agent' };
const onCoster: DemoAgent = { id: 'demo-coster', name: 'Demo agent on Coster' };
const onQontak: DemoAgent = { id: 'demo-qontak', name: 'Demo agent on Qontak' };

export const demoAgents: readonly DemoAgent[] = [demoAgent, onCoster, onQontak];

const at = ({ id }: DemoAgent, version: AgentVersion) => ({ agent: id, version, channel: channelKey(id, version) });

const metaNumber = (version: AgentVersion, label: DemoNumber['label'], last: string): DemoNumber => {
  const phoneNumberId = `100000000000${last}`;
  return {
    ...at(demoAgent, version), protocol: 'meta-cloud', label, number: `+1 202-555-0${last}`, phoneNumberId,
    values: { phoneNumberId, businessAccountId: `200000000000${last}`, appId: `300000000000${last}` },
  };
};

/** Qontak's id of its demo organisation. */
export const demoOrganisation = '6f0c1d1e-0000-4000-8000-000000000104';
const demoIntegration = '8a51b7f0-0000-4000-8000-000000000104';

/**
 * Numbers of the range that is kept for fiction; no two share anything. The drafts on Coster and Qontak are left for the
 * wizard.
 */
export const demoNumbers: readonly DemoNumber[] = [
  metaNumber('published', 'Published', '101'),
  metaNumber('draft', 'Draft', '102'),
  {
    ...at(onCoster, 'published'), protocol: 'coster', label: 'Coster', number: '+1 202-555-0103', phoneNumberId: '12025550103',
    values: { accountId: '5c0e7e2000000000000000000000c103', divisionId: '5c0e7e2000000000000000000000d103' },
  },
  {
    ...at(onQontak, 'published'), protocol: 'qontak', label: 'Qontak', number: '+1 202-555-0104', phoneNumberId: demoIntegration,
    values: { channelIntegrationId: demoIntegration },
  },
];
