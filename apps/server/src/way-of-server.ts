import { join } from 'node:path';
import { DAY, SECOND, agentOf, versionOf, type ChannelKey, type Millis, type Papers, type Rules, type Runtime, type SessionTimers } from '@tandem/domain';
import { openEmbeddedTimers } from '@tandem/session-timers/embedded';
import { openMemoryTimers } from '@tandem/session-timers/memory';
import { runtimeFromConfig } from './agent/runtime-from-config.js';
import { createHeadSigner } from './audit/heads.js';
import { realChance } from './chance.js';
import type { Config } from './config.js';
import type { ServerContext } from './context.js';
import { createErase } from './conversation/erase.js';
import { mediaOf } from './media/media-of.js';
import { measureStanding } from './metrics/standing.js';
import { createRetention } from './retention/retention.js';
import type { Views } from './views/views.js';
import { createWay, type Way, type WayDeps } from './way.js';
import { hourly, type Hourly } from './worker/hourly.js';
import { memoryLedger } from './worker/ledger.js';
import { openSqliteLedger } from './worker/sqlite-ledger.js';

/** The way of a message as the server runs it: embedded timers and notes in the data folder, runtimes as configured. */
export const createWayOfServer = async (context: ServerContext): Promise<Way> => {
  const { config, procedures, folder, log, views } = context;
  const engine = await openTimers(context);
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
    receiptsKept: config.receiptsDays * DAY,
    conversationsKept: conversationsKept(config),
    media: { content: context.content, maxBytes: config.mediaMaxBytes, link: (ref) => context.mediaLinks.make(ref) },
    onPause: (channel, papers, revision) => pause(channel, { papers, revision }, context),
    onArchived: (agent, event) => procedures.channels.disconnectAll(agent, { id: `archived/${event}`, means: 'system', causation: event }),
    onMessage: (channel, receipt) => {
      const proven = procedures.channels.prove(channel, { id: `prove/${receipt}`, means: 'system', causation: receipt }, receipt);
      proven.catch((error: unknown) => log.warn('ProofNotRecorded', { channel, error }));
    },
  });
  const purge = async (conversation: string): Promise<void> => {
    await context.content.remove(await mediaOf(conversation, context));
    await views.purge(conversation);
  };
  const erase = createErase({ ...context, ...way, purge, receiptsKept: config.receiptsDays * DAY });
  const hourlyTasks = tasksOf(context, { way, views });
  let unserve = (): void => {};
  let unmeasure = (): void => {};
  return {
    ...way,
    start: async () => {
      await way.start();
      unserve = procedures.conversations.serve({ ...way, erase });
      unmeasure = context.metrics.onPage(() => measureStanding({ ...context, timers: engine.timers }));
      for (const task of hourlyTasks) task.start();
    },
    stop: async () => {
      unserve();
      unmeasure();
      for (const task of hourlyTasks) await task.stop();
      await way.stop();
      await engine.close();
    },
  };
};

/** What is done every hour: what is too old goes, and where the configuration stands is signed. */
const tasksOf = (context: ServerContext, { way, views }: { way: Way; views: Views }): readonly Hourly[] => {
  const { config, directory, log } = context;
  const retention = createRetention({
    ...context, ...way, views,
    allChannels: () => directory.channels().map(({ key }) => key),
    receiptsKept: config.receiptsDays * DAY,
    conversationsKept: conversationsKept(config),
  });
  const signer = createHeadSigner(context);
  const sign = async (): Promise<void> => {
    const { broken } = await signer.sign();
    for (const stream of broken) log.error('HeadsBroken', { stream });
  };
  return [hourly('retention', context, retention), hourly('heads', context, sign)];
};

/** Undefined = for ever. */
const conversationsKept = ({ conversationsDays }: Config): Millis | undefined => (conversationsDays === 0 ? undefined : conversationsDays * DAY);

export const rulesOf = (config: Config): Rules => ({
  giveUpTurnAfter: config.turnGiveUpSeconds * SECOND,
  holdLimit: config.holdSeconds * SECOND,
  evidence: config.evidenceSeconds * SECOND,
  sendTimeout: config.sendTimeoutSeconds * SECOND,
  turnClaim: 0, // one process owns the folder: a claim without outcome is a crash's
  unknownReplies: config.replyUnknown,
});

interface Engine {
  readonly timers: SessionTimers & { count(): Promise<number> };
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

const pause = async (channel: ChannelKey, failed: { papers: Papers; revision: number }, { procedures, newId, log }: ServerContext): Promise<void> => {
  const answer = await procedures.channels.pauseSending(channel, { id: newId(), means: 'system' }, failed);
  log.warn('ChannelPaused', { channel, outcome: answer.kind });
};
