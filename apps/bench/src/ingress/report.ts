import { accepted, refused } from '../load/load-job.js';
import { goal, table, tenths, whole } from '../load/table.js';
import type { Offered } from './offered.js';
import type { ContenderName } from './contenders.js';
import { connectionCounts, type ConnectionCount, type Saturated } from './saturation.js';

const share = (value: number, of: number): number => (of === 0 ? 0 : value / of);

export const saturationTable = (all: readonly Saturated[]): string => {
  const at = (connections: ConnectionCount) => all.filter((one) => one.connections === connections);
  const rows = connectionCounts.flatMap((connections) => {
    const bare = at(connections)[0]?.perSecond ?? 0;
    return at(connections).map(({ name, perSecond, latency, processor, refused: not }) => [
      `${connections} connections: ${name}`, whole(perSecond), `${whole(100 * share(perSecond, bare))} %`,
      tenths(latency.median), tenths(latency.p95), tenths(latency.p99), processor === undefined ? '' : whole(processor), not,
    ]);
  });
  return table(['as many as are taken', 'webhooks/s', 'of node:http', 'median ms', 'p95', 'p99', 'processor us', 'refused'], rows);
};

export const saturationGoals = (all: readonly Saturated[]): readonly string[] => {
  const of = (name: ContenderName): number => all.find((one) => one.name === name && one.connections === 200)?.perSecond ?? 0;
  const line = (what: string, floor: ContenderName, wanted: number): string => {
    const found = share(of('Tandem'), of(floor));
    return goal(what, found >= wanted, `${whole(100 * found)} %`);
  };
  return [
    line('200 connections, at least two thirds of bare Nest on Fastify', 'Nest on Fastify', 2 / 3),
    line('200 connections, at least half of bare node:http', 'node:http', 1 / 2),
  ];
};

/** Calls that were answered 200 and that no reader has read: the server's own count may be larger, by calls whose answer came too late. */
const lostOf = ({ load, read, accepted: counted }: Offered): number => Math.max(0, accepted(load) - Math.min(read, counted));

export const offeredTable = (offered: Offered, rate: number): string => {
  const { load, peakWaiting, peakLag, balanced, cores } = offered;
  return table(['offered, everything running', 'value'], [
    ['webhooks offered per second', whole(rate)],
    ['seconds', tenths(load.seconds)],
    ['accepted', whole(accepted(load))],
    ['refused or unanswered', refused(load)],
    ['accepted and not read', whole(lostOf(offered))],
    ['median ms', tenths(load.latency.median)],
    ['p95 ms', tenths(load.latency.p95)],
    ['p99 ms', tenths(load.latency.p99)],
    ['longest ms', tenths(load.latency.max)],
    ['cores used by the server', cores.toFixed(2)],
    ['calls waiting to be read, at most', whole(peakWaiting)],
    ['age of the oldest of them, at most, s', tenths(peakLag)],
    ['until every call was read, s', balanced === undefined ? 'not reached' : tenths(balanced)],
  ]);
};

export const offeredGoals = (offered: Offered, rate: number): readonly string[] => {
  const { load } = offered;
  const lost = lostOf(offered);
  return [
    goal(`${whole(rate)}/s, none refused, none lost`, refused(load) === 0 && lost === 0, `${refused(load)} refused, ${lost} lost`),
    goal('median under 5 ms', load.latency.median < 5, `${tenths(load.latency.median)} ms`),
    goal('p99 under 50 ms', load.latency.p99 < 50, `${tenths(load.latency.p99)} ms`),
  ];
};
