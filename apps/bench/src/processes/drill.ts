import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Millis } from '@tandem/domain';
import { stopPointNames, type StopPoint } from '@tandem/server/drill-points.js';
import { hasPassed } from '../crash/drill.js';
import { judgeAll, type ProtocolRow } from '../crash/judge-all.js';
import type { Judgement } from '../crash/judge.js';
import { bringToEnd, killAt, orderFor, type Notes } from '../crash/lives.js';
import { nextKill, noKills, type Tally } from '../crash/plan.js';
import type { TurnCall } from '../crash/runtime-double.js';
import { setScene, type Scene } from '../crash/scene.js';
import { startSenders, type Acknowledged, type Senders } from '../crash/senders.js';
import { startDatabase } from '../outage/database.js';
import { startFront } from './front.js';
import { makePair, type Half } from './pair.js';
import { watchLog, type Watch } from './watch.js';

/** How often a process stood still, by where. */
export type Stops = Readonly<Record<StopPoint | 'random', number>>;
const noStops: Stops = { random: 0, 'turn-claimed': 0, 'send-claimed': 0 };

export interface ProcessesResult extends Judgement, Readonly<Notes> {
  readonly byProtocol: readonly ProtocolRow[];
  readonly kills: Tally;
  readonly stops: Stops;
  readonly calls: Senders['counts'];
  /** Milliseconds from a kill or a stop until the other had taken a channel; ascending. */
  readonly handOvers: readonly Millis[];
  /** Milliseconds from the 200 of a message until the agent was first asked about it; ascending. */
  readonly lateness: readonly Millis[];
  readonly seconds: number;
  /** Where the drill failed: a folder with the data folders of both, and the log in `log.jsonl`. */
  readonly kept?: string;
}

export interface ProcessesOptions {
  /** Senders per channel. */
  readonly parallel?: number;
  /** Told after each kill or stop, with how many there were. */
  readonly onDone?: (count: number) => void;
}

/** How many of the killed come back only when the other has taken their channels; the others come back at once. */
const STAY_AWAY = 0.6;
/** How long the last lives have to bring everything to its end. */
const LAST_LIVES = 180_000;
/** Stops that fall anywhere, among those at their places. */
const AT_RANDOM = 0.2;
/** By then the other has stopped waiting for what was claimed, and says it itself: age of claims, timeout and evidence of the scene, and a little. */
const GIVEN_UP = 15_000;
/** A process that does not come to its place in this time is stopped anyway. */
const TO_ITS_PLACE = 4_000;
/** Time between two stops, and after the other has taken over, at most. */
const CALM = 3_000;

interface Stage {
  readonly pair: readonly [Half, Half];
  readonly watch: Watch;
  readonly notes: Notes;
  readonly handOvers: Millis[];
}

/** One of two processes is killed, at random or where an effect has happened and is not recorded, and started again. */
export const killed = (kills: number, { parallel = 1, onDone }: ProcessesOptions = {}): Promise<ProcessesResult> =>
  onStage(parallel, async (stage) => {
    const { pair, watch, notes } = stage;
    let tally = noKills;
    let newest = pair[0];
    const next = () => nextKill(tally, { kills, chance: Math.random() });
    let place = next();
    newest.start(place && orderFor(place));
    pair[1].start();
    for (let done = 1; place && notes.trouble.length === 0; done += 1) {
      const half = place === 'random' ? either(pair) : newest;
      await otherOf(pair, half).life().up;
      if (place !== 'random') await Promise.race([watch.until(() => watch.heldBy(half.writer).length > 0), half.life().ended]);
      const reached = await killAt(half.life(), place, notes);
      tally = { ...tally, [reached]: tally[reached] + 1 };
      if (Math.random() < STAY_AWAY) await handedOver(stage, half);
      place = next();
      half.start(place && orderFor(place));
      newest = half;
      onDone?.(done);
    }
    return { kills: tally, stops: noStops };
  });

/**
 * One of two processes stands still (SIGSTOP) until the other has taken its channels, and then goes on where it stood:
 * at random, or between a claim and what it claimed, which is where the one process has a turn and the other a send.
 */
export const stopped = (stops: number, { parallel = 1, onDone }: ProcessesOptions = {}): Promise<ProcessesResult> =>
  onStage(parallel, async (stage) => {
    const { pair, watch, notes } = stage;
    let tally = noStops;
    pair.forEach((half, place) => half.start({ TANDEM_DRILL_STOP_AT: stopPointNames[place] ?? '' }));
    for (const half of pair) await half.life().up;
    for (let done = 1; done <= stops && notes.trouble.length === 0; done += 1) {
      const half = either(pair);
      if (!(await watch.until(() => watch.heldBy(half.writer).length > 0))) notes.trouble.push('A process that lives got no channels');
      await pause(Math.random() * CALM);
      const place = Math.random() < AT_RANDOM ? undefined : stopPointNames[pair.indexOf(half)];
      const where = await stand(half, place);
      tally = { ...tally, [where]: tally[where] + 1 };
      await handedOver(stage, half);
      await pause((where === 'send-claimed' ? GIVEN_UP : 0) + Math.random() * CALM);
      half.life().kill('SIGCONT');
      onDone?.(done);
    }
    return { kills: noKills, stops: tally };
  });

/** Stops it at its place, or at random where it does not come there in time; answers where. */
const stand = async (half: Half, place: StopPoint | undefined): Promise<StopPoint | 'random'> => {
  const life = half.life();
  if (place !== undefined) {
    const reached = life.said(`Stopped at ${place}`);
    life.kill('SIGUSR2');
    if (await Promise.race([reached.then(() => true), pause(TO_ITS_PLACE, false)])) return place;
  }
  life.kill('SIGSTOP');
  return 'random';
};

const either = ([one, other]: Stage['pair']): Half => (Math.random() < 0.5 ? one : other);

const otherOf = ([one, other]: Stage['pair'], half: Half): Half => (half === one ? other : one);

/** Waits until the other has all channels of the one that stands still since now; notes how long that took for each. */
const handedOver = async ({ watch, notes, handOvers }: Stage, { writer }: Half): Promise<void> => {
  const since = Date.now();
  const channels = watch.heldBy(writer);
  const isDone = await watch.until(() => watch.heldBy(writer).length === 0);
  if (!isDone) notes.trouble.push(`Nobody took the channels of ${writer}: ${watch.heldBy(writer).join(', ')}`);
  else handOvers.push(...channels.map((channel) => watch.takenAt(channel) - since));
};

const onStage = async (parallel: number, play: (stage: Stage) => Promise<Pick<ProcessesResult, 'kills' | 'stops'>>): Promise<ProcessesResult> => {
  const began = performance.now();
  const database = await startDatabase();
  const open: (() => unknown)[] = [() => database.stop()];
  try {
    const log = { eventStore: database.url, masterKey: randomBytes(32).toString('base64') };
    const scene = await setScene({ parallel, log });
    const closing: { kept?: 'kept' } = {};
    open.push(() => scene.close(closing.kept));
    const watch = await watchLog(database.url);
    open.push(() => watch.close());
    const pair = await makePair(scene);
    const front = await startFront({ port: Number(scene.environment['TANDEM_PORT']), servers: pair.map(({ port }) => port) });
    open.push(() => front.close(), () => endAll(pair));
    const stage: Stage = { pair, watch, notes: { errors: [], trouble: [] }, handOvers: [] };
    const senders = startSenders({ channels: scene.channels, parallel });
    const played = await play(stage);
    const result = { ...played, ...(await judged({ ...stage, scene, senders })), seconds: (performance.now() - began) / 1_000 };
    if (hasPassed(result)) return result;
    closing.kept = 'kept';
    writeFileSync(join(scene.data, 'log.jsonl'), watch.events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return { ...result, kept: scene.data };
  } finally {
    for (const close of open.toReversed()) await close();
  }
};

const judged = async ({ pair, watch, notes, handOvers, scene, senders }: Stage & { scene: Scene; senders: Senders }) => {
  const victims = pair.map((half) => half.life());
  await bringToEnd({ scene, senders, victims, openSessions: watch.openSessions, patience: LAST_LIVES }, notes);
  const conversations = watch.events.filter(({ stream }) => stream.startsWith('conversation-'));
  return {
    ...judgeAll(scene, senders, conversations), ...notes, calls: senders.counts,
    handOvers: handOvers.toSorted(ascending), lateness: latenessOf(senders.acknowledged, scene.runtime.calls).toSorted(ascending),
  };
};

const latenessOf = (acknowledged: readonly Acknowledged[], calls: readonly TurnCall[]): readonly Millis[] => {
  const asked = new Map<string, Millis>();
  for (const { texts, at } of calls) for (const text of texts) if (!asked.has(text)) asked.set(text, at);
  return acknowledged.flatMap(({ text, at }) => {
    const since = asked.get(text);
    return since === undefined ? [] : [Math.max(0, since - at)];
  });
};

const ascending = (one: number, other: number): number => one - other;

/** None outlives the drill; one that stands still is killed as well. */
const endAll = async (pair: Stage['pair']): Promise<void> => {
  for (const half of pair) {
    half.life().kill('SIGKILL');
    await half.life().ended;
  }
};
