import { promisify } from 'node:util';
import { deflateSync, deflate, inflate, inflateSync, constants } from 'node:zlib';
import { DAY, type Millis, type Sealed, type Vault } from '@tandem/domain';

/** Below this many bytes compressing at once costs less than a hop to another thread. */
const SMALL = 32 * 1024;
const options = { level: constants.Z_BEST_SPEED };
/** Calls are a few hundred bytes as a rule: tables, window and buffer of their size are made in half the time. */
const forSmall = (expected: number) => ({ ...options, memLevel: 4, windowBits: 11, chunkSize: expected + 1024 });
/** The window's size stands in the packed bytes (zlib manual, `inflateInit2`). */
const AS_PACKED = 0;
const deflateLarge = promisify<Uint8Array, { level: number }, Buffer>(deflate);
const inflateLarge = promisify<Uint8Array, Buffer>(inflate);

/** Name of the key that seals the receipts of one writer and (UTC) day; raw bodies go with it (design 6). */
export const receiptsKey = (writer: string, at: Millis): string =>
  `receipts-${writer}-${new Date(Math.floor(at / DAY) * DAY).toISOString().slice(0, 10)}`;

/** Deflates and seals the raw bytes of a call. */
export const sealBody = async (vault: Pick<Vault, 'seal'>, key: string, rawBody: Uint8Array): Promise<Sealed> =>
  vault.seal(key, rawBody.length < SMALL ? deflateSync(rawBody, forSmall(rawBody.length)) : await deflateLarge(rawBody, options));

/** The raw bytes of a receipt as they came, or undefined when its day's key was destroyed. */
export const openBody = async (vault: Vault, sealed: Sealed): Promise<Uint8Array | undefined> => {
  const packed = await vault.openBytes(sealed);
  if (packed === undefined) return undefined;
  return packed.length < SMALL ? inflateSync(packed, { windowBits: AS_PACKED, chunkSize: 4 * packed.length + 1024 }) : inflateLarge(packed);
};
