import { createHash } from 'node:crypto';
import { threadCpuUsage } from 'node:process';
import { DAY, HOUR, SECOND, defaultSessionSettings, type Outbound } from '@tandem/domain';
import { messageKey } from '@tandem/server/conversation/keys.js';
import { createAgents } from './agents.js';
import { createCustomers, type Customers } from './customers.js';
import { createDeliveries, type Deliveries } from './deliveries.js';
import type { Happenings } from './happenings.js';
import { createLives, type Lives } from './lives.js';
import { createOperators } from './operators.js';
import { REST, type Plan } from './plan.js';
import { vaultOf } from './process.js';
import { createProvider, type Provider } from './provider.js';
import { createRooms, type Rooms } from './rooms.js';
import { rushes } from './rushes.js';
import { createWitness, type Witness } from './witness.js';
import { createWorld, type Counts, type Told, type Violation, type World } from './world.js';

export interface Result {
  readonly plan: Plan;
  readonly violation?: Violation;
  readonly counts: Counts;
  readonly asks: number;
  readonly replies: number;
  readonly closings: number;
  readonly ends: Readonly<Record<string, number>>;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly happenings: Happenings;
  readonly events: number;
  /** Of everything in the log, in its order; of nothing where it was not asked for. */
  readonly hash: string;
  readonly simulatedDays: number;
  readonly seconds: number;
  /** Time of the processor, which is less where others use the machine too. */
  readonly cpuSeconds: number;
  readonly errors: ReadonlyMap<string, number>;
}

/** Runs one world to its end, or to the first rule that does not hold. */
export const simulate = async (plan: Plan, options: { history?: Told[]; hash?: boolean } = {}): Promise<Result> => {
  const began = { at: performance.now(), cpu: threadCpuUsage() };
  const world = createWorld(plan, options.history);
  const start = world.clock.now();
  const { run, witness, lives } = createSetting(world);
  try {
    await run();
  } catch (error) {
    world.fail('nothing throws', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const { sends, ends, intake, happenings } = witness;
  const hash = createHash('sha256');
  const log = options.hash ? await world.disk.store.reopen().readAll({ after: 0, limit: Infinity }) : [];
  for (const event of log) hash.update(JSON.stringify(event));
  return {
    plan, violation: world.violation, counts: world.counts, errors: lives.errors,
    asks: sends.count('ask'), closings: sends.count('closing'), replies: sends.count('reply') + sends.count('operator'),
    ends: Object.fromEntries(ends), verdicts: intake.verdicts(), happenings, events: witness.events(), hash: hash.digest('hex'),
    simulatedDays: (world.clock.now() - start) / DAY,
    seconds: (performance.now() - began.at) / 1_000,
    cpuSeconds: threadCpuUsage(began.cpu).user / 1_000_000,
  };
};

/** Everything in one world, wired to each other. */
const createSetting = (world: World) => {
  const { plan, clock, counts } = world;
  const dice = world.dice('witness');
  const addresses = new Map<string, string>();
  const hashing = vaultOf(world, world.dice('installation'));
  /** Calls to the provider that were not answered yet, with the number of crashes before them. */
  const calls = new Map<Outbound, number>();

  const rooms: Rooms = createRooms(world, () => deliveries);
  const witness: Witness = createWitness(world, {
    rooms, upSince: () => lives.upSince(), person: (line, to) => customers.find(line, to),
  });
  const deliveries: Deliveries = createDeliveries(world, {
    process: () => lives.process(),
    address: (line) => addresses.get(line.key) ?? '',
    onCall: witness.intake.called,
    onAccepted: witness.intake.accepted,
  });
  const provider: Provider = createProvider(world, {
    deliveries,
    rooms,
    midCall: () => lives.midCall(),
    lastInbound: (line, to) => customers.find(line, to)?.lastInbound,
    onAttempt: (line, outbound) => {
      calls.set(outbound, counts.crashes);
      world.tell('provider', () => `${line.key} is asked to send ${outbound.send}`);
      witness.sends.attempted(line, outbound);
      operators.meddle(line.key);
    },
    onEffect: (effect) => {
      world.tell('provider', () => `${effect.outbound.send} arrives as ${effect.wamid}`);
      witness.sends.effect(effect);
      customers.receive(effect);
    },
    onOutcome: (_line, outbound, outcome) => {
      world.tell('provider', () => `${outbound.send}: ${outcome.kind}`);
      if (outcome.kind === 'unknown' || calls.get(outbound) !== counts.crashes) witness.sends.doubt(outbound);
      calls.delete(outbound);
    },
  });
  const customers: Customers = createCustomers(world, {
    deliveries,
    rooms,
    settings: ({ key }) => {
      const channel = witness.settings.state(key);
      return channel.status === 'none' ? defaultSessionSettings : channel.settings;
    },
    onSaid: (message) => {
      const { customer, id, line, from, content } = message;
      world.tell('customer', () => `${customer} writes ${id} to ${line.key} as ${JSON.stringify(from)}: ${JSON.stringify(content)}`);
      if (message.poisonUntil !== undefined) world.poison.set(message.wamid, message.poisonUntil);
      witness.messages.said(message, messageKey(hashing, line.key, message.wamid));
    },
  });
  const agents = createAgents(world, {
    midCall: () => lives.midCall(),
    onCall: (channel, request) => {
      world.tell('agent', () => `${channel} is called with ${request.turn}, attempt ${request.attempt}`);
      witness.messages.called(channel, request, lives.number());
      operators.meddle(channel);
    },
    onAnswer: (_channel, request) => witness.messages.answered(request),
  });
  const lives: Lives = createLives(world, {
    provider: () => provider,
    views: { olderThan: witness.olderThan, forget: async (...gone) => witness.forget(...gone) },
    runtimes: agents.runtimes,
    openSessions: witness.openSessions,
    onUp: (process) => {
      for (const { key, state } of process.directory.channels()) addresses.set(key, state.address);
      const streams = witness.streams();
      if (streams.length > 0) void witness.refold(process, Array.from({ length: 5 }, () => dice.pick(streams)));
    },
    onCrash: () => {
      for (const outbound of calls.keys()) witness.sends.doubt(outbound);
    },
  });
  const operators = createOperators(world, {
    process: lives.process, provider, breakDown: agents.breakDown, openSessions: witness.openSessions,
    conversations: witness.conversations, onErased: (stream) => witness.erasures.done(stream),
  });

  const setUp = async (): Promise<void> => {
    await lives.boot();
    const process = lives.process();
    if (!process) throw new Error('the first start failed');
    await operators.setUp(process);
    for (const { key, state } of process.directory.channels()) addresses.set(key, state.address);
  };

  const leave = (): void => {
    rooms.leave();
    operators.leave();
  };

  const run = async (): Promise<void> => {
    let ready = false;
    void setUp().then(() => (ready = true));
    await pump(world, witness, clock.now() + 30 * SECOND);
    if (!ready) throw new Error('the world was not set up in time');
    operators.start();
    for (const at of rushes(world, world.dice('disturbances'), plan.days > 3 ? 2 : 12)) world.after(at, lives.disturb);
    // the process may be away for hours yet
    for (let hours = 1; hours <= 8; hours += 1) clock.wakeAt(world.calmFrom + hours * HOUR, leave);
    await pump(world, witness, world.calmFrom + REST);
    if (world.violation) return;
    const process = lives.process();
    if (process) await witness.refold(process);
    if (deliveries.waiting() > 0) world.fail('every call is taken at last', `${deliveries.waiting()} wait`);
    if (!world.violation) await witness.end();
  };

  return { witness, lives, run };
};

/** One thing after the other; what each sets going is done before the witness looks, and before the next. */
const pump = (world: World, witness: Witness, until: number): Promise<void> =>
  new Promise((resolve, reject) => {
    let looking = false;
    const step = (): void => {
      if (looking) {
        looking = false;
        return void witness.read().then(step).catch(reject);
      }
      witness.step();
      const run = world.violation ? undefined : world.clock.next(until);
      if (!run) return resolve();
      world.counts.steps += 1;
      try {
        run();
      } catch (error) {
        return reject(error instanceof Error ? error : new Error(String(error)));
      }
      looking = true;
      setImmediate(step);
    };
    setImmediate(step);
  });
