import { SECOND, type Millis } from '@tandem/domain';
import { openCrashingStore, type CrashingStore, type MemoryVaultContents } from '@tandem/event-store/memory';
import { openMemoryTimers, type MemoryTimers } from '@tandem/session-timers/memory';
import type { ContentStore } from '@tandem/server/media/content-store.js';
import { nothingNoted, type Noted } from '@tandem/server/worker/ledger.js';
import { diceOf, type Dice } from './dice.js';
import { START, linesOf, type Feature, type Line, type Plan } from './plan.js';
import { createWorldClock, type WorldClock } from './world-clock.js';

/** A rule that did not hold: its name, and what was seen. */
export interface Violation {
  readonly rule: string;
  readonly words: string;
  readonly at: Millis;
  /** Stream of the conversation it happened in. */
  readonly stream?: string;
}

/** What the table counts. */
export interface Counts {
  webhooks: number;
  messages: number;
  crashes: number;
  restarts: number;
  turns: number;
  doubles: number;
  steps: number;
}

/** What outlives a process, and what everything in the world shares. */
export interface World {
  readonly plan: Plan;
  readonly clock: WorldClock;
  readonly lines: readonly Line[];
  /** Faults and disturbances end here. */
  readonly calmFrom: Millis;
  readonly timers: MemoryTimers;
  readonly vault: MemoryVaultContents;
  readonly disk: { store: CrashingStore; noted: Noted; armed: number; content?: ContentStore };
  readonly counts: Counts;
  /** Messages by the provider's id that the server fails over until then. */
  readonly poison: Map<string, Millis>;
  violation?: Violation;
  dice(name: string): Dice;
  /** Whether the plan has it, and it is not the time of rest. */
  has(feature: Feature): boolean;
  id(): string;
  /** Notes the first violation; the run ends with the step. */
  fail(rule: string, words: string, stream?: string): void;
  /** A line of the history, kept where one is wanted. */
  tell(about: string, words: () => string): void;
  after(delay: Millis, run: () => void): void;
}

/** A line of what happened, in the world's own words. */
export interface Told {
  readonly at: Millis;
  readonly about: string;
  readonly words: string;
}

export const createWorld = (plan: Plan, history?: Told[]): World => {
  const clock = createWorldClock(START);
  const storeDice = diceOf(plan.seed, 'store');
  const left = new Set(plan.without);
  let made = 0;
  const store = openCrashingStore({
    // a subscription may stay behind what is not its own for longer than in the server: every look costs a step
    clock, chance: () => storeDice.next(), latency: () => storeDice.skewed(1, 20), quiet: SECOND,
  });
  const world: World = {
    plan,
    clock,
    lines: linesOf(),
    calmFrom: START + plan.days * 86_400_000,
    timers: openMemoryTimers({ clock }),
    vault: { keys: new Map() },
    disk: { store, noted: nothingNoted, armed: 0 },
    counts: { webhooks: 0, messages: 0, crashes: 0, restarts: 0, turns: 0, doubles: 0, steps: 0 },
    poison: new Map(),
    dice: (name) => diceOf(plan.seed, name),
    has: (feature) => !left.has(feature) && clock.now() < world.calmFrom,
    id: () => `i${String((made += 1)).padStart(9, '0')}`,
    fail: (rule, words, stream) => {
      world.violation ??= { rule, words, at: clock.now(), ...(stream !== undefined && { stream }) };
    },
    tell: (about, words) => void history?.push({ at: clock.now(), about, words: words() }),
    after: (delay, run) => void clock.wakeAt(clock.now() + delay, run),
  };
  return world;
};
