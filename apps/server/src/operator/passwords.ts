import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** Characters (code points) of a password. The longest keeps one call from costing more than another. */
export const PASSWORD_LENGTH = { least: 12, most: 200 } as const;

/** argon2id as OWASP recommends it: 19 MiB, two passes, one lane; about 40 ms. */
const costs = { parallelism: 1, tagLength: 32, memory: 19 * 1024, passes: 2 } as const;

const derive = promisify(argon2);

interface Kept {
  readonly v: 1;
  readonly nonce: string;
  readonly tag: string;
}

const tagOf = (password: string, nonce: Buffer): Promise<Buffer> =>
  derive('argon2id', { message: password.normalize('NFKC'), nonce, ...costs });

/** What is kept of a password, as text; it is sealed before it stands in the log. */
export const hashPassword = async (password: string): Promise<string> => {
  const nonce = randomBytes(16);
  const kept: Kept = { v: 1, nonce: nonce.toString('base64'), tag: (await tagOf(password, nonce)).toString('base64') };
  return JSON.stringify(kept);
};

/** Takes as long where there is nothing to compare with, so that a call does not tell who has an account. */
export const isPassword = async (password: string, hash: string | undefined): Promise<boolean> => {
  const kept = hash === undefined ? undefined : (JSON.parse(hash) as Kept);
  const tag = await tagOf(password, kept ? Buffer.from(kept.nonce, 'base64') : Buffer.alloc(16));
  return kept !== undefined && timingSafeEqual(tag, Buffer.from(kept.tag, 'base64'));
};
