import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Millis } from '@tandem/domain';
import { openMemoryStore, openMemoryVault } from '@tandem/event-store/memory';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import { startSimulator, type Simulator } from '@tandem/simulator';
import { configWith, type Config } from '../config.js';
import { createLog } from '../logging/log.js';
import { createServer, type RunningServer } from '../server.js';
import { createWayOfServer } from '../way-of-server.js';
import type { Way } from '../way.js';
import type { Stores } from '../stores.js';
import { by } from './installation.js';
import { connectLine, type Line } from './story-line.js';
import { lines, secretsOf, type AnyNumber, type StoryNumber } from './story-numbers.js';
import { watchLog, type WatchedLog } from './watched-log.js';

export const noon: Millis = Date.UTC(2026, 10, 2, 12);

export type Kept = 'memory' | 'sqlite';

export interface StoryOptions {
  readonly config?: Partial<Config>;
  /** Where the log is: what is in memory outlives a restart as well, but without timers and notes of progress. */
  readonly kept?: Kept;
  /** When it begins; a browser keeps no cookie that is over by its own clock. */
  readonly at?: Millis;
  /** Default: one that stands at `at` until it is moved. */
  readonly clock?: ManualClock;
}

/** A server with two agents, a simulator with their numbers, and a clock that only a test moves; real HTTP between them. */
export interface Story<Number extends AnyNumber = StoryNumber> {
  readonly simulator: Simulator;
  readonly clock: ManualClock;
  /** Both versions of the first agent, of one Meta app or account; the second agent's number has one of its own. */
  readonly published: Line<Number>;
  readonly draft: Line<Number>;
  readonly other: Line<Number>;
  server(): RunningServer;
  way(): Way;
  log(): WatchedLog;
  /** Everything the server has written to its log so far. */
  logLines(): readonly string[];
  /** Awaits what is under way, then moves the time: whatever falls due on the way runs. */
  advance(time: Millis): Promise<void>;
  /** Resolves when nothing is left to do before the time moves on. */
  quiet(): Promise<void>;
  /** Stops the server, does something, and starts it on the same port and data, with other settings where some are given. */
  restart(meanwhile?: () => unknown, changes?: Partial<Config>): Promise<void>;
  /** Ends everything. Rejects where a log line quotes what it must not. */
  end(): Promise<void>;
}

export const startStory = (options: StoryOptions = {}): Promise<Story> => startStoryOf(lines, options);

/** As `startStory`, with other numbers: published, draft, and one of a second agent. */
export const startStoryOf = async <Number extends AnyNumber>(
  numbers: readonly Number[], { config: changes = {}, kept = 'memory', at = noon, clock = manualClock(at) }: StoryOptions = {},
): Promise<Story<Number>> => {
  const schedule = (ms: Millis, action: () => void) => clock.wakeAt(clock.now() + ms, action);
  const simulator = await startSimulator({ port: 0, seed: 1, clock: { now: clock.now, schedule } });
  const data = kept === 'sqlite' ? await mkdtemp(join(tmpdir(), 'tandem-story-')) : '';
  const written: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => void written.push(line) } });
  let base = configWith({ port: 0, eventStore: kept, data, ...providersAt(simulator.url), graceSeconds: 0, ...changes });
  const memory = kept === 'memory' ? memoryStores(clock) : undefined;
  let way: Way | undefined;

  const boot = (config: Config) => createServer(config, {
    clock, log,
    ...(memory && { openStores: async () => memory }),
    createWay: async (context) => (way = await createWayOfServer(context)),
  });
  let server = await boot(base);
  const port = Number(new URL(server.url).port);
  let watched = watchLog(server.context.store);

  const means = { simulator, clock, server: () => server, way: () => way as Way, log: () => watched, logLines: () => written };
  const agents = await registerAgents(server, numbers);
  const all: Line<Number>[] = [];
  for (const number of numbers) all.push(await connectLine(number, numbers, means)); // of one account, the last address holds
  const [published, draft, other] = all;
  if (!published || !draft || !other || agents !== 2) throw new Error('the story has not begun');

  const quiet = async (): Promise<void> => {
    const isQuiet = async () => (await watched.isQuiet(means)) && (await simulator.waitFor({ idle: true, timeoutMs: 0 })).reached;
    for (let calm = 0; calm < 3; ) {
      const head = await server.context.store.head();
      await watched.until('everything to be done', isQuiet);
      await clock.settle();
      calm = (await isQuiet()) && head === (await server.context.store.head()) ? calm + 1 : 0;
    }
  };

  return {
    ...means, published, draft, other, quiet,
    advance: async (time) => {
      await quiet();
      await clock.advance(time);
    },
    restart: async (meanwhile, other = {}) => {
      await watched.stop();
      await server.close();
      await meanwhile?.();
      base = { ...base, ...other };
      server = await boot({ ...base, port });
      watched = watchLog(server.context.store);
    },
    end: async () => {
      await watched.stop();
      await server.close();
      await simulator.close();
      await Promise.all(all.map(({ agent }) => agent.stop()));
      if (data !== '') await rm(data, { recursive: true, force: true });
      const forbidden = [...secretsOf(numbers), ...all.flatMap((line) => line.private())];
      const leak = forbidden.find((secret) => written.some((line) => line.includes(secret)));
      if (leak !== undefined) throw new Error(`The log quotes ${leak}`);
    },
  };
};

/** Where the providers are: all of them are the simulator. */
export const providersAt = (url: string): Partial<Config> => ({
  metaGraphUrl: url, costerUrl: `${url}/coster`, costerPushUrl: `${url}/coster`, qontakUrl: `${url}/qontak/chat`,
});

export type StoryMeans = Pick<Story, 'simulator' | 'clock' | 'server' | 'way' | 'log'>;

/** In memory, and still there when the next server opens it. */
const memoryStores = (clock: ManualClock): Stores => ({
  store: openMemoryStore({ clock }), vault: openMemoryVault(), writer: '0123456789abcdef', close: () => Promise.resolve(),
});

const registerAgents = async ({ context }: RunningServer, numbers: readonly AnyNumber[]): Promise<number> => {
  const agents = new Set(numbers.map(({ agent }) => agent));
  for (const agent of agents) await context.procedures.agents.register(agent, by(), agent);
  return agents.size;
};
