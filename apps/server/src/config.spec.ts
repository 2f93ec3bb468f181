import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { configWith, maskedSettings, readConfig, settingsTable } from './config.js';

const root = join(import.meta.dirname, '../../..');
const key = 'ab'.repeat(32);

const problems = (environment: Record<string, string>): readonly string[] => {
  const result = readConfig(environment);
  return result.kind === 'problems' ? result.problems : [];
};

describe('settings', () => {
  it('start the product where nothing is set', () => {
    expect(configWith()).toMatchObject({
      port: 7400, host: '127.0.0.1', data: '.tandem', eventStore: 'sqlite', sessionTimers: 'embedded', roles: ['http', 'worker'],
      masterKeys: [], publicUrl: undefined, graceSeconds: 60, receiptsDays: 14, conversationsDays: 0,
    });
  });

  it('count as not set where they are empty or blank', () => {
    expect(readConfig({ TANDEM_PORT: '', TANDEM_DATA: '  ' })).toMatchObject({ kind: 'config', config: { port: 7400, data: '.tandem' } });
  });

  it.each([
    [{ TANDEM_PORT: '70000' }, 'TANDEM_PORT must be a whole number from 0 to 65535.'],
    [{ TANDEM_PORT: '1e3' }, 'TANDEM_PORT must be a whole number from 0 to 65535.'],
    [{ TANDEM_EVENT_STORE: 'postgres' }, 'TANDEM_EVENT_STORE must be sqlite, memory, or an address that starts with kurrentdb:// or esdb://.'],
    [{ TANDEM_EVENT_STORE: 'kurrentdb://' }, 'TANDEM_EVENT_STORE must look like kurrentdb://user:password@host:2113?tls=true.'],
    [{ TANDEM_EVENT_STORE: 'kurrentdb://u:s3cret@db:port' }, 'TANDEM_EVENT_STORE must name hosts as host:port, with commas between.'],
    [{ TANDEM_SESSION_TIMERS: 'temporal://host/default' }, 'TANDEM_SESSION_TIMERS must be embedded, or an address like temporal://host:7233/namespace.'],
    [{ TANDEM_TEMPORAL_CACHED_WORKFLOWS: '1' }, 'TANDEM_TEMPORAL_CACHED_WORKFLOWS must be a whole number from 2 to 100000.'],
    [{ TANDEM_ROLES: 'http,clerk' }, 'TANDEM_ROLES must be one or more of: http, worker (with commas between).'],
    [{ TANDEM_RECEIPTS_DAYS: '7' }, 'TANDEM_RECEIPTS_DAYS must be a whole number from 8 to 3650.'],
    [{ TANDEM_CONVERSATIONS_DAYS: '7' }, 'TANDEM_CONVERSATIONS_DAYS must be 0 or a whole number from 8 to 36500.'],
    [{ TANDEM_PUBLIC_URL: 'ftp://example.com' }, 'TANDEM_PUBLIC_URL must be an address that starts with http:// or https://.'],
    [{ TANDEM_PUBLIC_URL: 'https://user:pass@example.com' }, 'TANDEM_PUBLIC_URL must not carry a user or a password.'],
    [{ TANDEM_TRUSTED_PROXIES: '10.0.0.1, proxy' }, 'TANDEM_TRUSTED_PROXIES must be IP addresses or networks like 10.0.0.0/8 (with commas between).'],
    [{ TANDEM_TRUSTED_PROXIES: '0.0.0.0/0' }, 'TANDEM_TRUSTED_PROXIES must be IP addresses or networks like 10.0.0.0/8 (with commas between).'],
    [{ TANDEM_META_VERSION: '25' }, 'TANDEM_META_VERSION must look like v26.0.'],
    [{ TANDEM_PROT: '7400' }, 'TANDEM_PROT is not a setting (see docs/settings.md).'],
  ])('%j is one clear line', (environment, line) => {
    expect(problems(environment)).toEqual([line]);
  });

  it('that are wrong are named without their values', () => {
    expect(problems({ TANDEM_MASTER_KEY: 'hunter2' })).toEqual([
      'TANDEM_MASTER_KEY must be keys of 32 bytes in base64 or hexadecimal (with commas between, newest first).',
    ]);
    expect(problems({ TANDEM_MASTER_KEY: `${key},${key}` })).toEqual(['TANDEM_MASTER_KEY must not name the same key twice.']);
  });

  it('take several master keys, newest first', () => {
    const other = Buffer.alloc(32, 7).toString('base64');
    expect(readConfig({ TANDEM_MASTER_KEY: `${key}, ${other}` })).toMatchObject({ config: { masterKeys: [key, other] } });
  });

  it('take the proxies in front as addresses and networks', () => {
    expect(readConfig({ TANDEM_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,fd00::/8' })).toMatchObject({ config: { trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'] } });
    expect(configWith().trustedProxies).toEqual([]);
  });

  it('leave those of the simulator and the drills alone', () => {
    expect(problems({ TANDEM_SIMULATOR_PORT: '0', TANDEM_DRILL_STOP: 'x' })).toEqual([]);
  });

  it('are printed with secrets masked', () => {
    const printed = maskedSettings(configWith({ masterKeys: [key] }));
    expect(printed).toMatchObject({ TANDEM_MASTER_KEY: '********', TANDEM_PORT: '7400', TANDEM_ROLES: 'http,worker' });
    expect(JSON.stringify(printed)).not.toContain(key);
    expect(maskedSettings(configWith()).TANDEM_MASTER_KEY).toBe('');
    expect(maskedSettings(configWith({ eventStore: 'kurrentdb://tandem:s3cret@db-1:2113,db-2?tls=true' })).TANDEM_EVENT_STORE)
      .toBe('kurrentdb://********@db-1:2113,db-2?tls=true');
  });
});

describe('docs/settings.md', () => {
  it('has the same rows as the code', () => {
    const page = readFileSync(join(root, 'docs/settings.md'), 'utf8');
    expect(page.split('\n').filter((line) => line.startsWith('|')).join('\n')).toBe(settingsTable());
  });
});

describe('the environment', () => {
  it('is read by config.ts alone', () => {
    const src = join(root, 'apps/server/src');
    const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.(int\.)?spec\.ts$/.test(file) && !file.startsWith('commands'))
      .filter((file) => existsSync(join(src, file)) && /process\s*\.\s*env/.test(readFileSync(join(src, file), 'utf8')));
    expect(sources).toEqual(['config.ts']);
  });
});
