import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const program = `import { timeSkippingFor } from ${JSON.stringify(join(import.meta.dirname, '../temporal.mjs'))};
console.log(await timeSkippingFor('the story of hours'));`;

/** No programs, an empty cache, and no way to download anything. */
describe('on a machine that has no Temporal and gets none', () => {
  let empty: string;
  beforeEach(() => {
    empty = mkdtempSync(join(tmpdir(), 'tandem-nothing-'));
  });
  afterEach(() => rmSync(empty, { recursive: true }));

  const started = (more: Readonly<Record<string, string>> = {}) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: empty, HOME: empty, TMPDIR: empty, TEMP: empty, XDG_CACHE_HOME: empty, HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1', ...more },
  });

  it('the tests say loudly what was not run, and why', async () => {
    const { stdout, stderr } = await started();
    expect(stdout.trim()).toBe('undefined');
    expect(stderr).toContain('*** NOT RUN: the story of hours');
    expect(stderr).toContain("the time-skipping server: is not there: neither on this machine nor a package manager that brings it. The SDK's download:");
  }, 60_000);

  it('they fail where CI=true', async () => {
    await expect(started({ CI: 'true' })).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('neither on this machine') as unknown });
  }, 60_000);
});
