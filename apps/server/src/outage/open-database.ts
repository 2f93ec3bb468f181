import { join } from 'node:path';
import type { Clock, Millis } from '@tandem/domain';
import type { MasterKey } from '@tandem/event-store';
import { openKurrentStore, openKurrentVault, type KurrentStore, type KurrentVault } from '@tandem/event-store/kurrentdb';
import { freeBytesOf } from '../health/readiness.js';
import type { Log } from '../logging/log.js';
import type { PrometheusMetrics } from '../metrics/prometheus.js';
import { StartupProblem } from '../startup-problem.js';
import { openSqliteSpool } from '../webhooks/sqlite-spool.js';
import { createDatabaseWatch, type DatabaseWatch } from './database-watch.js';
import { createDaySealer } from './day-sealer.js';
import { readDoors } from './doors-file.js';
import { keepDoors } from './keep-doors.js';
import type { Outage } from './outage.js';
import { isAway } from './refusal.js';
import { createSpooledReceipts } from './spooled-receipts.js';
import { measureSpool, standingOf } from './standing.js';
import type { InHand } from './while-away.js';
import { NoAnswer, createPause, within } from './within.js';

export interface DatabaseDeps {
  readonly url: string;
  readonly folder: string;
  readonly writer: string;
  readonly masterKeys: readonly MasterKey[];
  readonly clock: Clock;
  readonly log: Log;
  readonly spoolMaxBytes: number;
  readonly metrics?: PrometheusMetrics;
  /** Serves meanwhile where the database is away at the start; the answer ends it. Without it such a start fails. */
  readonly whileAway?: (inHand: InHand) => Promise<() => Promise<void>>;
  /** Ends the wait for the database. */
  readonly stop?: AbortSignal;
  /** Closed in the opposite order. */
  readonly opened: (() => Promise<void>)[];
}

export interface Database {
  readonly store: KurrentStore;
  readonly vault: KurrentVault;
  readonly outage: Outage;
}

export const outageFiles = { spool: 'spool.sqlite', doors: 'doors.json' } as const;

/** How long the database may take at the start before calls are taken in without it. */
const START_PATIENCE: Millis = 3_000;
const PAUSE: Millis = 500;

/** Log and vault in the database, and what bridges the time without it. */
export const openDatabase = async (deps: DatabaseDeps): Promise<Database> => {
  const { folder, clock, log, writer, masterKeys, opened } = deps;
  const watch = createDatabaseWatch({ clock, log });
  const freeBytes = () => freeBytesOf(folder);
  const spool = openSqliteSpool({ file: join(folder, outageFiles.spool), clock, maxBytes: deps.spoolMaxBytes, freeBytes });
  opened.push(() => spool.close());
  const unmeasure = deps.metrics && measureSpool(spool, { metrics: deps.metrics, clock });
  opened.push(() => Promise.resolve(unmeasure?.()));
  const standing = () => standingOf({ spool, watch });
  let handOver = (): Promise<void> => Promise.resolve();
  const kept = readDoors(join(folder, outageFiles.doors));
  const { whileAway } = deps;
  const serveMeanwhile = !kept?.doors.length || !whileAway ? undefined : async (): Promise<void> => {
    const end = await whileAway({ spool, writer, kept, masterKeys, standing });
    let ended: Promise<void> | undefined;
    opened.push(handOver = () => (ended ??= end()));
  };
  const { store, vault } = await reach(deps, { watch, serveMeanwhile });
  opened.push(() => vault.close(), () => store.close());
  const receipts = createSpooledReceipts({ spool, store, adopt: (name, key) => vault.adopt(name, key), writer, clock, log, watch });
  opened.push(() => receipts.stop());
  const seals = createDaySealer({ vault, masterKeys, queueKey: (name, key) => spool.add([{ kind: 'key', name, key }]) });
  return { store, vault, outage: {
    receipts, seals, standing, handOver: () => handOver(),
    backSince: () => (spool.isEmpty() ? watch.backSince() : clock.now()),
    keepDoors: (directory) => void opened.push(keepDoors({ file: join(folder, outageFiles.doors), directory, vault, log })),
  } };
};

type Reached = Pick<Database, 'store' | 'vault'>;

/** Waits for the database, where calls can be taken in meanwhile for as long as it takes. */
const reach = async (
  deps: DatabaseDeps, { watch, serveMeanwhile }: { watch: DatabaseWatch; serveMeanwhile: (() => Promise<void>) | undefined },
): Promise<Reached> => {
  const first = connect(deps, watch);
  if (!serveMeanwhile) return first;
  const early = await within(START_PATIENCE, first).catch((error: unknown) => error);
  if (isReached(early)) return early;
  const serving = isOutage(early) && (await serveMeanwhile().then(() => true, (error: unknown) => void deps.log.warn('DoorsNotOpened', { error })));
  if (!serving) return first;
  watch.failed('receipts', early);
  const reached = await again(first, deps, watch);
  watch.answered('receipts');
  return reached;
};

const again = async (first: Promise<Reached>, deps: DatabaseDeps, watch: DatabaseWatch): Promise<Reached> => {
  const { stop } = deps;
  const pause = createPause();
  const stopped = new Promise<never>((_, reject) => {
    stop?.addEventListener('abort', () => {
      pause.end();
      reject(new StartupProblem('The server was stopped before the database could be reached.'));
    });
  });
  stopped.catch(() => {});
  for (let trying = first; ; trying = connect(deps, watch)) {
    try {
      return await Promise.race([trying, stopped]);
    } catch (error) {
      if (stop?.aborted) void trying.then(close, () => {});
      if (stop?.aborted || !isOutage(error)) throw error;
      await pause.take(PAUSE);
    }
  }
};

const connect = async ({ url, masterKeys, clock, log }: DatabaseDeps, watch: DatabaseWatch): Promise<Reached> => {
  const vault = await openKurrentVault({ url, masterKeys });
  try {
    const store = await openKurrentStore({
      url, clock, onError: (error) => log.error('DeliveryFailed', { error }),
      onBreak: (error) => watch.failed('events', error), onConnected: () => watch.answered('events'),
    });
    return { store, vault };
  } catch (error) {
    await vault.close();
    throw error;
  }
};

const close = async ({ store, vault }: Reached): Promise<void> => {
  await store.close();
  await vault.close();
};

const isReached = (answer: unknown): answer is Reached => typeof answer === 'object' && answer !== null && 'store' in answer;

const isOutage = (error: unknown): boolean => error instanceof NoAnswer || isAway(error);
