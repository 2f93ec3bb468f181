import { channelKey, type ChannelKey } from '@tandem/domain';

/** A number under load: the published version of an agent of its own. All are of one Meta app, as those of one company are. */
export interface LoadNumber {
  readonly agent: string;
  readonly channel: ChannelKey;
  readonly number: string;
  readonly phoneNumberId: string;
}

export const loadApp = {
  businessAccountId: '200000000000900', appId: '300000000000900', appSecret: 'app secret of the load', accessToken: 'access token of the load',
} as const;

export const loadNumbers = (count: number): readonly LoadNumber[] =>
  Array.from({ length: count }, (_, n) => {
    const agent = `load-${n + 1}`;
    return {
      agent, channel: channelKey(agent, 'published'), number: `+1 202-555-${String(1_000 + n)}`, phoneNumberId: String(100_000_000_090_000 + n),
    };
  });

/** Phone digits of the n-th customer. */
export const customerPhone = (n: number): string => `6281${String(10_000_000 + n)}`;
