import { DAY, type ChannelKey, type Clock, type EventStore, type Millis, type Protocol, type SessionTimers, type Vault } from '@tandem/domain';
import { openMemoryVault } from '@tandem/event-store/memory';
import { createProtocols } from '@tandem/protocols';
import { createAgentProcedures } from '@tandem/server/agent/agent-procedures.js';
import { createChannelProcedures, type Giver } from '@tandem/server/channel/channel-procedures.js';
import { createDirectory, type Directory } from '@tandem/server/channel/directory.js';
import { keepSecrets } from '@tandem/server/channel/secret-keeper.js';
import { createConversationProcedures } from '@tandem/server/conversation/conversation-procedures.js';
import { createErase } from '@tandem/server/conversation/erase.js';
import type { Log } from '@tandem/server/logging/log.js';
import { openMemoryContentStore, type ContentStore } from '@tandem/server/media/content-store.js';
import { noMetrics } from '@tandem/server/metrics/metrics.js';
import type { Procedures } from '@tandem/server/procedures.js';
import { createRetention } from '@tandem/server/retention/retention.js';
import { createWay, type Way } from '@tandem/server/way.js';
import { createIngress, type Ingress } from '@tandem/server/webhooks/accept-webhook.js';
import type { Ledger } from '@tandem/server/worker/ledger.js';
import type { Dice } from './dice.js';
import { openVault } from './open-vault.js';
import type { Provider } from './provider.js';
import type { World } from './world.js';

/** One life of the server, from a start to a stop or a crash. */
export interface Process {
  readonly number: number;
  readonly ingress: Ingress;
  readonly way: Way;
  readonly procedures: Pick<Procedures, 'agents' | 'channels' | 'conversations'>;
  readonly directory: Directory;
  readonly vault: Vault;
  /** Forgets what is too old. */
  retain(): Promise<void>;
  /** Finishes what is under way, as a stop of the server does. */
  stop(): Promise<void>;
}

/** The world's side of the ports that are no adapters of ours. */
export interface Surroundings {
  readonly provider: Provider;
  readonly runtimes: Parameters<typeof createWay>[0]['runtimes'];
  readonly openSessions: Parameters<typeof createWay>[0]['openSessions'];
  /** What the views know of conversations that are old. */
  readonly views: Pick<Parameters<typeof createRetention>[0]['views'], 'olderThan' | 'forget'>;
  readonly log: Log;
}

export const vaultOf = ({ plan, vault }: World, dice: Dice): Vault =>
  plan.seals ? openMemoryVault({ contents: vault, random: dice.bytes }) : openVault(vault, dice);

/** How long receipts and conversations are kept. */
const RECEIPTS_KEPT: Millis = 14 * DAY;
const CONVERSATIONS_KEPT: Millis = 8 * DAY;

const never = new Promise<never>(() => {});

export interface Life {
  readonly clock: Clock;
  isAlive(): boolean;
}

export const by = (world: World, means: Giver['means'] = 'api'): Giver => ({ id: world.id(), means });

/** Starts the server on what is on the disk: the very parts that `server.ts` composes, without HTTP around them. */
export const bootProcess = async (world: World, life: Life, around: Surroundings): Promise<Process> => {
  const { plan, disk } = world;
  const { clock } = life;
  const store: EventStore = disk.store;
  const random = world.dice(`vault ${world.counts.crashes} ${world.counts.restarts}`);
  const chance = world.dice(`chance ${world.counts.crashes} ${world.counts.restarts}`);
  const vault = poisoned(slowNowAndThen(vaultOf(world, random), world, life), world);
  const protocols = protocolsOf(life, around.provider);
  const content = contentOf(world, vault);
  const directory = createDirectory({ store, vault, protocols });
  await directory.ready();
  const unguessable = (): string => Buffer.from(random.bytes(24)).toString('base64url');
  const channels = createChannelProcedures({ store, vault, directory, protocols, clock, unguessable });
  const agents = createAgentProcedures({ store, directory, clock, channels });
  const newId = world.id;
  const { log } = around;
  const keeper = keepSecrets({ directory, procedures: channels, clock, newId, log });
  const ingress = createIngress({
    store, vault, directory, protocols, clock, writer: 'w1', newId, metrics: noMetrics, log,
    onProof: async (channel, secret) => void (await channels.noteSecretSeen(channel, by(world, 'system'), secret)),
  });
  const way = createWay({
    store, vault, directory, protocols, clock, log, metrics: noMetrics,
    timers: timersOf(world.timers, life),
    ledger: ledgerOf(world, life),
    armed: armedOf(world, life),
    runtimes: (channel) => (life.isAlive() ? around.runtimes(channel) : never),
    chance: { id: newId, random: chance.next },
    rules: plan.rules, turnTimeout: plan.turnTimeout, grace: plan.grace,
    openSessions: around.openSessions,
    ...(world.plan.without.includes('retention') ? {} : { receiptsKept: RECEIPTS_KEPT, conversationsKept: CONVERSATIONS_KEPT }),
    media: { content, maxBytes: 1_000_000, link: (ref) => `https://media.example/${ref}` },
    onArchived: (agent, event) => channels.disconnectAll(agent, { id: `archived/${event}`, means: 'system', causation: event }),
    onPause: async (channel, papers) => {
      const revision = directory.byKey(channel)?.state.credentialsRevision ?? 0;
      await channels.pauseSending(channel, by(world, 'system'), { revision, papers });
    },
    onMessage: (channel, receipt) => {
      channels.prove(channel, { id: `prove/${receipt}`, means: 'system', causation: receipt }, receipt).catch(() => {});
    },
  });
  await way.start();
  const conversations = createConversationProcedures({ store, vault, clock });
  const purge = (): Promise<void> => Promise.resolve();
  const erase = createErase({ store, vault, clock, conversations: way.conversations, customers: way.customers, purge, receiptsKept: RECEIPTS_KEPT });
  conversations.serve({ ...way, erase });
  return {
    number: world.counts.crashes + world.counts.restarts,
    ingress, way, directory, vault, procedures: { agents, channels, conversations },
    retain: createRetention({
      store, vault, clock, content, conversations: way.conversations, receiptsKept: RECEIPTS_KEPT, conversationsKept: CONVERSATIONS_KEPT,
      allChannels: () => directory.channels().map(({ key }): ChannelKey => key), views: { ...around.views, purge },
    }),
    stop: async () => {
      await ingress.stop();
      keeper.stop();
      await way.stop();
      await directory.stop();
    },
  };
};

/** A reader that is behind: receipts take seconds to be opened. */
const slowNowAndThen = (vault: Vault, world: World, { clock }: Life): Vault => {
  const dice = world.dice(`reading ${world.counts.crashes} ${world.counts.restarts}`);
  return {
    ...vault,
    openBytes: async (sealed) => {
      if (world.has('slowReading') && dice.chance(0.02)) {
        await new Promise<void>((resolve) => clock.wakeAt(clock.now() + dice.between(500, 10_000), resolve));
      }
      return vault.openBytes(sealed);
    },
  };
};

/** The fault that has messages parked: what a customer said cannot be sealed until somebody has mended it. */
const poisoned = (vault: Vault, { poison, clock }: World): Vault => ({
  ...vault,
  seal: (name, plain) => {
    const wamid = name.startsWith('customer-') && typeof plain === 'string' ? /"id":"(wamid\.in\w+)"/.exec(plain)?.[1] : undefined;
    const until = poison.get(wamid ?? '');
    return until !== undefined && clock.now() < until ? Promise.reject(new RangeError('poison')) : vault.seal(name, plain);
  },
});

/** Media outlive the process as the log does. */
const contentOf = (world: World, vault: Vault): ContentStore => (world.disk.content ??= openMemoryContentStore(vault));

/** The protocols as they are, but for what goes out. */
const protocolsOf = (life: Life, provider: Provider) => {
  const gated = <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) => (...args: Args): Promise<T> => (life.isAlive() ? call(...args) : never);
  const inWorld = new Map<string, Protocol>(createProtocols().map((protocol) => {
    const { name, showTyping, readRoom, resolveRoom, findSent } = protocol;
    return [name, {
      ...protocol,
      send: gated(provider.send),
      fetchMedia: gated(provider.fetchMedia),
      ...(showTyping && { showTyping: () => Promise.resolve() }),
      ...(readRoom && { readRoom: gated(provider.readRoom) }),
      ...(resolveRoom && { resolveRoom: gated(provider.resolveRoom) }),
      ...(findSent && { findSent: gated(provider.findSent) }),
    }];
  }));
  return (name: string): Protocol | undefined => inWorld.get(name);
};

/** A dead process asks for nothing any more. */
const timersOf = (timers: SessionTimers, life: Life): SessionTimers => ({
  arm: (session, at) => (life.isAlive() ? timers.arm(session, at) : never),
  start: (reachDeadline) => (life.isAlive() ? timers.start(reachDeadline) : never),
  stop: () => timers.stop(),
});

const ledgerOf = ({ disk }: World, life: Life): Ledger => ({
  load: () => Promise.resolve(disk.noted),
  save: async (noted) => {
    if (life.isAlive()) disk.noted = noted;
  },
  close: () => Promise.resolve(),
});

const armedOf = ({ disk }: World, life: Life) => ({
  progress: () => Promise.resolve(disk.armed),
  saveProgress: async (position: number) => {
    if (life.isAlive()) disk.armed = position;
  },
});
