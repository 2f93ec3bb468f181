/**
 * Personal data or a credential, encrypted with a key of the vault. Rules carry it and never look inside; it stands in
 * events, hashes and copies of the log, and is unreadable for ever once its key is destroyed.
 */
export type Sealed = string & { readonly sealed: unique symbol };

/**
 * Keys outside the log (design 6). A key has a name of ours without personal data: `customer-<id>`,
 * `receipts-<writer>-<day>`, `parked-<id>`, `credentials`.
 */
export interface Vault {
  /** Encrypts under the key named so, which is made, durably, before the first use. Fails once it was destroyed. */
  seal(key: string, plain: string | Uint8Array): Promise<Sealed>;
  /** The text, or undefined when the key was destroyed. Throws on anything that was tampered with. */
  open(sealed: Sealed): Promise<string | undefined>;
  openBytes(sealed: Sealed): Promise<Uint8Array | undefined>;
  /** Destroys the key, durably and for ever. Destroying an absent or destroyed key does nothing. */
  destroy(key: string): Promise<void>;
  /** Names of living keys that start with `prefix`. */
  keys(prefix: string): Promise<readonly string[]>;
  /**
   * A keyed hash (url-safe, 22 or more characters) that stands for a value in stream names and clear fields. The same
   * for the life of the installation, whatever key rotation does; different between installations.
   */
  keyedHash(value: string): string;
  /** Wraps every key anew under the newest master key; the log is not touched. Answers how many. */
  rewrap(): Promise<number>;
  close(): Promise<void>;
}
