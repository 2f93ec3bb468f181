import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createHttpRuntime } from './http-runtime.js';
import { turnRequest } from './stub-endpoint.js';
import { newRuntimeSecret } from './webhook-signature.js';

const example = join(import.meta.dirname, '../../../../docs/how-to/runtime-server.mjs');
const secret = newRuntimeSecret();
const timeout = 5_000;

describe('the example server of docs/how-to', () => {
  let server: ChildProcessByStdio<null, Readable, null>;
  let url: string;
  beforeAll(async () => {
    server = spawn(process.execPath, [example], { env: { RUNTIME_SECRET: secret, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
    [url] = (await once(createInterface(server.stdout), 'line')) as [string];
  });
  afterAll(async () => {
    server.kill();
    await once(server, 'exit');
  });

  it('answers a turn', async () =>
    expect(await createHttpRuntime({ url, secret }).answer(turnRequest(), { timeout })).toEqual({
      kind: 'answered',
      endSession: false,
      replies: [{ type: 'text', text: 'Hello, Sari!' }, { type: 'buttons', text: 'Shall we?', buttons: [{ id: 'yes', title: 'Yes' }] }],
    }));

  it('gives a repeated turn the answer it gave before', async () => {
    const runtime = createHttpRuntime({ url, secret });
    const first = await runtime.answer(turnRequest({ turn: 's1.t2' }), { timeout });
    expect(await runtime.answer(turnRequest({ turn: 's1.t2', attempt: 2, text: 'bye' }), { timeout })).toEqual(first);
  });

  it('ends the session on bye', async () =>
    expect(await createHttpRuntime({ url, secret }).answer(turnRequest({ turn: 's1.t3', text: 'Bye!' }), { timeout })).toMatchObject({ endSession: true }));

  it.each([
    ['another secret', { secret: newRuntimeSecret() }],
    ['an old timestamp', { secret, now: () => Date.now() - 600_000 }],
  ])('refuses a call with %s', async (_title, wrong) =>
    expect(await createHttpRuntime({ url, ...wrong }).answer(turnRequest(), { timeout })).toEqual({ kind: 'failed', reason: 'HttpStatus401' }));
});
