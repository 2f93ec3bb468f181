import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const app = join(import.meta.dirname, '..');
const swc = join(app, '../../node_modules/@swc/cli/bin/swc.js');

describe('the simulator as a program', () => {
  let built: string;
  beforeAll(() => {
    built = mkdtempSync(join(tmpdir(), 'simulator-build-'));
    const build = spawnSync(process.execPath, [
      swc, 'src', '-d', built, '--strip-leading-paths', '--copy-files', '--no-swcrc', '--config-file', '../../swc.json', '--extensions', '.ts', '--ignore', '**/*.spec.ts,**/*.e2e.ts', '--quiet',
    ], { cwd: app, encoding: 'utf8' });
    if (build.status !== 0) throw new Error(build.stderr);
  });
  afterAll(() => rmSync(built, { recursive: true }));

  const start = (settings: Record<string, string>) =>
    spawn(process.execPath, ['--input-type=module', '--eval', `await import(${JSON.stringify(join(built, 'main.js'))})`], { env: { ...process.env, NODE_OPTIONS: '', ...settings } });

  const ended = (child: ReturnType<typeof start>) => new Promise<{ code: number | null; stderr: string }>((resolve) => {
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    child.on('close', (code) => resolve({ code, stderr }));
  });

  it('prints its address on a line of its own, serves the phone, and ends on SIGTERM', async () => {
    const child = start({ SIMULATOR_PORT: '0' });
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    expect(line).toMatch(/^Simulator and phone {2}http:\/\/127\.0\.0\.1:\d+\n$/);
    const url = line.trim().split(/\s+/).at(-1) ?? '';
    const html = await (await fetch(url)).text();
    const parts = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
    expect(parts).toEqual(['/favicon.svg', '/phone.css', '/phone.mjs']);
    for (const path of [...parts, '/ask.mjs', '/desk.mjs', '/draw.mjs']) expect((await fetch(`${url}${path}`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended(child)).toEqual({ code: 0, stderr: '' });
  });

  it('says in one line that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
    const { port } = other.address() as AddressInfo;
    expect(await ended(start({ SIMULATOR_PORT: String(port) })))
      .toEqual({ code: 1, stderr: `The simulator cannot start: port ${port} on 127.0.0.1 is taken. Set SIMULATOR_PORT to another one (0: any free).\n` });
    other.close();
  });

  it('says in one line what is wrong with a setting', async () => {
    expect(await ended(start({ SIMULATOR_PORT: 'seven' })))
      .toEqual({ code: 1, stderr: 'The simulator cannot start: SIMULATOR_PORT must be a number from 0 to 65535, not "seven".\n' });
  });
});
