// needs the protocol: meta-cloud
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startKurrentDouble, type KurrentDouble } from '@tandem/event-store/kurrentdb/testing';
import { realClock } from '@tandem/domain/testing';
import { temporalFor, type FoundTemporal } from '../../../commands/temporal.mjs';
import { startBuilt, type BuiltServer } from '../testing/built-server.js';
import { startStory, type Story } from '../testing/story.js';

jest.setTimeout(120_000);

const [sari, budi] = ['6281234500001', '6281234500002'];
const server = await temporalFor('a worker that is a process of its own');

/** One process takes the calls, another works; they share the log and Temporal, and nothing else. */
(server ? describe : describe.skip)('a worker that is a process of its own', () => {
  let database: KurrentDouble;
  let story: Story;
  let worker: BuiltServer;
  let metrics = '';
  let environment: Readonly<Record<string, string>>;

  beforeEach(async () => {
    const { address, namespace } = server as FoundTemporal;
    const masterKey = randomBytes(32).toString('hex');
    database = await startKurrentDouble();
    story = await startStory({ kept: 'sqlite', clock: realClock(), config: { eventStore: database.url, masterKeys: [masterKey], roles: ['http'] } });
    await story.published.set({ delayBeforeAskSeconds: 2, delayBeforeEndSeconds: 2 });
    metrics = `127.0.0.1:${await freePort()}`;
    environment = {
      TANDEM_ROLES: 'worker', TANDEM_DATA: mkdtempSync(join(tmpdir(), 'tandem-worker-')), TANDEM_EVENT_STORE: database.url, TANDEM_MASTER_KEY: masterKey,
      TANDEM_META_GRAPH_URL: story.simulator.url, TANDEM_GRACE_SECONDS: '0', TANDEM_SESSION_TIMERS: `temporal://${address}/${namespace}`,
      TANDEM_TEMPORAL_TASK_QUEUE: randomUUID(), TANDEM_TEMPORAL_METRICS: metrics, TANDEM_LOG_LEVEL: 'error',
    };
    worker = startBuilt(environment);
    await worker.url;
  });
  afterEach(async () => {
    worker.child.kill('SIGKILL');
    await worker.ended;
    await story.end();
    await database.stop();
    rmSync(environment['TANDEM_DATA'] ?? '', { recursive: true });
  });
  afterAll(() => server?.stop());

  it('answers, asks and ends what another process took in, also after it was killed, and stops in order', async () => {
    const line = story.published;
    await line.writes(sari, 'hello');
    await eventually(() => line.asks().length === 1);
    expect(line.texts(sari)[0]).toBe('You said: hello');

    worker.child.kill('SIGKILL');
    await worker.ended;
    await line.writes(budi, 'hello');
    expect(line.events('MessageReceived')).toHaveLength(1); // taken in, and not yet read by anybody

    worker = startBuilt(environment);
    const url = await worker.url;
    await eventually(() => line.events('SessionEnded').length === 2);
    expect(line.asks()).toHaveLength(2);
    expect(line.events('SessionEnded').map(({ data }) => data.reason)).toEqual(['no-answer', 'no-answer']);

    const ours = await (await fetch(`${url}/metrics`)).text();
    expect(Number(/^tandem_timer_lateness_seconds_count (\d+)$/m.exec(ours)?.[1])).toBeGreaterThan(0);
    expect(await (await fetch(`http://${metrics}/metrics`)).text()).toMatch(/^temporal_\w*workflow\w*\{/m);
    expect((await fetch(`${url}/webhooks/meta-cloud/${line.address}`, { method: 'POST', body: '{}' })).status).toBe(404);

    worker.child.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0 });
  });
});

const freePort = async (): Promise<number> => {
  const socket = createServer();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
};

const eventually = async (holds: () => boolean): Promise<void> => {
  for (const since = performance.now(); !holds(); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (performance.now() - since > 60_000) throw new Error('It never came to that.');
  }
};
