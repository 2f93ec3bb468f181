import type { ChannelKey, Millis, ProtocolName, SecretNamed } from '@tandem/domain';

/** A secret that proves a call, or the token of a verification GET. */
export interface DoorKey {
  readonly what: SecretNamed['what'];
  readonly fingerprint: string;
  /** The secret, alone in a list, as `Protocol.verify` takes it. */
  readonly secrets: readonly [string];
  /** Proves nothing from then on; absent = without a date. */
  readonly until?: Millis;
  /** No verified call has shown it yet, and older ones are still taken. */
  readonly news: boolean;
}

/** What lies behind an address under one protocol: all that the ingress needs to know of a channel. Lists: newest first. */
export interface Door {
  readonly channel: ChannelKey;
  readonly protocol: ProtocolName;
  readonly proofs: readonly DoorKey[];
  readonly verifyTokens: readonly DoorKey[];
}
