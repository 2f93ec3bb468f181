import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import type { Sealed } from '@tandem/domain';
import { preparedKey } from './prepared-key.js';

// AES-256-GCM: 12 bytes of nonce, 16 of tag (NIST SP 800-38D).
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const form = 'v1';

export type RandomBytes = (count: number) => Uint8Array;

const poolBytes = 8_192;
let pool = Buffer.alloc(0);

/** Fresh bytes of the system's source, fetched many at a time: one call for twelve of them takes as long as encrypting a line. */
const pooledRandom: RandomBytes = (count) => {
  if (pool.length < count) pool = randomFillSync(Buffer.allocUnsafeSlow(poolBytes));
  const bytes = pool.subarray(0, count);
  pool = pool.subarray(count);
  return bytes;
};

/** Something sealed or wrapped was changed, moved or cut. Names the key, never the content. */
export class TamperedWith extends Error {
  override readonly name = 'TamperedWith';
}

/** Encrypts; nonce, ciphertext and tag in one piece. Opens only with the same key and the same `bound`. */
export function encrypt(key: Uint8Array, plain: string | Uint8Array, bound: string, random: RandomBytes = pooledRandom): Buffer {
  const nonce = random(nonceBytes);
  const cipher = createCipheriv(algorithm, preparedKey(key), nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(bound));
  const head = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  return Buffer.concat([nonce, head, cipher.final(), cipher.getAuthTag()]);
}

/** Undefined for anything but what `encrypt` made with this key and this `bound`. */
export function decrypt(key: Uint8Array, box: Uint8Array, bound: string): Buffer | undefined {
  if (box.length < nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv(algorithm, preparedKey(key), box.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(box.subarray(box.length - tagBytes));
  const head = decipher.update(box.subarray(nonceBytes, box.length - tagBytes));
  try {
    return Buffer.concat([head, decipher.final()]);
  } catch {
    return undefined;
  }
}

/** `v1.<key name>.<base64url of nonce, ciphertext, tag>`, bound to the key's name. */
export const sealWith = (name: string, key: Uint8Array, plain: string | Uint8Array, random?: RandomBytes): Sealed =>
  `${form}.${name}.${encrypt(key, plain, bound(name), random).toString('base64url')}` as Sealed;

/** The name of the key a sealed text needs. Throws `TamperedWith` where it is not one. */
export function keyNameOf(sealed: Sealed): string {
  const end = sealed.lastIndexOf('.');
  if (!sealed.startsWith(`${form}.`) || end <= form.length) throw new TamperedWith('This is not a sealed text.');
  return sealed.slice(form.length + 1, end);
}

/** Throws `TamperedWith` unless every bit is as it was sealed. */
export function openWith(name: string, key: Uint8Array, sealed: Sealed): Buffer {
  const text = sealed.slice(form.length + name.length + 2);
  const box = Buffer.from(text, 'base64url');
  const plain = box.toString('base64url') === text ? decrypt(key, box, bound(name)) : undefined; // one text per box
  if (!plain) throw new TamperedWith(`A text sealed with the key ${name} was tampered with.`);
  return plain;
}

const bound = (name: string): string => `${form}.${name}`;

/** Names are ours: letters, digits and a few signs, so that they stand in sealed texts and never need escaping. */
export function checkKeyName(name: string): void {
  if (!/^[A-Za-z0-9][\w.:~-]{0,199}$/.test(name)) throw new TypeError(`A key cannot be named ${JSON.stringify(name)}.`);
}

/** `seal` named a key that was destroyed. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';

  constructor(key: string) {
    super(`The key ${key} was destroyed; nothing can be sealed with it again.`);
  }
}

/** A sealed text names a key that this vault never had. */
export const unknownKey = (name: string): TamperedWith =>
  new TamperedWith(`A text is sealed with the key ${name}, which this vault has never had.`);
