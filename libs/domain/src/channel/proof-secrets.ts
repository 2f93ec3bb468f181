import { HOUR, type Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';

/** A secret that proves a provider's call. */
export interface ProofSecret {
  readonly secret: Sealed;
  readonly fingerprint: string;
  /** The first verified call with it while an older one was still valid. */
  readonly seenAt?: Millis;
}

/** Newest first: the first is in force, the others are what the provider may still be using. */
export type ProofSecrets = readonly ProofSecret[];

/** How long older secrets stay valid after the first verified call with a newer one (design 8). */
export const OLD_SECRET_GRACE: Millis = HOUR;

/** Puts a secret in force; one that was there before comes back as if it were new. */
export const putInForce = (secrets: ProofSecrets, { secret, fingerprint }: ProofSecret): ProofSecrets => [
  { secret, fingerprint },
  ...without(secrets, fingerprint),
];

export const without = (secrets: ProofSecrets, fingerprint: string): ProofSecrets =>
  secrets.filter((known) => known.fingerprint !== fingerprint);

/** Notes the first verified call with a secret; later ones change nothing. */
export const markSeen = (secrets: ProofSecrets, fingerprint: string, at: Millis): ProofSecrets =>
  secrets.map((known) => (known.fingerprint === fingerprint ? { ...known, seenAt: known.seenAt ?? at } : known));

/** Whether a call with this secret says something new: an older one is still valid, and this one was never seen. */
export const isNews = (secrets: ProofSecrets, fingerprint: string): boolean => {
  const place = secrets.findIndex((known) => known.fingerprint === fingerprint);
  return place >= 0 && place < secrets.length - 1 && secrets[place]?.seenAt === undefined;
};

/** When the secret at `place` stops being valid; undefined = no date yet. */
export const retiresAt = (secrets: ProofSecrets, place: number): Millis | undefined => {
  const seen = secrets.slice(0, place).flatMap(({ seenAt }) => (seenAt === undefined ? [] : [seenAt]));
  return seen.length === 0 ? undefined : Math.min(...seen) + OLD_SECRET_GRACE;
};

export const validSecrets = (secrets: ProofSecrets, now: Millis): ProofSecrets =>
  secrets.filter((_secret, place) => !hasLapsed(secrets, place, now));

export const lapsedSecrets = (secrets: ProofSecrets, now: Millis): ProofSecrets =>
  secrets.filter((_secret, place) => hasLapsed(secrets, place, now));

const hasLapsed = (secrets: ProofSecrets, place: number, now: Millis): boolean => {
  const at = retiresAt(secrets, place);
  return at !== undefined && now >= at;
};
