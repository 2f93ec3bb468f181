import type { NextWake } from '@tandem/domain';
import { systemClock } from '@tandem/server/clock.js';
import { openEmbedded, openTemporal, type EngineOptions } from './engines.js';
import { armMany, dueAtOnce, latenessAt, type Steady } from './measure.js';
import { residentAfterRestart } from './million.js';
import { writeOverdueLog } from './overdue-log.js';
import type { Row } from './report.js';

/** How much of each is done. */
export interface Size {
  readonly sessions: number;
  /** Sessions that are armed for the figure of memory. */
  readonly armed: number;
  readonly lateSeconds: number;
}

type Open = (options: EngineOptions) => ReturnType<typeof openTemporal>;

const goals = { engine: 5_000, rules: 1_500, memory: 512, late: 1_000 };
const far = (): number => Date.now() + 86_400_000;

export const measureEmbedded = async ({ sessions, armed, lateSeconds }: Size): Promise<readonly Row[]> => {
  const rates = await ratesOf(openEmbedded, sessions);
  return [
    { engine: 'embedded', what: 'armed', measured: rates?.armed, unit: '/s' },
    { engine: 'embedded', what: `memory after a restart, ${armed} armed`, measured: await residentAfterRestart(armed), unit: 'MiB', goal: { atMost: goals.memory } },
    { engine: 'embedded', what: ALONE, measured: rates?.alone, unit: '/s', goal: { atLeast: goals.engine } },
    { engine: 'embedded', what: RULES, measured: rates?.rules, unit: '/s', goal: { atLeast: goals.rules } },
    ...await lateness(openEmbedded, { engine: 'embedded', rates: { alone: goals.engine / 2, rules: goals.rules / 2 }, seconds: lateSeconds, goal: { atMost: goals.late } }),
  ];
};

/** Undefined where no Temporal can be reached. Its figures are its server's and this machine's; it has no goals but to be named. */
export const measureTemporal = async ({ sessions, lateSeconds }: Omit<Size, 'armed'>): Promise<readonly Row[] | undefined> => {
  const rates = await ratesOf(openTemporal, sessions);
  if (!rates) return undefined;
  const half = (rate = 2): number => Math.max(1, Math.round(rate / 2));
  return [
    { engine: 'temporal', what: 'armed', measured: rates.armed, unit: '/s' },
    { engine: 'temporal', what: ALONE, measured: rates.alone, unit: '/s' },
    { engine: 'temporal', what: RULES, measured: rates.rules, unit: '/s' },
    ...await lateness(openTemporal, { engine: 'temporal', rates: { alone: half(rates.alone), rules: half(rates.rules) }, seconds: lateSeconds }),
  ];
};

const ALONE = 'due at once, the engine alone';
const RULES = 'due at once, with ReachDeadline';

const ratesOf = async (open: Open, sessions: number) => {
  const engine = await open({ clock: systemClock });
  if (!engine) return undefined;
  const armed = await armMany(engine, sessions, far);
  await engine.close();
  const alone = await dueAtOnce(open, sessions);
  const rules = await withRules(sessions, (evaluate) => dueAtOnce(open, sessions, evaluate));
  return { armed, alone, rules };
};

interface LateRun {
  readonly engine: Row['engine'];
  readonly rates: { readonly alone: number; readonly rules: number };
  readonly seconds: number;
  readonly goal?: Row['goal'];
}

const lateness = async (open: Open, { engine, rates, seconds, goal }: LateRun): Promise<readonly Row[]> => {
  const rows = async (what: string, steady: Steady): Promise<readonly Row[]> => {
    const late = await latenessAt(open, steady);
    return [
      { engine, what: `late, median, ${what}, at ${steady.rate}/s`, measured: late?.median, unit: 'ms' },
      { engine, what: `late, p99, ${what}, at ${steady.rate}/s`, measured: late?.p99, unit: 'ms', goal },
    ];
  };
  return [
    ...await rows('the engine alone', { rate: rates.alone, seconds }),
    ...await withRules(rates.rules * seconds, (evaluate) => rows('with ReachDeadline', { rate: rates.rules, seconds, evaluate })),
  ];
};

/** The engine's own ids stay out of the log: each evaluation takes the next session that is due. */
const withRules = async <T>(sessions: number, measure: (evaluate: () => Promise<NextWake>) => Promise<T>): Promise<T> => {
  const log = await writeOverdueLog(sessions);
  try {
    let next = 0;
    return await measure(() => log.reachDeadline(log.sessions[next++]!));
  } finally {
    await log.close();
  }
};
