import { channelKey, type AgentVersion, type ChannelKey, type Credentials, type ProviderName } from '@tandem/domain';

/** A channel of the drill: a number at the simulator, and how its provider tells what became of a message. */
export interface DrillChannel {
  readonly channel: ChannelKey;
  readonly agent: string;
  readonly version: AgentVersion;
  readonly protocol: ProviderName;
  readonly number: string;
  /** The id by which the simulator knows it. */
  readonly phoneNumberId: string;
  /** Meta's account, Coster's account, Qontak's organisation: the two channels of a protocol share it, but for Meta's. */
  readonly businessAccountId: string;
  /** Meta: signs its calls. The others call a path with a secret. */
  readonly appSecret: string;
  readonly entered: Credentials;
  /**
   * How it is found out what became of a send whose outcome is unknown. `nothing`: where no status arrives the send is the
   * policy's to repeat.
   */
  readonly evidence: 'statuses' | 'history' | 'nothing';
}

const meta = (version: AgentVersion, digit: number): DrillChannel => {
  const [phoneNumberId, businessAccountId] = [`10000000000017${digit}`, `20000000000017${digit}`];
  const appSecret = `app secret of the ${version} number`;
  return {
    channel: channelKey('drill', version), agent: 'drill', version, protocol: 'meta-cloud', number: `+1 202-555-017${digit}`, phoneNumberId, businessAccountId,
    appSecret, evidence: version === 'published' ? 'statuses' : 'nothing',
    entered: { phoneNumberId, businessAccountId, appId: `30000000000017${digit}`, appSecret, accessToken: `access token of the ${version} number` },
  };
};

const coster = (version: AgentVersion, digit: number): DrillChannel => {
  const accountId = 'c0570000000000000000000000000017';
  return {
    channel: channelKey('drill-coster', version), agent: 'drill-coster', version, protocol: 'coster', number: `+1 202-555-017${digit}`,
    phoneNumberId: `1202555017${digit}`, businessAccountId: accountId, appSecret: '', evidence: version === 'published' ? 'statuses' : 'nothing',
    entered: { accountId, divisionId: `d1000000000000000000000000000${digit}`, accessToken: 'coster-token-of-the-drill', perSecond: '80' },
  };
};

const qontak = (version: AgentVersion, digit: number): DrillChannel => {
  const integration = `c0ffee00-0000-4000-8000-00000000017${digit}`;
  return {
    channel: channelKey('drill-qontak', version), agent: 'drill-qontak', version, protocol: 'qontak', number: `+1 202-555-017${digit}`,
    phoneNumberId: integration, businessAccountId: '0a9a0000-0000-4000-8000-000000000017', appSecret: '',
    evidence: version === 'published' ? 'statuses' : 'history',
    entered: { channelIntegrationId: integration, token: 'qontak-token-of-the-drill', perSecond: '80' },
  };
};

/** Two numbers of every protocol: of the published one statuses arrive, of the draft one they do not. */
export const drillChannels: readonly DrillChannel[] = [
  meta('published', 1), meta('draft', 2), coster('published', 3), coster('draft', 4), qontak('published', 5), qontak('draft', 6),
];
