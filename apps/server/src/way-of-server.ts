import { join } from 'node:path';
import { CLAIM_AGE, DAY, SECOND, answeringAgent, versionOf, type ChannelKey, type Millis, type Papers, type Rules, type Runtime } from '@tandem/domain';
import { runtimeFromConfig } from './agent/runtime-from-config.js';
import { isKurrentAddress } from '@tandem/event-store/kurrentdb';
import { createHeadSigner } from './audit/heads.js';
import { realChance } from './chance.js';
import { systemClock } from './clock.js';
import type { Config } from './config.js';
import type { ServerContext } from './context.js';
import { createErase } from './conversation/erase.js';
import { createSilenceAlarm } from './health/silence.js';
import { mediaOf } from './media/media-of.js';
import { measureStanding } from './metrics/standing.js';
import { createRetention } from './retention/retention.js';
import type { RetireDeps } from './retention/retire-conversation.js';
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
  const shown = shownOf(context);
  const purge = async (conversation: string): Promise<void> => {
    await context.content.remove(await mediaOf(conversation, context));
    await shown.purge(conversation);
  };
  const erase = createErase({ ...context, ...way, purge, receiptsKept: config.receiptsDays * DAY });
  const hourlyTasks = tasksOf(context, { way, views: shown });
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

/** All that shows conversations: what goes, goes from the lists and from the search. */
const shownOf = ({ views, search }: ServerContext): RetireDeps['views'] => ({
  olderThan: (before) => views.olderThan(before),
  purge: async (conversation) => {
    await views.purge(conversation);
    await search.purge(conversation);
  },
  forget: async (conversation, before) => {
    await views.forget(conversation, before);
    await search.forget(conversation, before);
  },
});

/** What is done every hour: what is too old goes, where the configuration stands is signed, and silent channels are told. */
const tasksOf = (context: ServerContext, { way, views }: { way: Way; views: RetireDeps['views'] }): readonly Hourly[] => {
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
  const silence = createSilenceAlarm({ ...context, channels: () => context.directory.channels() });
  return [hourly('retention', context, retention), hourly('heads', context, sign), hourly('silence', context, silence)];
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
  const agent = answeringAgent(channel);
  const config = directory.agent(agent)?.state.runtimes[versionOf(channel)];
  const runtime = config && runtimeFromConfig(config, { open: (sealed) => vault.open(sealed) });
  // a trial is the draft's business: its software is told of the agent that it is part of
  return runtime && { ...runtime, answer: (request, options) => runtime.answer({ ...request, agent }, options) };
};

const pause = async (channel: ChannelKey, failed: { papers: Papers; revision: number }, { procedures, newId, log }: ServerContext): Promise<void> => {
  const answer = await procedures.channels.pauseSending(channel, { id: newId(), means: 'system' }, failed);
  log.warn('ChannelPaused', { channel, outcome: answer.kind });
};
