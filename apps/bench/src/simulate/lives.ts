import { MINUTE } from '@tandem/domain';
import { nothingNoted } from '@tandem/server/worker/ledger.js';
import type { Log } from '@tandem/server/logging/log.js';
import { bootProcess, type Life, type Process, type Surroundings } from './process.js';
import type { World } from './world.js';

/** The lives of the process: it starts, crashes in the midst of anything, is restarted, and starts again. */
export interface Lives {
  readonly process: () => Process | undefined;
  readonly upSince: () => number | undefined;
  /** Crashes and restarts so far. */
  readonly number: () => number;
  boot(): Promise<void>;
  /** Called in the midst of an outside call: the process may end here, and answers that it did. */
  midCall(): boolean;
  /** Something befalls the process now, or soon. */
  disturb(): void;
  /** Lines in its log, by event. */
  readonly errors: ReadonlyMap<string, number>;
}

export interface LivesDeps {
  readonly provider: () => Surroundings['provider'];
  readonly runtimes: Surroundings['runtimes'];
  readonly views: Surroundings['views'];
  readonly openSessions: (channel: string) => readonly string[];
  readonly onUp: (process: Process) => void;
  readonly onCrash: () => void;
}

export const createLives = (world: World, deps: LivesDeps): Lives => {
  const { clock, disk, counts } = world;
  const dice = world.dice('crashes');
  const errors = new Map<string, number>();
  let process: Process | undefined;
  let upSince: number | undefined;
  let life: (Life & { end(): void }) | undefined;
  /** Outside calls until the process ends in the midst of one. */
  let endsIn = Infinity;

  const boot = async (): Promise<void> => {
    const mine = newLife(world);
    life = mine;
    const booted = await bootProcess(world, mine, {
      provider: deps.provider(),
      runtimes: deps.runtimes,
      views: deps.views,
      // the witness has read what stands in the log by the next moment
      openSessions: (channel) => new Promise((resolve) => mine.clock.wakeAt(clock.now() + 1, () => resolve(deps.openSessions(channel)))),
      log: logOf(world, errors),
    });
    if (!mine.isAlive()) return;
    process = booted;
    upSince = clock.now();
    world.tell('process', () => 'is up');
    deps.onUp(booted);
  };

  const crash = (): boolean => {
    if (!life) return false;
    world.tell('process', () => 'crashes');
    counts.crashes += 1;
    life.end();
    life = process = upSince = undefined;
    disk.store.crash();
    world.timers.crash();
    disk.store = disk.store.reopen();
    lose();
    deps.onCrash();
    const away = dice.chance(0.1) ? dice.between(5 * MINUTE, 240 * MINUTE) : dice.skewed(200, 2 * MINUTE);
    world.after(away, () => void boot());
    return true;
  };

  /** What is not the log may be lost with the process. */
  const lose = (): void => {
    if (world.has('lostLedger') && dice.chance(0.1)) disk.noted = nothingNoted;
    if (!world.has('lostTimers') || !dice.chance(0.1)) return;
    disk.armed = 0;
    void world.timers.clear();
  };

  const restart = (): void => {
    const [going, itsLife] = [process, life];
    if (!going || !itsLife) return;
    world.tell('process', () => 'stops');
    process = upSince = undefined;
    void going.stop().then(() => {
      if (!itsLife.isAlive()) return undefined; // a crash came between
      counts.restarts += 1;
      itsLife.end();
      disk.store = disk.store.reopen();
      return boot();
    });
  };

  return {
    process: () => process,
    upSince: () => upSince,
    number: () => counts.crashes + counts.restarts,
    boot,
    midCall: () => {
      if ((endsIn -= 1) > 0) return false;
      endsIn = Infinity;
      return crash();
    },
    disturb: () => {
      const drawn = dice.next();
      if (drawn < 0.2 && world.has('restarts')) restart();
      else if (drawn >= 0.2 && world.has('crashes')) {
        if (drawn < 0.6) endsIn = dice.between(1, 6);
        else crash();
      }
    },
    errors,
  };
};

const newLife = (world: World): Life & { end(): void } => {
  const { clock, end } = world.clock.forProcess();
  let alive = true;
  return {
    clock,
    isAlive: () => alive,
    end: () => {
      alive = false;
      end();
    },
  };
};

const logOf = (world: World, errors: Map<string, number>): Log => {
  const note: Log['warn'] = (event, fields) => {
    errors.set(event, (errors.get(event) ?? 0) + 1);
    world.tell('log', () => `${event} ${JSON.stringify(fields)} ${fields?.error instanceof Error ? (fields.error.stack ?? '') : ''}`);
  };
  return {
    debug: () => {}, info: () => {}, warn: note,
    error: (event, fields) => {
      note(event, fields);
      if (event === 'ItemParked') return; // whether it had a cause, the witness knows
      world.fail('nothing fails without a cause', `${event}: ${fields?.error instanceof Error ? (fields.error.stack ?? '') : ''}`);
    },
  };
};
