import type { AgentVersion } from '@tandem/domain';

/** A number of the stories with its Meta app. */
export interface StoryNumber {
  readonly agent: string;
  readonly version: AgentVersion;
  readonly number: string;
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
}

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

export const secretsOf = (numbers: readonly StoryNumber[]): readonly string[] =>
  [...numbers.flatMap(({ appSecret, accessToken, number }) => [appSecret, accessToken, number, number.replace(/\D/g, '')]), 'wamid.', 'whsec_'];
