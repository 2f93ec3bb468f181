import { timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR, type Millis } from '@tandem/domain';
import { newSecret } from './proofs.js';

/**
 * The one-time link that makes an owner. It stands in a file of the data folder, beside the master key: who can read
 * or write there has the installation anyway. The server reads the file when somebody comes with a link, so that
 * `npm run owner:link` works while it runs and while it does not.
 */
export interface OwnerLinks {
  /** What stands in the link, made where there is none that is good. */
  current(): string;
  /** Whether somebody may come with it; while there is no owner a link does not age. */
  holds(link: string): boolean;
  /** It was taken. */
  drop(): void;
}

/** A link for who is locked out is good for an hour. */
const RECOVERY_LASTS: Millis = HOUR;

interface Kept {
  readonly link: string;
  readonly madeAt: Millis;
}

export interface OwnerLinksDeps {
  /** The data folder; undefined keeps it in memory. */
  readonly folder?: string;
  readonly now: () => Millis;
  readonly hasOwner: () => boolean;
}

export const openOwnerLinks = ({ folder, now, hasOwner }: OwnerLinksDeps): OwnerLinks => {
  const place = folder === undefined ? inMemory() : inFile(join(folder, 'owner-link'));
  const good = (): Kept | undefined => {
    const kept = place.read();
    return kept && (!hasOwner() || now() < kept.madeAt + RECOVERY_LASTS) ? kept : undefined;
  };
  return {
    current: () => {
      const kept = good();
      if (kept) return kept.link;
      const made: Kept = { link: newSecret(), madeAt: now() };
      place.write(made);
      return made.link;
    },
    holds: (link) => {
      const kept = good();
      return kept !== undefined && same(kept.link, link);
    },
    drop: () => place.write(undefined),
  };
};

/** In constant time. */
const same = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};

interface Place {
  read(): Kept | undefined;
  write(kept: Kept | undefined): void;
}

const inMemory = (): Place => {
  let kept: Kept | undefined;
  return {
    read: () => kept,
    write: (next) => {
      kept = next;
    },
  };
};

const inFile = (file: string): Place => ({
  read: () => {
    if (!existsSync(file)) return undefined;
    const [link = '', madeAt = ''] = readFileSync(file, 'utf8').split('\n');
    return /^[\w-]{43}$/.test(link) && /^\d{1,15}$/.test(madeAt) ? { link, madeAt: Number(madeAt) } : undefined;
  },
  write: (kept) => {
    if (kept) writeFileSync(file, `${kept.link}\n${kept.madeAt}\n`, { mode: 0o600, flush: true });
    else rmSync(file, { force: true });
  },
});

/** Where a person takes a one-time link. What stands behind `#` is sent to no server and stands in no log of one. */
export const linkFor = (publicUrl: string, link: string): string => `${publicUrl}/join#${link}`;

/** Where an operator chooses another password, with a link that an owner has made. */
export const passwordLinkFor = (publicUrl: string, link: string): string => `${publicUrl}/password#${link}`;
