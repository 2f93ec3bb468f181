import type { AgentVersion, ProviderName } from '@tandem/domain';

interface CommonNumber {
  readonly agent: string;
  readonly version: AgentVersion;
  readonly number: string;
  /** The id by which the provider, and with it the simulator, knows the number. */
  readonly phoneNumberId: string;
}

/** A number of the stories with its Meta app. */
export interface StoryNumber extends CommonNumber {
  readonly protocol?: 'meta-cloud';
  readonly wabaId: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
}

/** A number of a Coster account; its id there is its digits, and its division is what replies name. */
export interface CosterNumber extends CommonNumber {
  readonly protocol: 'coster';
  readonly accountId: string;
  readonly divisionId: string;
  readonly accessToken: string;
  readonly pushAccessToken: string;
}

/** A number of a Qontak organisation; its id there is its channel integration. */
export interface QontakNumber extends CommonNumber {
  readonly protocol: 'qontak';
  readonly organizationId: string;
  readonly token: string;
}

export type AnyNumber = StoryNumber | CosterNumber | QontakNumber;

export const protocolOf = ({ protocol = 'meta-cloud' }: AnyNumber): ProviderName => protocol;

const shop = { agent: 'shop', wabaId: '102290129340398', appId: '900100', appSecret: 'app secret of the shop' } as const;

/** Both versions of one agent, whose numbers share an app as one company's do, and a second agent with an app of its own. */
export const lines: readonly StoryNumber[] = [
  { ...shop, version: 'published', number: '+1 202-555-0141', phoneNumberId: '200000000000001', accessToken: 'token of the published one' },
  { ...shop, version: 'draft', number: '+1 202-555-0142', phoneNumberId: '200000000000002', accessToken: 'token of the draft' },
  {
    agent: 'help', version: 'published', number: '+1 202-555-0143', phoneNumberId: '200000000000003', wabaId: '102290129340399', appId: '900200',
    appSecret: 'app secret of the help desk', accessToken: 'token of the help desk',
  },
];

const shopOfCoster = {
  agent: 'shop', protocol: 'coster', accountId: '0a1b2c3d4e5f60718293a4b5c6d7e8f9', divisionId: '11111111111111111111111111111111',
  accessToken: 'coster-token-of-the-shop', pushAccessToken: 'coster-push-token-of-the-shop',
} as const;

export const costerLines: readonly CosterNumber[] = [
  { ...shopOfCoster, version: 'published', number: '+1 202-555-0151', phoneNumberId: '12025550151' },
  { ...shopOfCoster, version: 'draft', number: '+1 202-555-0152', phoneNumberId: '12025550152', divisionId: '22222222222222222222222222222222' },
  {
    ...shopOfCoster, agent: 'help', version: 'published', number: '+1 202-555-0153', phoneNumberId: '12025550153',
    accountId: 'ffffffffffffffffffffffffffffffff', accessToken: 'coster-token-of-the-help-desk', pushAccessToken: 'coster-push-token-of-the-help-desk',
  },
];

const shopOfQontak = { agent: 'shop', protocol: 'qontak', organizationId: '7c0f5a52-1111-4c11-8a11-000000000001', token: 'qontak-token-of-the-shop' } as const;

export const qontakLines: readonly QontakNumber[] = [
  { ...shopOfQontak, version: 'published', number: '+1 202-555-0161', phoneNumberId: '5d3ac39e-1111-4c11-8a11-000000000161' },
  { ...shopOfQontak, version: 'draft', number: '+1 202-555-0162', phoneNumberId: '5d3ac39e-1111-4c11-8a11-000000000162' },
  {
    ...shopOfQontak, agent: 'help', version: 'published', number: '+1 202-555-0163', phoneNumberId: '5d3ac39e-1111-4c11-8a11-000000000163',
    organizationId: '7c0f5a52-1111-4c11-8a11-000000000002', token: 'qontak-token-of-the-help-desk',
  },
];

/** Everything of a number that no log line may say. */
export const secretsOf = (numbers: readonly AnyNumber[]): readonly string[] =>
  [...numbers.flatMap((one) => [...tokensOf(one), one.number, one.number.replace(/\D/g, '')]), 'wamid.', 'whsec_'];

const tokensOf = (number: AnyNumber): readonly string[] => {
  switch (number.protocol) {
    case 'coster':
      return [number.accessToken, number.pushAccessToken];
    case 'qontak':
      return [number.token];
    default:
      return [number.appSecret, number.accessToken];
  }
};
