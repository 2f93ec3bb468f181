import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../crash/scene.js';
import { startFront, type Front } from './front.js';

describe('the front of two servers', () => {
  const servers: Server[] = [];
  let front: Front | undefined;
  afterEach(async () => {
    await front?.close();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  });

  /** Answers what it was sent behind its name; one without a name breaks every connection. */
  const server = async (name?: string): Promise<number> => {
    const made = createServer((call, response) => {
      if (name === undefined) return void call.destroy();
      response.setHeader('x-name', name);
      call.pipe(response);
    });
    servers.push(made);
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    return (made.address() as AddressInfo).port;
  };
  const before = async (...ports: readonly number[]): Promise<() => Promise<string>> => {
    const port = await freePort();
    front = await startFront({ port, servers: ports });
    return async () => {
      const response = await fetch(`http://127.0.0.1:${port}/path`, { method: 'POST', body: 'said' });
      return `${response.status} ${response.headers.get('x-name') ?? ''} ${await response.text()}`;
    };
  };

  it('passes calls on in turn, with their bodies', async () => {
    const call = await before(await server('a'), await server('b'));
    expect([await call(), await call()].toSorted()).toEqual(['200 a said', '200 b said']);
  });

  it('passes every call to the one that is left, and says so when there is none', async () => {
    const call = await before(await server('a'), await freePort());
    expect([await call(), await call()]).toEqual(['200 a said', '200 a said']);
    const [left] = servers.splice(0);
    left?.closeAllConnections();
    await new Promise<void>((resolve) => left?.close(() => resolve()));
    expect(await call()).toBe('503  ');
  });

  it('does not send a call again that may have arrived', async () => {
    const call = await before(await server(), await server());
    expect(await call()).toBe('502  ');
  });
});
