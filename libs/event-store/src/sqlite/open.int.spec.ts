import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { NewEvent } from '@tandem/domain';
import { readMasterKeys } from '../master-key.js';
import { CannotOpenStore, openSqliteStore, openSqliteVault } from './index.js';
import { folderBytes } from './testing/folder-bytes.js';
import { temporaryFolders } from './testing/temporary-folders.js';

const folders = temporaryFolders();
afterAll(folders.remove);

const masterKeys = readMasterKeys('ab'.repeat(32), 'TEST_KEY');
const event = (id: string): NewEvent => ({ id, type: 'MessageReceived', data: { text: 'x'.repeat(2_000) }, meta: { v: 1, at: 1 } });

/** A folder with a log of some pages, closed properly or as a crash leaves it. */
async function logOf({ crashed = false } = {}): Promise<string> {
  const [folder, copy] = [folders.make(), folders.make()];
  const store = openSqliteStore({ file: join(folder, 'log.sqlite') });
  for (let i = 0; i < 20; i++) await store.append(`agent-${i}`, [event(`id-${i}`)], 0);
  if (crashed) for (const name of ['log.sqlite', 'log.sqlite-wal']) cpSync(join(folder, name), join(copy, name));
  await store.close();
  return join(crashed ? copy : folder, 'log.sqlite');
}

/** Opening must fail with one sentence, and leave the folder as it was. */
function refuses(file: string, why: RegExp, open: () => unknown = () => openSqliteStore({ file })): void {
  const watched = statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() ? dirname(file) : undefined;
  const before = watched && folderBytes(watched);
  let refusal: unknown;
  try {
    open();
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(CannotOpenStore);
  const { message } = refusal as CannotOpenStore;
  expect(message).toMatch(why);
  expect(message).toMatch(/^Cannot open the (event log|vault) \S+: [^\n]+\.$/);
  expect(message).toContain(file);
  expect(watched && folderBytes(watched)).toEqual(before);
}

describe('a file that is not a log of ours', () => {
  it.each([
    ['a text', 'Dear diary, nothing happened today. '.repeat(50), /not a Tandem event log, or it is damaged/],
    ['a few bytes', 'SQLite', /not a Tandem event log, or it is damaged/],
    ['an empty file', '', /the file is empty/],
    ['rubbish behind the right beginning', `SQLite format 3\0${'\xa5'.repeat(5_000)}`, /SQLite file of something else/],
  ])('is refused and left alone: %s', (_name, content, why) => {
    const file = join(folders.make(), 'log.sqlite');
    writeFileSync(file, content, 'latin1');
    refuses(file, why);
  });

  it('is refused and left alone: a database of something else, in whatever journal mode', () => {
    for (const mode of ['DELETE', 'WAL']) {
      const file = join(folders.make(), 'log.sqlite');
      const foreign = new DatabaseSync(file);
      foreign.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE events (x); INSERT INTO events VALUES ('mine')`);
      foreign.close();
      refuses(file, /SQLite file of something else/);
    }
  });

  it('is refused and left alone: our own vault, and a log given as vault', async () => {
    const file = join(folders.make(), 'vault.sqlite');
    await openSqliteVault({ file, masterKeys }).close();
    refuses(file, /SQLite file of something else, not a Tandem event log/);
    const log = await logOf();
    refuses(log, /SQLite file of something else, not a Tandem vault/, () => openSqliteVault({ file: log, masterKeys }));
  });

  it('is refused and left alone: a folder', () => {
    const file = join(folders.make(), 'log.sqlite');
    mkdirSync(file);
    refuses(file, /it is not a file/);
  });
});

describe('a log of ours that cannot be used', () => {
  it('is refused when a newer version wrote it', async () => {
    const file = await logOf();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 2');
    newer.close();
    refuses(file, /written by a newer version of Tandem \(schema 2, this version knows 1\)/);
  });

  it('is refused when a page in it is damaged', async () => {
    const file = await logOf();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4_096, 4_096 + 200);
    writeFileSync(file, bytes);
    refuses(file, /the file is damaged/);
  });

  it('is refused when a crash left it damaged where its write-ahead log cannot help', async () => {
    const file = await logOf({ crashed: true });
    const bytes = readFileSync(file);
    bytes.fill(0, 100, 4_096);
    writeFileSync(file, bytes);
    truncateSync(`${file}-wal`, 32);
    refuses(file, /the file is damaged/);
  });

  it('is refused when its end is missing', async () => {
    const file = await logOf();
    truncateSync(file, statSync(file).size - 4_096);
    refuses(file, /the file is damaged: its end is missing/);
    truncateSync(file, 4_096);
    refuses(file, /the file is damaged: its end is missing/);
  });

  it('is refused when a table is missing', async () => {
    const file = await logOf();
    const db = new DatabaseSync(file);
    db.exec('DROP TABLE families');
    db.close();
    refuses(file, /the file is damaged \(without the table families\)/);
  });

  it('is refused when only its write-ahead log is left', async () => {
    const file = await logOf({ crashed: true });
    renameSync(file, join(folders.make(), 'elsewhere'));
    refuses(file, /the file is missing, but its write-ahead log \(-wal\) is there/);
  });

  it('is opened as a crash left it', async () => {
    const store = openSqliteStore({ file: await logOf({ crashed: true }) });
    expect(await store.readAll({ after: 0, limit: 100 })).toHaveLength(20);
    await store.close();
  });

  it('forgets a file that was left unfinished when it was created', async () => {
    const file = join(folders.make(), 'log.sqlite');
    writeFileSync(`${file}.new`, 'half of it');
    await openSqliteStore({ file }).close();
    expect(Object.keys(folderBytes(dirname(file)))).toEqual(['log.sqlite']);
  });
});

describe('a folder that cannot be used', () => {
  it('is refused when it does not exist, or is a file', () => {
    const folder = folders.make();
    refuses(join(folder, 'nowhere', 'log.sqlite'), /its folder does not exist/);
    writeFileSync(join(folder, 'file'), 'x');
    refuses(join(folder, 'file', 'log.sqlite'), /its folder is not a folder/);
  });

  it('is refused when it is not writable', () => {
    // For an administrator no folder of a disk is; /proc is not, whoever asks.
    const folder = process.getuid?.() === 0 ? '/proc' : folders.make();
    if (folder !== '/proc') chmodSync(folder, 0o500);
    expect(() => openSqliteStore({ file: join(folder, 'log.sqlite') })).toThrow(CannotOpenStore);
    if (folder !== '/proc') chmodSync(folder, 0o700);
  });
});
