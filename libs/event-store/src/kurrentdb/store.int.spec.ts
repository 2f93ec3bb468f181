import { afterAll } from '@jest/globals';
import { eventStoreContract } from '@tandem/domain/testing';
import { randomUUID } from 'node:crypto';
import { openKurrentStore } from './index.js';
import { kurrentServers, realServer } from './testing/servers.js';

const servers = kurrentServers();
afterAll(servers.stop);

eventStoreContract('kurrentdb', async (clock) => openKurrentStore({ url: (await servers.start({ now: clock.now })).url, clock }));

const url = realServer();
if (url !== undefined) {
  eventStoreContract('kurrentdb, a real server', async (clock) => openKurrentStore({ url, clock, namespace: `test-${randomUUID()}` }));
}
