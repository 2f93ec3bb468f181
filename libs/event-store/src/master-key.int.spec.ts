import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMasterKeys } from './master-key.js';
import { temporaryFolders } from './sqlite/testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

const source = (folder: string, setting?: string) =>
  ({ setting, settingName: 'TANDEM_MASTER_KEY', keyFile: join(folder, 'master.key'), vaultFile: join(folder, 'vault.sqlite') });

describe('where the master key comes from', () => {
  it('is a key file, made once for its owner alone, where the setting is not set', () => {
    const folder = folders.make();
    const [first] = loadMasterKeys(source(folder));
    const [again] = loadMasterKeys(source(folder, ''));
    expect(again).toEqual(first);
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600);
  });

  it('is the setting where it is set, and then no file is made', () => {
    const folder = folders.make();
    expect(loadMasterKeys(source(folder, 'ab'.repeat(32)))[0]?.key[0]).toBe(0xab);
    expect(existsSync(join(folder, 'master.key'))).toBe(false);
  });

  it('is never made anew beside a vault that needs its own', () => {
    const folder = folders.make();
    writeFileSync(join(folder, 'vault.sqlite'), 'there');
    expect(() => loadMasterKeys(source(folder)))
      .toThrow(`The vault ${join(folder, 'vault.sqlite')} needs its master key: TANDEM_MASTER_KEY is not set and there is no key file ${join(folder, 'master.key')}.`);
    expect(existsSync(join(folder, 'master.key'))).toBe(false);
  });

  it('is refused from a key file that was damaged, by the name of the file', () => {
    const folder = folders.make();
    writeFileSync(join(folder, 'master.key'), 'abcd\n');
    expect(() => loadMasterKeys(source(folder))).toThrow(`The key file ${join(folder, 'master.key')} has 3 bytes`);
  });
});
