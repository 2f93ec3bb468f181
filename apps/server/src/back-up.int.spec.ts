import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from './clock.js';
import { silentLog } from './logging/log.js';
import { openStores, type Stores } from './stores.js';

const script = join(import.meta.dirname, '../../../docs/how-to/back-up.mjs');

const run = (...args: readonly string[]): Promise<number | null> =>
  new Promise((ended) => spawn(process.execPath, [script, ...args], { stdio: 'ignore' }).on('close', ended));

describe('the backup of docs/how-to/back-up-and-restore.md', () => {
  let place = '';
  let running: Stores;
  const open = (data: string) =>
    openStores({ eventStore: 'sqlite', data, masterKeys: [] }, { clock: systemClock, log: silentLog });
  beforeEach(async () => {
    place = mkdtempSync(join(tmpdir(), 'tandem-backup-'));
    running = await open(join(place, 'data'));
  });
  afterEach(async () => {
    await running.close();
    rmSync(place, { recursive: true, force: true });
  });

  it('of a folder in use opens with every event, the keys, and the same writer', async () => {
    const sealed = await running.vault.seal('customer-1', 'said in confidence');
    const event = { id: 'e1', type: 'AgentRegistered', data: { name: sealed }, meta: { v: 1, at: 1 } };
    await running.store.append('agent-1', [event], 0);
    mkdirSync(join(place, 'data/media/ab'), { recursive: true });
    writeFileSync(join(place, 'data/media/ab/abc'), 'a sealed picture');

    expect(await run(join(place, 'data'), join(place, 'copy'))).toBe(0);

    const restored = await open(join(place, 'copy'));
    try {
      expect((await restored.store.read('agent-1')).events).toMatchObject([{ id: 'e1' }]);
      expect(await restored.vault.open(sealed)).toBe('said in confidence');
      expect(readFileSync(join(place, 'copy/media/ab/abc'), 'utf8')).toBe('a sealed picture');
      expect([restored.writer, restored.vault.keyedHash('x')]).toEqual([running.writer, running.vault.keyedHash('x')]);
    } finally {
      await restored.close();
    }
  });

  it('takes nothing that may be newer than the log', async () => {
    await run(join(place, 'data'), join(place, 'copy'));

    expect(readdirSync(join(place, 'copy')).sort()).toEqual(['log.sqlite', 'master.key', 'vault.sqlite', 'writer']);
  });

  it('writes over nothing', async () => {
    expect(await run(join(place, 'data'), place)).toBe(1);
    expect(await run(join(place, 'nowhere'), join(place, 'copy'))).toBe(1);
    expect(existsSync(join(place, 'copy'))).toBe(false);
  });
});
