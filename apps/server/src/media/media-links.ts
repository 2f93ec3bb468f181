import { timingSafeEqual } from 'node:crypto';
import { DAY, type Clock, type Millis, type Vault } from '@tandem/domain';

/** Addresses under which a runtime gets a medium's bytes: unguessable, and good for a day. */
export interface MediaLinks {
  make(ref: string): string;
  /** Whether the link was made here and is not over. */
  holds(ref: string, query: { readonly until?: string; readonly proof?: string }): boolean;
}

/** Longer than a turn is repeated, as long as a medium is tried for. */
export const LINK_LIVES: Millis = DAY;

export interface MediaLinksDeps {
  readonly vault: Pick<Vault, 'keyedHash'>;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Who fetches the medium, where several processes share the log: the link says so, for those who do not have it. */
  readonly holder?: string;
}

export const createMediaLinks = ({ vault, clock, publicUrl, holder }: MediaLinksDeps): MediaLinks => {
  const proofOf = (ref: string, until: string): string => vault.keyedHash(`media-link:${ref} ${until}`);
  return {
    make: (ref) => {
      const until = String(clock.now() + LINK_LIVES);
      return `${publicUrl.replace(/\/+$/, '')}/media/${ref}?until=${until}&proof=${proofOf(ref, until)}${holder === undefined ? '' : `&by=${holder}`}`;
    },
    holds: (ref, { until = '', proof = '' }) => {
      if (!/^\d{1,16}$/.test(until)) return false;
      return alike(proof, proofOf(ref, until)) && clock.now() < Number(until);
    },
  };
};

const alike = (given: string, right: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
};
