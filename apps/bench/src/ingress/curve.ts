import type { Generator } from '../load/generator.js';
import type { Target } from '../load/load-job.js';
import type { ContenderName, Contenders } from './contenders.js';

/** Latency at one offered rate. */
export interface CurvePoint {
  readonly rate: number;
  readonly median: number;
  readonly p99: number;
}

export type Curve = Readonly<Partial<Record<ContenderName, readonly CurvePoint[]>>>;

const drawn: readonly ContenderName[] = ['node:http', 'Nest on Fastify', 'node:http + append', 'Tandem'];
const rates = [250, 500, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000];
/** Above this median a contender is over its knee: higher rates show only how long the queue has become. */
const OVER = 200;

/** Calls at one fixed rate after the other. */
export const measureCurve = async (
  contenders: Contenders, generator: Generator, { targets, customers, seconds }: { targets: readonly Target[]; customers: number; seconds: number },
): Promise<Curve> => {
  const curve: Partial<Record<ContenderName, CurvePoint[]>> = {};
  for (const rate of rates) {
    for (const name of drawn) {
      const points = (curve[name] ??= []);
      if ((points.at(-1)?.median ?? 0) > OVER) continue;
      const { latency } = await generator.run({
        url: contenders[name].url, targets, connections: 200, seconds, rate, customers, statusesPerMessage: 0, text: 'Load',
      });
      points.push({ rate, median: latency.median, p99: latency.p99 });
    }
  }
  return curve;
};
