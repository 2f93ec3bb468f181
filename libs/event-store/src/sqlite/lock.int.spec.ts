import { afterAll, describe, expect, it } from '@jest/globals';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotOpenStore, lockDataFolder } from './index.js';
import { startChild } from './testing/child.js';
import { temporaryFolders } from './testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

describe('the lock of a data folder', () => {
  it('belongs to one process until it dies, however it dies', async () => {
    const folder = folders.make();
    const child = startChild('hold-lock.ts', folder);
    try {
      await child.printed(1);
      expect(() => lockDataFolder(folder)).toThrow(CannotOpenStore);
      expect(() => lockDataFolder(folder)).toThrow(`Cannot open the data folder ${folder}: another process uses it.`);
    } finally {
      await child.kill();
    }
    lockDataFolder(folder).release();
  });

  it('is refused to a second owner in the same process, and free once it is released', () => {
    const folder = folders.make();
    const lock = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow('this process uses it already');
    lock.release();
    lock.release();
    lockDataFolder(folder).release();
  });

  it('leaves nothing behind in the folder', () => {
    const folder = folders.make();
    lockDataFolder(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('needs a folder', () => {
    const folder = folders.make();
    writeFileSync(join(folder, 'file'), '');
    expect(() => lockDataFolder(join(folder, 'file'))).toThrow('it is not a folder');
    expect(() => lockDataFolder(join(folder, 'nowhere'))).toThrow('it is not a folder');
  });
});
