import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND, channelKey, type RecordedEvent } from '@tandem/domain';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import { startSimulator, type Simulator } from '@tandem/simulator';
import { configWith } from './config.js';
import { silentLog } from './logging/log.js';
import { createServer, type RunningServer } from './server.js';
import { by, connectMeta } from './testing/installation.js';
import { createWayOfServer } from './way-of-server.js';

const noon = Date.UTC(2026, 10, 2, 12);
const customer = '6281234500001';
const number = { number: '+62 812-3456-7890', phoneNumberId: '106540352242922', appSecret: 'app secret of the story' };

describe('The way of a message, over real HTTP against the simulator', () => {
  let simulator: Simulator;
  let server: RunningServer;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = manualClock(noon);
    simulator = await startSimulator({ port: 0, seed: 1, clock: { now: clock.now, schedule: (ms, action) => clock.wakeAt(clock.now() + ms, action) } });
    const config = configWith({ port: 0, eventStore: 'memory', metaGraphUrl: simulator.url, graceSeconds: 0 });
    server = await createServer(config, { clock, log: silentLog, createWay: createWayOfServer });
    const { procedures } = server.context;
    await procedures.agents.register('shop', by(), 'Shop');
    await procedures.agents.connectRuntime('shop', by(), { version: 'published', runtime: { kind: 'demo' } });
    const address = await connectMeta(procedures, channelKey('shop', 'published'), number);
    simulator.addNumber({
      phoneNumberId: number.phoneNumberId, displayPhoneNumber: number.number, name: 'Shop', wabaId: '102290129340398', appId: '900100',
      appSecret: number.appSecret, accessToken: 'access token of the trial', callbackUrl: `${server.url}/webhooks/meta-cloud/${address}`,
    });
  });

  afterEach(async () => {
    await server.close();
    await simulator.close();
  });

  /** Resolves when the log holds so many events of a type in conversations. */
  const happened = (type: string, times = 1): Promise<readonly RecordedEvent[]> =>
    new Promise((resolve) => {
      const found: RecordedEvent[] = [];
      const subscription = server.context.store.subscribe({
        prefixes: ['conversation-'], after: 0,
        deliver: (events) => {
          found.push(...events.filter((event) => event.type === type));
          if (found.length >= times) void Promise.resolve().then(() => subscription.stop()).then(() => resolve(found));
          return Promise.resolve();
        },
      });
    });

  const sent = async (count: number) => {
    const waited = await simulator.waitFor({ number: number.phoneNumberId, sent: count, idle: true });
    expect(waited).toMatchObject({ reached: true });
    return simulator.sent(number.phoneNumberId);
  };

  it('answers a customer, asks after silence, and ends when nobody answers', async () => {
    simulator.inbound(number.phoneNumberId, { from: customer, text: 'hello' });
    const [reply] = await sent(1);
    expect(reply).toMatchObject({ type: 'text' });
    await happened('SendAccepted');
    await clock.advance(5 * MINUTE + SECOND);
    const [, ask] = await sent(2);
    expect(ask).toMatchObject({ type: 'interactive' });
    await happened('SendAccepted', 2);
    await clock.advance(10 * MINUTE + SECOND);
    expect(await happened('SessionEnded')).toMatchObject([{ data: { reason: 'no-answer' } }]);
  });
});
