import type { LoadResult } from '../load/load-job.js';
import { goal, table, tenths, whole } from '../load/table.js';

/** Bytes resident, by the moment. */
export interface Resident {
  readonly when: string;
  readonly bytes: number;
}

export interface Rebuilt {
  readonly events: number;
  readonly seconds: number;
  /** Webhooks at a calm rate while the views came back, and before. */
  readonly meanwhile: LoadResult;
  readonly calm: LoadResult;
}

const WANTED = 120_000;

export const residentTable = (all: readonly Resident[]): string =>
  table(['resident set of the server', 'MB'], all.map(({ when, bytes }) => [when, whole(bytes / 2 ** 20)]));

export const rebuiltTable = ({ events, seconds, meanwhile, calm }: Rebuilt): string =>
  table(['views from zero', 'value'], [
    ['events in the log', whole(events)],
    ['seconds', tenths(seconds)],
    ['events per second', whole(events / seconds)],
    ['webhook to 200 meanwhile: median, p99 ms', `${tenths(meanwhile.latency.median)}, ${tenths(meanwhile.latency.p99)}`],
    ['the same in calm: median, p99 ms', `${tenths(calm.latency.median)}, ${tenths(calm.latency.p99)}`],
  ]);

export const rebuiltGoals = ({ events, seconds, meanwhile }: Rebuilt): readonly string[] => [
  goal(`at least ${whole(WANTED)} events/s`, events / seconds >= WANTED, `${whole(events / seconds)}/s`),
  goal('ingress p99 meanwhile under 50 ms', meanwhile.latency.p99 < 50, `${tenths(meanwhile.latency.p99)} ms`),
];
