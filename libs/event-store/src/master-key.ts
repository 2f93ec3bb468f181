import { createHmac, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Wraps the keys of a vault. The id says which one it is and nothing about it. */
export interface MasterKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** A setting or a key file that cannot be used; the message never shows a key. */
export class BadMasterKey extends Error {
  override readonly name = 'BadMasterKey';
}

const keyBytes = 32;

/**
 * Reads master keys from a setting: 64 hex digits or 44 characters of base64 each, separated by commas or white space,
 * the newest first. Throws `BadMasterKey`, naming the setting.
 */
export function readMasterKeys(text: string, setting: string): readonly MasterKey[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length === 0) throw new BadMasterKey(`${setting} holds no key.`);
  return parts.map((part, i) => {
    const which = parts.length > 1 ? `key ${i + 1} of ${setting}` : setting;
    return toMasterKey(decode(part), which);
  });
}

function decode(text: string): Buffer | undefined {
  if (/^[0-9a-f]*$/i.test(text) && text.length === 2 * keyBytes) return Buffer.from(text, 'hex');
  return /^[\w+/-]+=*$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function toMasterKey(key: Buffer | undefined, which: string): MasterKey {
  const needed = `a master key is ${keyBytes} bytes, as ${2 * keyBytes} hex digits or as base64`;
  if (!key) throw new BadMasterKey(`${which} is neither hex nor base64: ${needed}.`);
  if (key.length !== keyBytes) throw new BadMasterKey(`${which} has ${key.length} bytes: ${needed}.`);
  return { key, id: createHmac('sha256', key).update('tandem master key').digest('hex').slice(0, 16) };
}

export interface MasterKeySource {
  /** The value of the setting, if it is set. */
  readonly setting: string | undefined;
  /** What the setting is called in messages, e.g. `TANDEM_MASTER_KEY`. */
  readonly settingName: string;
  /** Used where the setting is not set. */
  readonly keyFile: string;
  /** The vault: while it is absent, an absent key file is created. With it, a new key would not open it. */
  readonly vaultFile: string;
}

/** The master keys, newest first: from the setting, else from the key file, which is made (0600) for a new vault. */
export function loadMasterKeys({ setting, settingName, keyFile, vaultFile }: MasterKeySource): readonly MasterKey[] {
  if (setting !== undefined && setting.trim() !== '') return readMasterKeys(setting, settingName);
  if (existsSync(keyFile)) return readMasterKeys(readFileSync(keyFile, 'utf8'), `The key file ${keyFile}`);
  if (existsSync(vaultFile)) {
    throw new BadMasterKey(`The vault ${vaultFile} needs its master key: ${settingName} is not set and there is no key file ${keyFile}.`);
  }
  createKeyFile(keyFile);
  return readMasterKeys(readFileSync(keyFile, 'utf8'), `The key file ${keyFile}`);
}

function createKeyFile(file: string): void {
  const fd = openSync(file, 'wx', 0o600);
  try {
    writeSync(fd, `${randomBytes(keyBytes).toString('base64')}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
