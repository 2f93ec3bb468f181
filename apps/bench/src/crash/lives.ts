import { setTimeout as pause } from 'node:timers/promises';
import type { Place } from './plan.js';
import type { Scene } from './scene.js';
import type { Senders } from './senders.js';
import type { Victim } from './victim.js';

/** What a drill notes beside what it counts. */
export interface Notes {
  /** Error lines in the logs of all lives. */
  readonly errors: string[];
  /** What kept the drill from its end; empty where it came there. */
  readonly trouble: string[];
}

/** A life that does not come to its named point in this time is ended anyway, and counts as ended at random. */
const LIFE = 4_000;
/** Lives that are ended at random: some while the server is still starting, the others soon after. */
const EARLY = 0.2;
const STARTING = 600;
const SHORT_LIFE = 1_500;

/** The environment of a life that is to end at this place. */
export const orderFor = (place: Place): Readonly<Record<string, string>> =>
  place === 'random' ? {} : { TANDEM_DRILL_KILL_AT: `${place}:${1 + Math.floor(Math.random() * 4)}` };

/** Ends a life at its place, or else at random; answers where it ended. */
export const killAt = async (victim: Victim, place: Place, notes: Notes): Promise<Place> => {
  const isEarly = place === 'random' && Math.random() < EARLY;
  const up = isEarly || (await victim.up);
  const time = isEarly ? Math.random() * STARTING : place === 'random' ? Math.random() * SHORT_LIFE : LIFE;
  const inTime = up && (await Promise.race([victim.ended.then(() => true), pause(time, false)]));
  victim.kill('SIGKILL');
  const { signal, stderr } = await victim.ended;
  notes.errors.push(...victim.errors);
  if (signal !== 'SIGKILL') notes.trouble.push(`The server ended by itself: ${stderr.trim() || 'without a word'}`);
  return inTime || !up ? place : 'random';
};

export interface LastLives {
  readonly scene: Scene;
  readonly senders: Senders;
  /** Those that are not killed; up, or starting. */
  readonly victims: readonly Victim[];
  /** Sessions that began and have not ended. */
  readonly openSessions: () => number;
  /** How long all may take, in milliseconds. */
  readonly patience: number;
}

/** Everything is acknowledged, answered and brought to its end; then the lives end in good order. */
export const bringToEnd = async ({ scene, senders, victims, openSessions, patience }: LastLives, notes: Notes): Promise<void> => {
  const until = performance.now() + patience;
  const inTime = async (what: string, work: Promise<unknown>): Promise<void> => {
    const late = pause(Math.max(0, until - performance.now()), 'late', { ref: false });
    if ((await Promise.race([work, late])) === 'late') notes.trouble.push(`Not in time: ${what}`);
  };
  for (const { up } of victims) if (!(await up)) notes.trouble.push('The last start failed');
  await inTime('every message acknowledged', senders.finish());
  while (openSessions() > 0 && performance.now() < until) await pause(250);
  if (openSessions() > 0) notes.trouble.push(`Not in time: every session ended, ${openSessions()} are open`);
  await inTime('every status delivered', scene.simulator.waitFor({ idle: true, timeoutMs: patience }));
  for (const victim of victims) {
    victim.kill('SIGTERM');
    await victim.ended;
    notes.errors.push(...victim.errors);
  }
};
