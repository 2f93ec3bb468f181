import { createSecretKey, type KeyObject } from 'node:crypto';

const prepared = new WeakMap<Uint8Array, KeyObject>();

/**
 * A key as `node:crypto` works with it, made once and kept as long as its bytes are: to hand over the bytes themselves
 * costs 12 us with each call, several times what is done with them.
 */
export function preparedKey(key: Uint8Array): KeyObject {
  let made = prepared.get(key);
  if (!made) prepared.set(key, (made = createSecretKey(key)));
  return made;
}
