import { same } from '../kernel/same.js';
import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';

/** Where a stream stands: number of its newest event, and that event's hash. */
export interface StreamHead {
  readonly version: number;
  readonly hash: string;
}

export type StreamHeads = Readonly<Record<string, StreamHead>>;

/** What is signed (ed25519) is `textToSign`; `key` names the public key. Only heads that changed are named. */
export type HeadsSigned = {
  readonly type: 'HeadsSigned';
  readonly data: {
    readonly at: Millis;
    readonly heads: StreamHeads;
    readonly key: string;
    readonly signature: string;
  };
};

/** A key pair signs from now on. `key` is derived from the public key (SPKI, base64), so that it cannot name another. */
export type NotaryAppointed = {
  readonly type: 'NotaryAppointed';
  readonly data: {
    readonly at: Millis;
    readonly key: string;
    readonly publicKey: string;
    /** PKCS 8, sealed with the vault's key `notary`. */
    readonly privateKey: Sealed;
  };
};

/** `audit-heads` */
export type AuditEvent = NotaryAppointed | HeadsSigned;

/** Streams of configuration, and of who has read it: what an auditor is to be able to prove whole. */
export const configurationPrefixes = ['agent-', 'channel-', 'claim-', 'operator-', 'audit-reads.'] as const;

export const isConfiguration = (stream: string): boolean => configurationPrefixes.some((prefix) => stream.startsWith(prefix));

/** The newest signed head of every stream, from all that was signed so far. */
export const evolveHeads = (signed: StreamHeads, event: AuditEvent): StreamHeads =>
  event.type === 'HeadsSigned' ? { ...signed, ...event.data.heads } : signed;

export interface HeadsCompared {
  /** To be signed. */
  readonly changed: StreamHeads;
  /** Streams that are shorter than what was signed, gone, or different at the same version: the log was tampered with. */
  readonly broken: readonly string[];
}

/** What has changed in the streams of configuration since the last signed heads; other streams are left out. */
export const compareHeads = (signed: StreamHeads, current: StreamHeads): HeadsCompared => {
  const changed = Object.entries(current).filter(
    ([stream, head]) => isConfiguration(stream) && head.version > (signed[stream]?.version ?? 0),
  );
  const broken = Object.entries(signed)
    .filter(([stream, head]) => !bears(current[stream], head))
    .map(([stream]) => stream)
    .sort();
  return { changed: Object.fromEntries(changed), broken };
};

/** As far as heads can tell; that a longer stream still contains what was signed, its chain of hashes shows. */
const bears = (now: StreamHead | undefined, signed: StreamHead): boolean =>
  now !== undefined && (now.version > signed.version || same(now, signed));

/**
 * The text that is signed, the same for the same heads in any order: a line of format, one of time and key, then a
 * line per stream, sorted by code units. Names of streams, keys and hashes contain neither blanks nor line ends.
 */
export const textToSign = ({ at, heads, key }: Omit<HeadsSigned['data'], 'signature'>): string =>
  [
    'tandem-heads-v1',
    `${at} ${key}`,
    ...Object.keys(heads).sort().map((stream) => `${stream} ${heads[stream]?.version} ${heads[stream]?.hash}`),
    '',
  ].join('\n');
