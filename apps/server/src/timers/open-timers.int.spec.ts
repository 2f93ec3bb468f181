import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { configWith, type Config } from '../config.js';
import { systemClock } from '../clock.js';
import { temporalAddress } from '../config/parsers.js';
import { silentLog } from '../logging/log.js';
import { createMetrics } from '../metrics/prometheus.js';
import { openTimers } from './open-timers.js';

const open = (changes: Partial<Config>) => openTimers({
  config: configWith(changes), folder: undefined, clock: systemClock, log: silentLog, metrics: createMetrics(),
});

describe('the engine that was chosen', () => {
  it.each([
    ['temporal://127.0.0.1:7233/default', { address: '127.0.0.1:7233', namespace: 'default' }],
    ['temporal://shop.a1b2c.tmprl.cloud:7233/shop.a1b2c', { address: 'shop.a1b2c.tmprl.cloud:7233', namespace: 'shop.a1b2c' }],
    ['temporal://[::1]:7233/default', { address: '[::1]:7233', namespace: 'default' }],
    ['temporal://127.0.0.1:70000/default', undefined],
    ['temporal://user:pass@host:7233/default', undefined],
    ['http://127.0.0.1:7233/default', undefined],
    ['embedded', undefined],
  ])('%s is read as an address where it is one', (text, parts) => {
    expect(temporalAddress(text)).toEqual(parts);
  });

  it('does not count what Temporal does not tell, and stops all the same', async () => {
    const engine = await open({ sessionTimers: 'temporal://127.0.0.1:1/default' });
    expect(await engine.timers.count()).toBeNaN();
    await engine.close();
  });

  it('needs certificate and key together, and files that are there', async () => {
    const temporal = { sessionTimers: 'temporal://127.0.0.1:1/default' };
    await expect(open({ ...temporal, temporalCertFile: 'a.pem' })).rejects.toThrow('belong together');
    await expect(open({ ...temporal, temporalCaFile: '/nowhere/ca.pem' })).rejects.toThrow('see TANDEM_TEMPORAL_CA_FILE.');
  });

  it('embedded, loads nothing of Temporal', async () => {
    const built = join(import.meta.dirname, '../../dist/timers/open-timers.js');
    if (!existsSync(built)) throw new Error('The server is not built; run: npm run build');
    const program = `await import(${JSON.stringify(built)}); const { default: m } = await import('node:module');
      console.log(Object.keys(m._cache).filter((file) => file.includes('@temporalio')).length)`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    expect(stdout.trim()).toBe('0');
  });
});
