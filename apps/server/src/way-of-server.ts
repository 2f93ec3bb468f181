import { join } from 'node:path';
import { CLAIM_AGE, DAY, SECOND, agentOf, versionOf, type ChannelKey, type Millis, type Papers, type Rules, type Runtime } from '@tandem/domain';
import { runtimeFromConfig } from './agent/runtime-from-config.js';
import { isKurrentAddress } from '@tandem/event-store/kurrentdb';
import { createHeadSigner } from './audit/heads.js';
import { realChance } from './chance.js';
import { systemClock } from './clock.js';
import type { Config } from './config.js';
import type { ServerContext } from './context.js';
import { createErase } from './conversation/erase.js';
import { mediaOf } from './media/media-of.js';
import { measureStanding } from './metrics/standing.js';
import { createRetention } from './retention/retention.js';
import { openTimers } from './timers/open-timers.js';
import { createReconciler } from './timers/reconcile.js';
import type { Views } from './views/views.js';
import { createWay, type Way } from './way.js';
import { hourly, type Hourly } from './worker/hourly.js';
import { memoryLedger } from './worker/ledger.js';
import { soleOwner, type Leases } from './worker/leases.js';
import { createLeases } from './worker/shared-leases.js';
import { openSqliteLedger } from './worker/sqlite-ledger.js';

/** The way of a message as the server runs it: timers as chosen, notes in the data folder, runtimes as configured. */
export const createWayOfServer = async (context: ServerContext): Promise<Way> => {
  const { config, procedures, folder, log, views } = context;
  const engine = await openTimers(context);
  const leases = leasesOf(context);
  const rules = rulesOf(config, leases);
  const way = createWay({
    ...context,
    ...engine,
    ledger: folder === undefined ? memoryLedger() : openSqliteLedger(join(folder, 'progress.sqlite')),
    runtimes: runtimesOf(context),
    chance: realChance,
    rules,
    leases,
    timersAreOwn: !engine.elsewhere,
    turnTimeout: config.turnTimeoutSeconds * SECOND,
    grace: config.graceSeconds * SECOND,
    openSessions: openSessionsOf(views),
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
  const reconciler = engine.elsewhere && createReconciler({
    ...context, ...way, ...engine, elsewhere: engine.elsewhere, rules, openSessions: openSessionsOf(views), allChannels: allChannelsOf(context),
  });
  let unserve = (): void => {};
  let unmeasure = (): void => {};
  return {
    ...way,
    start: async () => {
      await way.start();
      unserve = procedures.conversations.serve({ ...way, erase });
      unmeasure = context.metrics.onPage(() => measureStanding({ ...context, timers: engine.timers }));
      for (const task of hourlyTasks) task.start();
      reconciler?.start();
    },
    stop: async () => {
      unserve();
      unmeasure();
      for (const task of hourlyTasks) await task.stop();
      await reconciler?.stop();
      await way.stop();
      await engine.close();
    },
  };
};

const allChannelsOf = ({ directory }: ServerContext) => () => directory.channels().map(({ key }) => key);

const openSessionsOf = (views: Views) => async (channel: ChannelKey, position: number): Promise<readonly string[]> => {
  await views.waitFor(position);
  return views.openSessions(channel);
};

/** What is done every hour: what is too old goes, and where the configuration stands is signed. */
const tasksOf = (context: ServerContext, { way, views }: { way: Way; views: Views }): readonly Hourly[] => {
  const { config, log } = context;
  const retention = createRetention({
    ...context, ...way, views,
    allChannels: allChannelsOf(context),
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

/** Several processes may share a log in a database; they live by the real time, whatever clock the rules have. */
const leasesOf = ({ config, store, clock, writer, directory, newId, log }: ServerContext): Leases =>
  (isKurrentAddress(config.eventStore) ? createLeases({ store, clock, pulse: systemClock, writer, directory, newId, log }) : soleOwner);

export const rulesOf = (config: Config, { shared }: Pick<Leases, 'shared'> = soleOwner): Rules => ({
  giveUpTurnAfter: config.turnGiveUpSeconds * SECOND,
  holdLimit: config.holdSeconds * SECOND,
  evidence: config.evidenceSeconds * SECOND,
  sendTimeout: config.sendTimeoutSeconds * SECOND,
  // one process owns the folder: a claim without outcome is a crash's; of another process's nobody knows before its time is over
  turnClaim: shared ? CLAIM_AGE + config.turnTimeoutSeconds * SECOND : 0,
  claimAge: shared ? CLAIM_AGE : 0,
  unknownReplies: config.replyUnknown,
});

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
