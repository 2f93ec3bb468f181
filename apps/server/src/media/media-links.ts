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

export const createMediaLinks = ({ vault, clock, publicUrl }: { vault: Pick<Vault, 'keyedHash'>; clock: Clock; publicUrl: string }): MediaLinks => {
  const proofOf = (ref: string, until: string): string => vault.keyedHash(`media-link:${ref} ${until}`);
  return {
    make: (ref) => {
      const until = String(clock.now() + LINK_LIVES);
      return `${publicUrl.replace(/\/+$/, '')}/media/${ref}?until=${until}&proof=${proofOf(ref, until)}`;
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
