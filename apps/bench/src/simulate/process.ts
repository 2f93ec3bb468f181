import type { Clock, EventStore, Protocol, SessionTimers, Vault } from '@tandem/domain';
import { openMemoryVault } from '@tandem/event-store/memory';
import { createProtocols } from '@tandem/protocols';
import { createAgentProcedures } from '@tandem/server/agent/agent-procedures.js';
import { createChannelProcedures, type Giver } from '@tandem/server/channel/channel-procedures.js';
import { createDirectory, type Directory } from '@tandem/server/channel/directory.js';
import { keepSecrets } from '@tandem/server/channel/secret-keeper.js';
import type { Log } from '@tandem/server/logging/log.js';
import { noMetrics } from '@tandem/server/metrics/metrics.js';
import type { Procedures } from '@tandem/server/procedures.js';
import { createWay, type Way } from '@tandem/server/way.js';
import { createIngress, type Ingress } from '@tandem/server/webhooks/accept-webhook.js';
import type { Ledger } from '@tandem/server/worker/ledger.js';
import type { Dice } from './dice.js';
import { openVault } from './open-vault.js';
import type { World } from './world.js';

/** One life of the server, from a start to a stop or a crash. */
export interface Process {
  readonly number: number;
  readonly ingress: Ingress;
  readonly way: Way;
  readonly procedures: Pick<Procedures, 'agents' | 'channels'>;
  readonly directory: Directory;
  readonly vault: Vault;
  /** Finishes what is under way, as a stop of the server does. */
  stop(): Promise<void>;
}

/** The world's side of the ports that are no adapters of ours. */
export interface Surroundings {
  readonly send: Protocol['send'];
  readonly runtimes: Parameters<typeof createWay>[0]['runtimes'];
  readonly openSessions: Parameters<typeof createWay>[0]['openSessions'];
  readonly log: Log;
}

export const vaultOf = ({ plan, vault }: World, dice: Dice): Vault =>
  plan.seals ? openMemoryVault({ contents: vault, random: dice.bytes }) : openVault(vault, dice);

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
  const vault = slowNowAndThen(vaultOf(world, random), world, life);
  const protocols = protocolsOf(life, around.send);
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
    onPause: async (channel, papers) => {
      const revision = directory.byKey(channel)?.state.credentialsRevision ?? 0;
      await channels.pauseSending(channel, by(world, 'system'), { revision, papers });
    },
    onMessage: (channel, receipt) => {
      channels.prove(channel, { id: `prove/${receipt}`, means: 'system', causation: receipt }, receipt).catch(() => {});
    },
  });
  await way.start();
  return {
    number: world.counts.crashes + world.counts.restarts,
    ingress, way, directory, vault, procedures: { agents, channels },
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

/** Meta Cloud as it is, but for what goes out. */
const protocolsOf = (life: Life, send: Protocol['send']) => {
  const [meta] = createProtocols();
  const inWorld: Protocol = {
    ...(meta as Protocol),
    send: (outbound, credentials, options) => (life.isAlive() ? send(outbound, credentials, options) : never),
    showTyping: () => Promise.resolve(),
  };
  return (name: string): Protocol | undefined => (name === inWorld.name ? inWorld : undefined);
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
