/** What can be held by one channel at a time. */
export const claimKinds = ['number', 'meta-phone-number-id', 'qontak-integration'] as const;
export type ClaimKind = (typeof claimKinds)[number];

/** One thing that a channel holds. Its stream is named by the keyed hash of `claimText`. */
export interface ClaimKey {
  readonly what: ClaimKind;
  readonly value: string;
}

export const claimText = ({ what, value }: ClaimKey): string => `${what}:${value}`;
