// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '@tandem/simulator';
import { configWith, type Config } from '../config.js';
import { silentLog } from '../logging/log.js';
import { createServer, type RunningServer } from '../server.js';
import { by, saved } from '../testing/installation.js';
import { providersAt } from '../testing/story.js';
import { openCredentials } from '../channel/credentials.js';
import { demoNumbers, type DemoNumber } from './demo-numbers.js';
import { seedDemo } from './seed.js';

const [published, draft, coster, qontak] = demoNumbers as unknown as readonly [DemoNumber, DemoNumber, DemoNumber, DemoNumber];
/** Qontak's waits for somebody to press the button. */
const reachable = [published, draft, coster];

describe('the demo', () => {
  let data: string;
  let simulator: Simulator;
  const servers: RunningServer[] = [];
  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'tandem-demo-'));
    simulator = await startSimulator({ port: 0 });
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await simulator.close();
    rmSync(data, { recursive: true, force: true });
  });

  /** One start, with the demo seeded; the one before is stopped first. */
  const start = async (config: Partial<Config> = {}) => {
    for (const server of servers.splice(0)) await server.close();
    const server = await createServer(
      configWith({ port: 0, data, demo: 'yes', simulatorUrl: simulator.url, ...providersAt(simulator.url), ...config }), { log: silentLog },
    );
    servers.push(server);
    return { ...server, reached: await seedDemo(server.context), before: await server.context.store.head() };
  };

  const delays = ({ context }: RunningServer): (number | undefined)[] => [published, draft].flatMap(({ channel }) => {
    const settings = context.directory.byKey(channel)?.state.settings;
    return [settings?.delayBeforeAskSeconds, settings?.delayBeforeEndSeconds];
  });

  it('has an agent with a published and a draft number, whose webhooks come to this server', async () => {
    const { context, url, reached } = await start();
    expect(reached).toEqual(reachable);
    const runtimes = { published: { kind: 'demo' }, draft: { kind: 'demo' } };
    expect(context.directory.agents()).toMatchObject(
      ['Demo agent', 'Demo agent on Coster', 'Demo agent on Qontak'].map((name) => ({ state: { name, runtimes } })),
    );
    const overrides = [published, draft].map(({ channel }) => `${url}/webhooks/meta-cloud/${context.directory.byKey(channel)?.state.address}`);
    expect(simulator.numbers()).toMatchObject([
      { label: 'Published', override: overrides[0] }, { label: 'Draft', override: overrides[1] }, { label: 'Coster' }, { label: 'Qontak' },
    ]);
  });

  it('has an agent on Coster, published, whose draft is left to the wizard', async () => {
    const { context, url } = await start();
    expect([context.directory.byKey(coster.channel)?.state.status, context.directory.byKey('demo-coster.draft')]).toEqual(['connected', undefined]);
    const { address } = context.directory.byKey(coster.channel)!.state;
    expect(simulator.coster.accounts()).toMatchObject([{ webhookUrl: expect.stringContaining(`${url}/webhooks/coster/${address}/`) as unknown }]);
    await simulator.inbound(coster.phoneNumberId, { from: '6281234500001', text: 'hello' }).tried;
    expect((await context.store.readAll({ after: 0, limit: 10_000, prefixes: ['webhooks-demo-coster.'] })).length).toBe(1);
  });

  it('has an agent on Qontak, whose endpoint is left to whoever presses the button, and then kept right', async () => {
    const { context } = await start();
    const { state } = context.directory.byKey(qontak.channel)!;
    expect(state.setups.qontak).toMatchObject({ endpoint: { status: 'not-set' }, account: expect.any(String) });
    expect(simulator.qontak.organisations()[0]?.messageInteractions).toBeUndefined();
    const protocol = context.protocols('qontak');
    const checked = await protocol?.checkCredentials?.(await openCredentials(context.vault, state), { timeout: 5_000 });
    expect(checked).toMatchObject({ kind: 'checked', problems: [], number: '12025550104' });
    const { fingerprint } = context.directory.byAddress(state.address, 'qontak')!.proofs[0]!;
    saved(await context.procedures.channels.noteEndpointRegistered(qontak.channel, by(), { protocol: 'qontak', by: 'set-endpoint', fingerprint }));
    const again = await start();
    expect(again.reached).toEqual(demoNumbers);
    expect(simulator.qontak.organisations()[0]?.messageInteractions?.url).toContain(`${again.url}/webhooks/qontak/${state.address}/`);
  });

  it('is known to the simulator again when that has lost its memory, and adds nothing to the log', async () => {
    const first = await start();
    simulator.reset();
    const second = await start();
    expect(second.reached).toEqual(reachable);
    expect(simulator.numbers()).toMatchObject(demoNumbers.map(({ phoneNumberId }) => ({ phoneNumberId })));
    expect(simulator.numbers()[0]?.override).toContain(second.url);
    expect(second.before).toBe(first.before);
  });

  it('is fast where that is wished, and has the usual delays again at the next start', async () => {
    expect(delays(await start({ demoSpeed: 'yes' }))).toEqual([10, 15, 10, 15]);
    expect(delays(await start())).toEqual([300, 600, 300, 600]);
  });

  it('leaves the delays alone that an operator has set', async () => {
    const { context } = await start();
    const { settings } = context.directory.byKey(draft.channel)!.state;
    await context.procedures.channels.saveSessionSettings(draft.channel, by(), { ...settings, delayBeforeAskSeconds: 60 });
    expect(delays(await start())).toEqual([300, 600, 60, 600]);
  });

  it('does not connect again what an operator has disconnected', async () => {
    const { context } = await start();
    await context.procedures.channels.disconnect(draft.channel, by());
    expect((await start()).reached).toEqual([published, coster]);
  });

  it('stays away where it is not wanted, or somebody has an agent of his own', async () => {
    expect((await start({ demo: 'no' })).reached).toEqual([]);
    await servers[0]!.context.procedures.agents.register('shop', by(), 'Shop');
    const { reached, context } = await start();
    expect([reached, context.directory.agents().map(({ id }) => id)]).toEqual([[], ['shop']]);
  });

  it('lets the server run where the simulator is not there', async () => {
    const { reached, url } = await start({ simulatorUrl: 'http://127.0.0.1:9' });
    expect(reached).toEqual([]);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });
});
