import { createHash, hash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Sealed, Vault } from '@tandem/domain';

export interface Medium {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly filename?: string;
}

export type Found =
  | { readonly kind: 'there'; readonly medium: Medium }
  /** It will never come, or can be read no more. */
  | { readonly kind: 'none' }
  /** Nothing is known of it (yet). */
  | { readonly kind: 'absent' };

/** Media beside the log, sealed with a key of the vault: whoever destroys the key destroys them. */
export interface ContentStore {
  /** Keeps a medium under `ref`, whole or not at all. Rejects where the key was destroyed. */
  put(ref: string, medium: Medium, key: string): Promise<void>;
  /** Notes that it will not come. */
  refuse(ref: string): Promise<void>;
  /** Throws on what was tampered with. */
  get(ref: string): Promise<Found>;
  remove(refs: readonly string[]): Promise<void>;
}

/** Where the sealed lines are; `undefined` = no such name. */
interface Files {
  write(name: string, lines: AsyncIterable<string>): Promise<void>;
  read(name: string): Promise<string | undefined>;
  remove(name: string): Promise<void>;
}

/** Sealed piece by piece, so that a large medium needs no piece of memory of its own size more than once. */
const PIECE = 1024 * 1024;
const refShape = /^[A-Za-z0-9_-]{20,100}$/;

interface Head {
  readonly ref: string;
  readonly mimeType: string;
  readonly filename?: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Files in a folder, which is made with the first of them. */
export const openContentStore = ({ folder, vault }: { folder: string; vault: Vault }): ContentStore => contentStoreOn(filesIn(folder), vault);

/** For tests and for servers that keep nothing. */
export const openMemoryContentStore = (vault: Vault): ContentStore => contentStoreOn(filesInMemory(), vault);

const contentStoreOn = (files: Files, vault: Vault): ContentStore => ({
  put: (ref, medium, key) => files.write(checked(ref), sealedLines(ref, medium, { vault, key })),
  refuse: (ref) => files.write(checked(ref), noLines()),
  get: async (ref) => {
    const text = refShape.test(ref) ? await files.read(ref) : undefined;
    if (text === undefined) return { kind: 'absent' };
    const medium = await openLines(ref, text, vault);
    return medium ? { kind: 'there', medium } : { kind: 'none' };
  },
  remove: async (refs) => {
    for (const ref of refs) await files.remove(checked(ref));
  },
});

const checked = (ref: string): string => {
  if (!refShape.test(ref)) throw new TypeError('This is not the name of a medium.');
  return ref;
};

async function* sealedLines(ref: string, { bytes, mimeType, filename }: Medium, { vault, key }: { vault: Vault; key: string }): AsyncIterable<string> {
  const head: Head = { ref, mimeType, filename, bytes: bytes.length, sha256: hash('sha256', bytes, 'base64url') };
  yield await vault.seal(key, JSON.stringify(head));
  for (let from = 0; from < bytes.length; from += PIECE) yield await vault.seal(key, bytes.subarray(from, from + PIECE));
}

async function* noLines(): AsyncIterable<string> {
  // an empty file: nothing will come
}

/** The medium; undefined where there is none or its key was destroyed. The digest shows pieces that were cut off or moved. */
const openLines = async (ref: string, text: string, vault: Vault): Promise<Medium | undefined> => {
  const [first, ...pieces] = text.split('\n').filter((line) => line !== '') as Sealed[];
  const opened = first && (await vault.open(first));
  if (opened === undefined || opened === '') return undefined;
  const head = JSON.parse(opened) as Head;
  const bytes = new Uint8Array(head.bytes);
  const digest = createHash('sha256');
  let at = 0;
  for (const piece of pieces) {
    const plain = await vault.openBytes(piece);
    if (plain === undefined) return undefined;
    if (at + plain.length > bytes.length) throw new Error('MediumTamperedWith');
    bytes.set(plain, at);
    digest.update(plain);
    at += plain.length;
  }
  if (head.ref !== ref || at !== head.bytes || digest.digest('base64url') !== head.sha256) throw new Error('MediumTamperedWith');
  return { bytes, mimeType: head.mimeType, filename: head.filename };
};

const filesIn = (folder: string): Files => {
  const pathOf = (name: string): string => join(folder, name.slice(0, 2), name);
  return {
    /** Written beside its place and moved there when it is on disk: a reader finds all of it or nothing. */
    write: async (name, lines) => {
      const path = pathOf(name);
      const part = `${path}.${randomBytes(6).toString('hex')}.part`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeFile(part, linesOf(lines), { flag: 'wx', flush: true });
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      await synced(dirname(path));
    },
    read: (name) =>
      readFile(pathOf(name), 'latin1').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      }),
    remove: (name) => rm(pathOf(name), { force: true }),
  };
};

async function* linesOf(lines: AsyncIterable<string>): AsyncIterable<string> {
  for await (const line of lines) yield `${line}\n`;
}

/** The folder's own entry for a new name reaches the disk as well. */
const synced = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const filesInMemory = (): Files => {
  const kept = new Map<string, string>();
  return {
    write: async (name, lines) => {
      let text = '';
      for await (const line of linesOf(lines)) text += line;
      kept.set(name, text);
    },
    read: (name) => Promise.resolve(kept.get(name)),
    remove: (name) => Promise.resolve(void kept.delete(name)),
  };
};
