import { join } from 'node:path';
import { SECOND, agentOf, versionOf, type ChannelKey, type Millis, type Papers, type Rules, type Runtime, type SessionTimers } from '@tandem/domain';
import { openEmbeddedTimers } from '@tandem/session-timers/embedded';
import { openMemoryTimers } from '@tandem/session-timers/memory';
import { runtimeFromConfig } from './agent/runtime-from-config.js';
import { realChance } from './chance.js';
import type { Config } from './config.js';
import type { ServerContext } from './context.js';
import { openViews } from './views/views.js';
import { createWay, type Way, type WayDeps } from './way.js';
import { memoryLedger } from './worker/ledger.js';
import { openSqliteLedger } from './worker/sqlite-ledger.js';

/** The way of a message as the server runs it: embedded timers and notes in the data folder, runtimes as configured. */
export const createWayOfServer = async (context: ServerContext): Promise<Way> => {
  const { config, procedures, folder, log } = context;
  const engine = await openTimers(context);
  const views = openViews({ ...context, file: folder === undefined ? ':memory:' : join(folder, 'views.sqlite') });
  const way = createWay({
    ...context,
    ...engine,
    ledger: folder === undefined ? memoryLedger() : openSqliteLedger(join(folder, 'progress.sqlite')),
    runtimes: runtimesOf(context),
    chance: realChance,
    rules: rulesOf(config),
    turnTimeout: config.turnTimeoutSeconds * SECOND,
    grace: config.graceSeconds * SECOND,
    openSessions: async (channel, position) => {
      await views.waitFor(position);
      return views.openSessions(channel);
    },
    onPause: (channel, papers) => pause(channel, papers, context),
    onMessage: (channel, receipt) => {
      const proven = procedures.channels.prove(channel, { id: `prove/${receipt}`, means: 'system', causation: receipt }, receipt);
      proven.catch((error: unknown) => log.warn('ProofNotRecorded', { channel, error }));
    },
  });
  return {
    ...way,
    start: async () => {
      await views.start();
      await way.start();
    },
    stop: async () => {
      await way.stop();
      await views.stop();
      await engine.close();
    },
  };
};

export const rulesOf = (config: Config): Rules => ({
  giveUpTurnAfter: config.turnGiveUpSeconds * SECOND,
  holdLimit: config.holdSeconds * SECOND,
  evidence: config.evidenceSeconds * SECOND,
  sendTimeout: config.sendTimeoutSeconds * SECOND,
  turnClaim: 0, // one process owns the folder: a claim without outcome is a crash's
  unknownReplies: config.replyUnknown,
});

interface Engine {
  readonly timers: SessionTimers;
  readonly armed?: WayDeps['armed'];
  close(): Promise<void>;
}

const openTimers = async ({ folder, clock, log, metrics }: ServerContext): Promise<Engine> => {
  const options = { clock, log, onWake: (late: Millis) => metrics.timer(late / SECOND) };
  if (folder === undefined) return { timers: openMemoryTimers(options), close: () => Promise.resolve() };
  const timers = await openEmbeddedTimers({ file: join(folder, 'timers.sqlite'), ...options });
  return { timers, armed: timers, close: () => timers.close() };
};

/** A runtime is made anew for every turn: what is connected now is what answers. */
const runtimesOf = ({ directory, vault }: ServerContext) => async (channel: ChannelKey): Promise<Runtime | undefined> => {
  const agent = directory.agent(agentOf(channel));
  const config = agent?.state.runtimes[versionOf(channel)];
  return config && runtimeFromConfig(config, { open: (sealed) => vault.open(sealed) });
};

const pause = async (channel: ChannelKey, papers: Papers, { directory, procedures, newId, log }: ServerContext): Promise<void> => {
  const revision = directory.byKey(channel)?.state.credentialsRevision ?? 0;
  const answer = await procedures.channels.pauseSending(channel, { id: newId(), means: 'system' }, { revision, papers });
  log.warn('ChannelPaused', { channel, outcome: answer.kind });
};
