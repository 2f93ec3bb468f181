import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accepted, refused, type LoadJob } from './load-job.js';
import { loadNumbers } from './load-numbers.js';
import { runLoad } from './run-load.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A receiver that answers when it is told to, at once unless it is held. */
const receiver = async () => {
  const held: (() => void)[] = [];
  const state = { calls: 0, isHeld: false, status: 200 };
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      state.calls += 1;
      const answer = (): void => void response.writeHead(state.status, { 'content-length': 0 }).end();
      if (state.isHeld) held.push(answer);
      else answer();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const release = (): void => {
    state.isHeld = false;
    for (const answer of held.splice(0)) answer();
  };
  return { url, state, release };
};

const job = (url: string, more: Partial<LoadJob>): LoadJob => ({
  url, targets: loadNumbers(2).map((number) => ({ ...number, path: '/hook' })), connections: 4, seconds: 5, customers: 10, statusesPerMessage: 0, text: 'Load', ...more,
});

describe('the load', () => {
  it('makes the calls it was asked for and counts their answers', async () => {
    const { url, state } = await receiver();
    const result = await runLoad(job(url, { calls: 40 }), 'run');
    expect({ calls: state.calls, accepted: accepted(result), refused: refused(result), timed: result.latency.count })
      .toEqual({ calls: 40, accepted: 40, refused: 0, timed: 40 });
  });

  it('counts every other answer as refused', async () => {
    const { url, state } = await receiver();
    state.status = 503;
    expect((await runLoad(job(url, { calls: 10 }), 'run')).answers).toEqual({ 503: 10 });
  });

  it('counts a stall for every call that was due meanwhile, not only for those under way', async () => {
    const { url, state, release } = await receiver();
    state.isHeld = true;
    const running = runLoad(job(url, { rate: 1_000, seconds: 0.3, connections: 2 }), 'run');
    setTimeout(release, 300);
    const { latency, answers } = await running;
    expect(answers).toEqual({ 200: 300 });
    expect(latency.median).toBeGreaterThan(100); // two calls stood in the receiver; the others waited for a connection
  });
});
