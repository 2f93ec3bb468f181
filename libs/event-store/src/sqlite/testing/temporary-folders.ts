import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders for the tests of one file, which removes them when it is done. */
export function temporaryFolders() {
  const made: string[] = [];
  return {
    make(): string {
      const folder = mkdtempSync(join(tmpdir(), 'tandem-'));
      made.push(folder);
      return folder;
    },
    remove: (): void => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })),
  };
}
