import type { Generator } from '../load/generator.js';
import { median, type Summary } from '../load/latencies.js';
import { accepted, refused, type LoadResult, type Target } from '../load/load-job.js';
import { processorOf } from '../load/processor.js';
import { contenderNames, type ContenderName, type Contenders } from './contenders.js';

export const connectionCounts = [1, 10, 50, 200] as const;
export type ConnectionCount = (typeof connectionCounts)[number];

export interface SaturationOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly customers: number;
  readonly targets: readonly Target[];
  /** Told before each round. */
  readonly onRound?: (round: number) => void;
}

/** The median over the rounds, of one contender with so many connections. */
export interface Saturated {
  readonly name: ContenderName;
  readonly connections: ConnectionCount;
  readonly perSecond: number;
  readonly latency: Pick<Summary, 'median' | 'p95' | 'p99'>;
  /** Microseconds of the receiver's processor per webhook; undefined where the system does not tell. */
  readonly processor: number | undefined;
  readonly refused: number;
}

interface Run {
  readonly load: LoadResult;
  readonly processor: number | undefined;
}

/** As many calls as each contender takes. One after the other, each round in another order, so that the machine's moods meet all alike. */
export const saturate = async (contenders: Contenders, generator: Generator, options: SaturationOptions): Promise<readonly Saturated[]> => {
  const results = new Map<string, Run[]>();
  const { targets, customers } = options;
  const run = async (name: ContenderName, connections: ConnectionCount, seconds: number): Promise<Run> => {
    const { url, child } = contenders[name];
    const before = processorOf(child.pid);
    const load = await generator.run({ url, targets, connections, seconds, customers, statusesPerMessage: 0, text: 'Load' });
    const after = processorOf(child.pid);
    return { load, processor: before === undefined || after === undefined ? undefined : ((after - before) * 1e6) / Math.max(1, accepted(load)) };
  };
  for (const name of contenderNames) await run(name, 50, Math.min(2, options.seconds)); // warm
  for (let round = 0; round < options.rounds; round += 1) {
    options.onRound?.(round + 1);
    for (const connections of connectionCounts) {
      for (const name of rotated(contenderNames, round)) {
        const result = await run(name, connections, options.seconds);
        const key = `${name} ${connections}`;
        results.set(key, [...(results.get(key) ?? []), result]);
      }
    }
  }
  return connectionCounts.flatMap((connections) =>
    contenderNames.map((name) => ({ name, connections, ...summed(results.get(`${name} ${connections}`) ?? []) })));
};

const rotated = <T>(items: readonly T[], by: number): readonly T[] => [...items.slice(by % items.length), ...items.slice(0, by % items.length)];

const summed = (rounds: readonly Run[]): Pick<Saturated, 'perSecond' | 'latency' | 'processor' | 'refused'> => {
  const middle = (of: (load: LoadResult) => number): number => median(rounds.map(({ load }) => of(load)));
  const processor = rounds.flatMap((run) => (run.processor === undefined ? [] : [run.processor]));
  return {
    perSecond: middle((load) => accepted(load) / load.seconds),
    latency: { median: middle(({ latency }) => latency.median), p95: middle(({ latency }) => latency.p95), p99: middle(({ latency }) => latency.p99) },
    processor: processor.length === 0 ? undefined : median(processor),
    refused: rounds.reduce((sum, { load }) => sum + refused(load), 0),
  };
};
