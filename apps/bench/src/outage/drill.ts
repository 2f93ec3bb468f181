import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { webhooksStream, type RecordedEvent, type WebhookReceived } from '@tandem/domain';
import { configWith } from '@tandem/server/config.js';
import { silentLog } from '@tandem/server/logging/log.js';
import { createServer, type RunningServer } from '@tandem/server/server.js';
import { openBody } from '@tandem/server/webhooks/receipt-body.js';
import { startVictim, type Victim } from '../crash/victim.js';
import { startCaller, type Caller } from './calls.js';
import { startDatabase, type Database } from './database.js';
import { judge, type Judgement } from './judge.js';

export interface OutageResult extends Judgement {
  readonly outage: string;
  readonly calls: number;
  /** Answers other than 200. */
  readonly refused: number;
  /** Milliseconds to the 200, in ascending order. */
  readonly took: readonly number[];
  /** The most that waited in the spool. */
  readonly spooled: number;
  /** Seconds from the database's return until the spool was empty. */
  readonly emptiedIn: number;
}

export interface OutageOptions {
  /** Calls per second. */
  readonly rate: number;
  /** How long the database is away. */
  readonly seconds: number;
}

export const hasPassed = ({ acknowledged, lost, doubled }: Judgement): boolean => acknowledged > 0 && lost.length === 0 && doubled.length === 0;

const channel = 'drill.published';
const appSecret = 'app secret of the drill';
/** Around the outage. */
const CALM = 3_000;
const LONGEST = 120_000;

interface Scene {
  readonly database: Database;
  readonly environment: Readonly<Record<string, string>>;
  readonly url: string;
  readonly path: string;
  readonly config: Parameters<typeof configWith>[0];
  /** Every server of the scene: none outlives it. */
  readonly victims: Victim[];
}

/** The database goes away for a while under calls, and comes back. */
export const databaseAway = ({ rate, seconds }: OutageOptions): Promise<OutageResult> =>
  inScene({}, async (scene) => {
    const victim = await started(scene);
    const caller = call(scene, rate, 'one');
    await pause(CALM);
    await scene.database.away();
    await pause(seconds * 1_000);
    const spooled = await measured(scene, 'tandem_spooled_receipts');
    await scene.database.back();
    const emptiedIn = await emptied(scene);
    await caller.finish();
    await emptied(scene);
    return { victim, callers: [caller], spooled, emptiedIn, outage: `away for ${seconds} s under ${rate} calls/s` };
  });

/** Small enough that it is full within seconds. */
const FULL = 2_000_000;

/** The server is killed with a full spool; another one starts on its folder while the database is still away. */
export const killedWithFullSpool = ({ rate }: OutageOptions): Promise<OutageResult> =>
  inScene({ TANDEM_SPOOL_MAX_BYTES: String(FULL) }, async (scene) => {
    const victim = await started(scene);
    const first = call(scene, rate, 'first', () => false);
    await pause(CALM);
    await scene.database.away();
    while (first.refused() === 0) await pause(50);
    const spooled = await measured(scene, 'tandem_spooled_receipts');
    victim.kill('SIGKILL');
    await victim.ended;
    await first.finish();
    const heir = launch({ ...scene, environment: { ...scene.environment, TANDEM_SPOOL_MAX_BYTES: String(4 * FULL) } });
    while (!(await isUp(scene))) await pause(50);
    const second = call(scene, rate, 'second');
    await pause(CALM);
    await scene.database.back();
    const emptiedIn = await emptied(scene);
    await second.finish();
    await emptied(scene);
    return { victim: heir, callers: [first, second], spooled, emptiedIn, outage: `killed with a full spool under ${rate} calls/s, adopted` };
  });

type Played = Pick<OutageResult, 'outage' | 'spooled' | 'emptiedIn'> & { readonly victim: Victim; readonly callers: readonly Caller[] };

const inScene = async (more: Readonly<Record<string, string>>, play: (scene: Scene) => Promise<Played>): Promise<OutageResult> => {
  const data = mkdtempSync(join(tmpdir(), 'tandem-outage-drill-'));
  const database = await startDatabase();
  const key = randomBytes(32).toString('base64');
  const victims: Victim[] = [];
  const config = { port: 0, data, eventStore: database.url, masterKeys: [key], roles: ['http' as const] };
  try {
    const { path, port } = await connected(config);
    const environment = {
      TANDEM_DATA: data, TANDEM_PORT: String(port), TANDEM_EVENT_STORE: database.url, TANDEM_MASTER_KEY: key, TANDEM_ROLES: 'http',
      TANDEM_LOG_LEVEL: 'error', ...more,
    };
    const scene: Scene = { database, environment, url: `http://127.0.0.1:${port}`, path, config, victims };
    const { victim, callers, ...played } = await play(scene);
    victim.kill('SIGTERM');
    await victim.ended;
    const calls = callers.flatMap((caller) => caller.calls);
    const took = calls.flatMap((one) => one.took ?? []).toSorted((one, other) => one - other);
    return { ...played, ...judge(calls, await bodiesIn(config)), calls: calls.length, refused: sum(callers.map((caller) => caller.refused())), took };
  } finally {
    for (const victim of victims) victim.kill('SIGKILL');
    database.stop();
    rmSync(data, { recursive: true, force: true });
  }
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const withServer = async <T>(config: Scene['config'], work: (server: RunningServer) => Promise<T>): Promise<T> => {
  const server = await createServer(configWith(config), { log: silentLog });
  try {
    return await work(server);
  } finally {
    await server.close();
  }
};

const by = (id: string) => ({ id: `drill/${id}`, means: 'system' as const });

/** A channel of Meta Cloud, and a port that is free. */
const connected = (config: Scene['config']): Promise<{ path: string; port: number }> =>
  withServer(config, async ({ url, context: { procedures: { channels }, directory } }) => {
    const entered = { phoneNumberId: '106540352242922', businessAccountId: '102290129340398', appId: '900100', appSecret, accessToken: 'token of the drill' };
    await channels.connect(channel, by('connect'), { protocol: 'meta-cloud', number: '+62 812-3456-7890' });
    await channels.saveCredentials(channel, by('credentials'), { protocol: 'meta-cloud', entered });
    return { path: `/webhooks/meta-cloud/${directory.byKey(channel)?.state.address ?? ''}`, port: Number(new URL(url).port) };
  });

const bodiesIn = (config: Scene['config']): Promise<readonly string[]> =>
  withServer(config, async ({ context: { store, vault, writer } }) => {
    const { events } = await store.read(webhooksStream(channel, writer));
    const bodies: string[] = [];
    for (const { data } of events as readonly RecordedEvent<WebhookReceived>[]) bodies.push(Buffer.from((await openBody(vault, data.body)) ?? []).toString());
    return bodies;
  });

const launch = ({ environment, victims }: Scene): Victim => {
  const victim = startVictim(environment);
  victims.push(victim);
  return victim;
};

const started = async (scene: Scene): Promise<Victim> => {
  const victim = launch(scene);
  if (!(await victim.up)) throw new Error(`The server did not start: ${(await victim.ended).stderr}`);
  return victim;
};

const call = ({ url, path }: Scene, rate: number, name: string, again: () => boolean = () => true): Caller =>
  startCaller({ url: `${url}${path}`, appSecret, rate, name, again });

const isUp = ({ url }: Scene): Promise<boolean> => fetch(`${url}/health/ready`).then(({ ok }) => ok, () => false);

const measured = async ({ url }: Scene, name: string): Promise<number> => {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1] ?? Number.NaN);
};

/** Seconds until the spool was empty. */
const emptied = async (scene: Scene): Promise<number> => {
  const from = performance.now();
  while ((await measured(scene, 'tandem_spooled_receipts')) > 0) {
    if (performance.now() - from > LONGEST) throw new Error('The spool was not emptied in time.');
    await pause(100);
  }
  return (performance.now() - from) / 1_000;
};
