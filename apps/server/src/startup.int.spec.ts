import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, existsSync, mkdtempSync, openSync, closeSync, rmSync, writeFileSync, writeSync, statSync } from 'node:fs';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { contentsOf, startBuilt } from './testing/built-server.js';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'tandem-startup-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** A start that must fail: one clear line, an exit code, and not a byte of the folder changed. */
const failing = async (environment: Record<string, string>): Promise<string> => {
  const data = environment.TANDEM_DATA ?? join(place, 'data');
  const before = contentsOf(data);
  const { ended } = startBuilt({ TANDEM_DATA: data, ...environment });
  const { code, stderr } = await ended;
  expect({ lines: stderr.split('\n').length - 1, code }).toEqual({ lines: 1, code: 1 });
  expect(contentsOf(data)).toEqual(before);
  return stderr.trim();
};

/** Folders that a server has used and closed, or that was cut off: made once, for a start takes its time. */
let used = '';
beforeAll(async () => {
  used = mkdtempSync(join(tmpdir(), 'tandem-used-'));
  for (const end of ['SIGTERM', 'SIGKILL'] as const) {
    const { child, url, ended } = startBuilt({ TANDEM_DATA: join(used, end) });
    await url;
    child.kill(end);
    await ended;
  }
}, 60_000);
afterAll(() => rmSync(used, { recursive: true, force: true }));

/** A copy of such a folder. */
const usedFolder = (end: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): string => {
  const data = join(place, 'used');
  cpSync(join(used, end), data, { recursive: true });
  return data;
};

describe('a server that cannot start', () => {
  it('because its port is taken says so, and leaves a folder that is not there alone', async () => {
    const other = createSocket();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    try {
      expect(await failing({ TANDEM_PORT: String(port) }))
        .toBe(`Tandem cannot start: Port ${port} on 127.0.0.1 is taken by another program; choose another with TANDEM_PORT.`);
      expect(existsSync(join(place, 'data'))).toBe(false);
      await failing({ TANDEM_PORT: String(port), TANDEM_DATA: usedFolder() });
    } finally {
      other.close();
    }
  });

  it('because its data folder cannot be written says so', async () => {
    const file = join(place, 'a-file');
    writeFileSync(file, 'not a folder');
    const line = await failing({ TANDEM_DATA: join(file, 'data') });
    expect(line).toBe(`Tandem cannot start: The data folder ${join(file, 'data')} cannot be used: there is a file where a folder should be; see TANDEM_DATA.`);
    expect(await failing({ TANDEM_DATA: file })).toContain('there is a file where a folder should be');
    if (process.platform === 'linux') expect(await failing({ TANDEM_DATA: '/proc/tandem' })).toContain('cannot be used');
  });

  it.each([['in its middle', 0.5], ['at its head', 0]])('because its log is damaged %s says so', async (_where, part) => {
    const data = usedFolder();
    const log = join(data, 'log.sqlite');
    const fd = openSync(log, 'r+');
    writeSync(fd, Buffer.alloc(2_048, 0xaa), 0, 2_048, Math.floor(statSync(log).size * part));
    closeSync(fd);
    const line = await failing({ TANDEM_DATA: data });
    expect(line).toMatch(/^Tandem cannot start: Cannot open the event log \S+log\.sqlite: .*(damaged|not a Tandem).*\.$/);
  });

  it('because its log is cut short after a crash says so, and tidies nothing', async () => {
    const data = usedFolder('SIGKILL');
    writeFileSync(join(data, 'log.sqlite'), 'torn');
    expect(await failing({ TANDEM_DATA: data })).toMatch(/^Tandem cannot start: Cannot open the event log/);
  });

  it.each([['log.sqlite', 'event log'], ['vault.sqlite', 'vault']])('because a file is of another program says so: %s', async (name, what) => {
    const data = usedFolder();
    rmSync(join(data, name));
    const db = new DatabaseSync(join(data, name));
    db.exec('CREATE TABLE notes (text); INSERT INTO notes VALUES (1)');
    db.close();
    const line = await failing({ TANDEM_DATA: data });
    expect(line).toMatch(/^Tandem cannot start: Cannot open the (event log|vault) \S+: it is an SQLite file of something else, not a Tandem/);
    expect(line).toContain(`Cannot open the ${what} `);
  });

  it('because a setting is broken says which, and what it may be', async () => {
    expect(await failing({ TANDEM_SESSION_TIMERS: 'sundial' })).toBe('Tandem cannot start: TANDEM_SESSION_TIMERS must be embedded, or an address like temporal://host:7233/namespace.');
    expect(existsSync(join(place, 'data'))).toBe(false);
  });

  it('because the master key is another one says so', async () => {
    const data = usedFolder();
    expect(await failing({ TANDEM_DATA: data, TANDEM_MASTER_KEY: 'ab'.repeat(32) })).toMatch(/^Tandem cannot start: Cannot open the vault/);
  });

  it('because another process uses its folder says so, and does not disturb it', async () => {
    const data = join(place, 'shared');
    const { child, url, ended } = startBuilt({ TANDEM_DATA: data });
    const address = await url;
    const { code, stderr } = await startBuilt({ TANDEM_DATA: data }).ended;
    expect([code, stderr]).toEqual([1, `Tandem cannot start: Cannot open the data folder ${data}: another process uses it.\n`]);
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});

describe('a signal', () => {
  it('ends the process within five seconds, with a connection open', async () => {
    const { child, url, ended } = startBuilt({ TANDEM_DATA: join(place, 'data') });
    await fetch(`${await url}/health/live`, { keepalive: true });
    const began = performance.now();
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
