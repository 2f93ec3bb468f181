import { join } from 'node:path';
import type { Clock, EventStore, Millis, Protocol, Vault } from '@tandem/domain';
import { isKurrentAddress } from '@tandem/event-store/kurrentdb';
import { createProtocols } from '@tandem/protocols';
import { createAgentProcedures } from './agent/agent-procedures.js';
import { createChannelProcedures } from './channel/channel-procedures.js';
import { createDirectory, type Directory } from './channel/directory.js';
import { createOtherTraffic } from './channel/other-traffic.js';
import { systemClock } from './clock.js';
import type { Config } from './config.js';
import { createConversationProcedures } from './conversation/conversation-procedures.js';
import { noDrill, type Drill } from './drill-points.js';
import { watchStore } from './health/watched-store.js';
import { openHistory, type History } from './history/history.js';
import type { Front } from './http/front.js';
import { newId } from './ids.js';
import { createLog, type Log } from './logging/log.js';
import { openContentStore, openMemoryContentStore, type ContentStore } from './media/content-store.js';
import { openMediaHolders, type MediaHolders } from './media/media-holders.js';
import { createMediaLinks, type MediaLinks } from './media/media-links.js';
import { createMetrics, type PrometheusMetrics } from './metrics/prometheus.js';
import { createPeople, type People } from './operator/people.js';
import type { Outage } from './outage/outage.js';
import { serveWhileAway } from './outage/while-away.js';
import type { Procedures } from './procedures.js';
import { openSearch, type Search } from './search/search.js';
import { createTryIt } from './try/try-it.js';
import { openStores, type Stores } from './stores.js';
import { openViews, type Views } from './views/views.js';

/** Everything that is made before the way of a message is: the ports, and what stands on them. */
export interface ServerContext {
  readonly config: Config;
  readonly store: EventStore;
  readonly vault: Vault;
  readonly directory: Directory;
  readonly procedures: Procedures;
  readonly protocols: (name: string) => Protocol | undefined;
  readonly clock: Clock;
  readonly metrics: PrometheusMetrics;
  readonly log: Log;
  readonly newId: () => string;
  /** When the store last took appends again after it had refused some; 0 = never. */
  readonly storeBackSince: () => Millis;
  /** Id of this data folder as a writer of receipts. */
  readonly writer: string;
  /** The data folder, absolute; undefined where nothing is kept. */
  readonly folder?: string;
  /** How the time without the database is bridged; undefined where there is none. */
  readonly outage?: Outage;
  /** Where this process listens, e.g. `http://127.0.0.1:7400`. */
  readonly url: string;
  /** Where providers reach it. */
  readonly publicUrl: string;
  readonly drill: Drill;
  /** Lists, timelines and counts; open and following the log. */
  readonly views: Views;
  /** What was said, word by word; open and following the log. */
  readonly search: Search;
  /** Who changed which configuration when; open and following the log. */
  readonly history: History;
  /** Operators, their sign-ins, and programs with a key. */
  readonly people: People;
  /** Media beside the log, and the addresses under which runtimes get them. */
  readonly content: ContentStore;
  readonly mediaLinks: MediaLinks;
  /** Who keeps media in this folder; undefined where one process has the log to itself. */
  readonly mediaHolders?: MediaHolders;
}

/** What a test may bring along instead of the real thing. */
export interface Replacements {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly metrics?: PrometheusMetrics;
  readonly protocols?: readonly Protocol[];
  readonly openStores?: typeof openStores;
  readonly drill?: Drill;
  /** Ends the wait for a database that is away at the start. */
  readonly stop?: AbortSignal;
  /** Told once where the process takes calls in but waits for its database. */
  readonly onAway?: (url: string) => void;
}

export interface Composed extends ServerContext {
  readonly refusesWrites: () => boolean;
  /** Ends the directory and closes what was opened. */
  close(): Promise<void>;
}

/** Opens the stores and builds on them. Throws a `StartupProblem` where that cannot be; nothing is left open then. */
export const compose = async (config: Config, at: Pick<Front, 'url' | 'open'>, replacements: Replacements = {}): Promise<Composed> => {
  const log = replacements.log ?? createLog({ level: config.logLevel });
  const clock = replacements.clock ?? systemClock;
  const protocols = byName([...(replacements.protocols ?? createProtocols(apisOf(config))), createTryIt()]);
  const metrics = replacements.metrics ?? createMetrics({ process: replacements.clock === undefined });
  const isHttp = config.roles.includes('http');
  const stores = await (replacements.openStores ?? openStores)(config, {
    clock, log, metrics, stop: replacements.stop,
    whileAway: async (inHand) => {
      const end = await serveWhileAway(inHand, { front: at, isHttp, protocols, clock, newId, metrics, log });
      replacements.onAway?.(at.url);
      return end;
    },
  });
  try {
    return await composeOn(stores, { config, at, log, clock, protocols, metrics, replacements });
  } catch (error) {
    await stores.close();
    throw error;
  }
};

interface Parts {
  readonly config: Config;
  readonly at: { url: string };
  readonly protocols: ServerContext['protocols'];
  readonly metrics: PrometheusMetrics;
  readonly log: Log;
  readonly clock: Clock;
  readonly replacements: Replacements;
}

const composeOn = async (stores: Stores, { config, at, log, clock, protocols, metrics, replacements }: Parts): Promise<Composed> => {
  const { store, refusesWrites, backSince } = watchStore(stores.store, clock);
  const { vault, writer, folder, outage } = stores;
  const directory = createDirectory({ store, vault, protocols });
  await directory.ready();
  outage?.keepDoors(directory);
  const shared = isKurrentAddress(config.eventStore);
  const mediaHolders = shared && folder !== undefined ? openMediaHolders({ folder: join(folder, 'media'), writer }) : undefined;
  const people = createPeople({ store, vault, clock, newId, folder, shared });
  await people.directory.ready();
  const views = openViews({ store, vault, file: folder === undefined ? ':memory:' : join(folder, 'views.sqlite') });
  await views.start();
  const search = openSearch({ store, vault, file: folder === undefined ? ':memory:' : join(folder, 'search.sqlite') });
  await search.start();
  const history = openHistory({ store, file: folder === undefined ? ':memory:' : join(folder, 'history.sqlite') });
  await history.start();
  const otherTrafficUses = createOtherTraffic({ store, vault, directory, protocols, clock });
  const channels = createChannelProcedures({ store, vault, directory, protocols, clock, otherTrafficUses });
  const agents = createAgentProcedures({ store, directory, clock, channels });
  return {
    config, store, vault, directory, protocols, clock, log, newId, writer, folder, outage, refusesWrites, people, views, search, history, metrics,
    storeBackSince: () => Math.max(backSince(), outage?.backSince() ?? 0),
    procedures: { agents, channels, conversations: createConversationProcedures({ store, vault, clock }) },
    content: folder === undefined ? openMemoryContentStore(vault) : openContentStore({ folder: join(folder, 'media'), vault }),
    mediaLinks: createMediaLinks({ vault, clock, publicUrl: config.publicUrl ?? at.url, holder: mediaHolders?.self }),
    mediaHolders,
    url: at.url,
    publicUrl: config.publicUrl ?? at.url,
    drill: replacements.drill ?? noDrill,
    close: async () => {
      await history.stop();
      await search.stop();
      await views.stop();
      await people.directory.stop();
      await directory.stop();
      await stores.close();
    },
  };
};

/** Where the providers are. */
const apisOf = (config: Config): Parameters<typeof createProtocols>[0] => ({
  'meta-cloud': { url: config.metaGraphUrl, version: config.metaVersion },
  coster: { url: config.costerUrl, pushUrl: config.costerPushUrl },
  qontak: { url: config.qontakUrl },
});

const byName = (protocols: readonly Protocol[]): ((name: string) => Protocol | undefined) => {
  const known = new Map<string, Protocol>(protocols.map((protocol) => [protocol.name, protocol]));
  return (name) => known.get(name);
};
