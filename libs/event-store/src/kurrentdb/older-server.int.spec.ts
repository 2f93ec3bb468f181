import { afterAll } from '@jest/globals';
import { eventStoreContract } from '@tandem/domain/testing';
import { openKurrentStore } from './index.js';
import { kurrentServers } from './testing/servers.js';

const servers = kurrentServers();
afterAll(servers.stop);

eventStoreContract('kurrentdb, a server that does not say what it can do', async (clock) => {
  const { url } = await servers.start({ now: clock.now, features: false });
  return openKurrentStore({ url, clock, namespace: 'shop' });
});
