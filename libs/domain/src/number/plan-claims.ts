import { setupOf, type Channel } from '../channel/channel.js';
import type { CredentialField, ProtocolName } from '../channel/protocol.js';
import type { ChannelKey } from '../kernel/streams.js';
import { claimText, type ClaimKey } from './claim-key.js';

/** The fields of a protocol's credentials; none where the protocol is not installed. */
export type CredentialFieldsOf = (protocol: ProtocolName) => readonly CredentialField[];

/** Everything that the channel holds as it stands: its number, and what its protocol says names that number. */
export const claimsOf = (channel: Channel, fieldsOf: CredentialFieldsOf): readonly ClaimKey[] => {
  if (channel.status !== 'connected') return [];
  const { values } = setupOf(channel, channel.protocol);
  const named = fieldsOf(channel.protocol).flatMap((field): ClaimKey[] => {
    const value = values[field.name];
    return field.claim !== undefined && value ? [{ what: field.claim, value }] : [];
  });
  return [{ what: 'number', value: channel.number }, ...named];
};

export interface ClaimPlan {
  /** To be claimed before the channel's events are appended. */
  readonly claim: readonly ClaimKey[];
  /** To be released after. */
  readonly release: readonly ClaimKey[];
}

/** What a save does to claims, given what the channel holds before and after it. */
export const planClaims = (before: readonly ClaimKey[], after: readonly ClaimKey[]): ClaimPlan => ({
  claim: without(after, before),
  release: without(before, after),
});

const without = (keys: readonly ClaimKey[], others: readonly ClaimKey[]): readonly ClaimKey[] =>
  keys.filter((key) => !others.some((other) => claimText(other) === claimText(key)));

export interface ChannelNamed {
  readonly key: ChannelKey;
  readonly channel: Channel;
}

/** A warning, never a refusal: one company's two numbers normally share an account (design 3). */
export interface SharedAccount {
  /** Name of the credential field; `account` where the provider's check alone told that it is the same. */
  readonly field: string;
  readonly label: string;
  readonly with: readonly ChannelKey[];
}

/** What a channel's credentials share with other connected channels of the same protocol, field by field. */
export const findShared = (
  one: ChannelNamed,
  others: readonly ChannelNamed[],
  fieldsOf: CredentialFieldsOf,
): readonly SharedAccount[] => {
  const { channel, key: own } = one;
  if (channel.status !== 'connected') return [];
  const holders = others.filter(({ key, channel: other }) => key !== own && speaks(other, channel.protocol));
  const byField = fieldsOf(channel.protocol).filter(({ shared }) => shared).flatMap((field): SharedAccount[] => {
    const mine = shown(channel, field);
    const same = holders.filter((other) => shown(other.channel, field) === mine).map(({ key }) => key);
    return mine === undefined || same.length === 0 ? [] : [{ field: field.name, label: field.label, with: same }];
  });
  const named = new Set(byField.flatMap(({ with: keys }) => keys));
  const account = accountOf(channel);
  const same = holders.filter(({ key, channel: other }) => !named.has(key) && accountOf(other) === account).map(({ key }) => key);
  return account === undefined || same.length === 0 ? byField : [...byField, { field: 'account', label: 'Account', with: same }];
};

const accountOf = (channel: Channel): string | undefined =>
  channel.status === 'connected' ? setupOf(channel, channel.protocol).account : undefined;

const speaks = (channel: Channel, protocol: ProtocolName): boolean =>
  channel.status === 'connected' && channel.protocol === protocol;

/** A field's value; of a secret its fingerprint. */
const shown = (channel: Channel, { name, secret }: CredentialField): string | undefined => {
  if (channel.status !== 'connected') return undefined;
  const { values, secrets } = setupOf(channel, channel.protocol);
  return secret ? secrets[name]?.fingerprint : values[name];
};
