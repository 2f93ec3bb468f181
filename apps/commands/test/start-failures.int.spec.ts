import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contentsOf, startAll } from './started.js';

const PATIENCE = 60_000;

describe('npm start, where it cannot', () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'tandem-start-failures-'));
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  /** One line on stderr, an exit code, and the data folder as it was. */
  const failing = async (environment: Record<string, string> = {}, args: readonly string[] = []): Promise<string> => {
    const data = environment.TANDEM_DATA ?? join(place, 'data');
    const before = contentsOf(data);
    const { code, stderr } = await startAll({ TANDEM_DATA: data, ...environment }, args).ended;
    expect({ code, lines: stderr.split('\n').length - 1, stderr }).toEqual({ code: 1, lines: 1, stderr });
    expect(contentsOf(data)).toEqual(before);
    return stderr.trim();
  };

  it.each([['TANDEM_PORT', 'Tandem cannot start: Port'], ['SIMULATOR_PORT', 'The simulator cannot start: port']])(
    'because %s names a port that is taken says so', async (setting, words) => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
      const port = String((other.address() as AddressInfo).port);
      const line = await failing({ [setting]: port });
      other.close();
      expect(line).toContain(`${words} ${port} on 127.0.0.1 is taken`);
      expect(line).toContain(setting);
      expect(existsSync(join(place, 'data'))).toBe(false);
    }, PATIENCE);

  it('because its data folder cannot be used says so', async () => {
    const file = join(place, 'a-file');
    writeFileSync(file, 'not a folder');
    expect(await failing({ TANDEM_DATA: file })).toContain('cannot be used');
    if (process.platform === 'linux') expect(await failing({ TANDEM_DATA: '/proc/tandem' })).toContain('The data folder /proc/tandem cannot be used');
  }, PATIENCE);

  it('because the log is damaged, or of another program, says so', async () => {
    const data = join(place, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'log.sqlite'), 'torn');
    expect(await failing()).toContain('Tandem cannot start: Cannot open the event log');
    rmSync(join(data, 'log.sqlite'));
    const db = new DatabaseSync(join(data, 'log.sqlite'));
    db.exec('CREATE TABLE notes (text); INSERT INTO notes VALUES (1)');
    db.close();
    expect(await failing()).toContain('it is an SQLite file of something else');
  }, PATIENCE);

  it('because the simulator\'s file is not its own says so', async () => {
    mkdirSync(join(place, 'data', 'simulator'), { recursive: true });
    writeFileSync(join(place, 'data', 'simulator', 'simulator.json'), '{"half');
    expect(await failing()).toContain('is not a data file of this simulator');
  }, PATIENCE);

  it('because a setting or an argument is broken says which', async () => {
    expect(await failing({ TANDEM_SESSION_TIMERS: 'sundial' })).toBe('Tandem cannot start: TANDEM_SESSION_TIMERS must be embedded, or an address like temporal://host:7233/namespace.');
    expect(await failing({ SIMULATOR_PORT: 'seven' })).toContain('SIMULATOR_PORT must be a number');
    expect(await failing({}, ['--fast'])).toBe('Tandem cannot start: --fast is not known; the only argument is --demo-speed.');
    expect(existsSync(join(place, 'data'))).toBe(false);
  }, PATIENCE);
});
