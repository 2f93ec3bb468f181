import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file of a folder with a fingerprint of its bytes, to show that nothing was touched. */
export const folderBytes = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder, { withFileTypes: true }).map((entry) => [
    entry.name,
    entry.isDirectory() ? 'folder' : createHash('sha256').update(readFileSync(join(folder, entry.name))).digest('hex'),
  ]));

/** The files of a folder whose bytes contain this text or these bytes. */
export const filesWith = (folder: string, wanted: string | Buffer): string[] =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(wanted));
