import { goal, table, tenths, whole } from '../load/table.js';
import type { AuditRun } from './run.js';

/** No answer may take longer at the median, in milliseconds. */
const WANTED = 100;

const hundredths = (value: number): string => value.toFixed(2);

export const auditTable = ({ plan, rebuilt, found, floor }: AuditRun): string => {
  const row = (what: string, { median, p95, p99, max }: AuditRun['floor']) => [what, ...[median, p95, p99, max].map(hundredths)];
  const agents = plan.agents === 1 ? 'one agent' : `${whole(plan.agents)} agents`;
  return [
    `${whole(plan.events)} changes of configuration on ${agents}; the view came back from zero in ${tenths(rebuilt)} s`, '',
    table(['milliseconds', 'median', 'p95', 'p99', 'max'], [
      ...found.map(({ what, took }) => row(what, took)), row('floor: full scan of one configuration', floor),
    ]),
  ].join('\n');
};

export const auditGoal = ({ found }: AuditRun): string => {
  const [slowest] = found.toSorted((one, other) => other.took.median - one.took.median);
  const median = slowest?.took.median ?? Infinity;
  return goal(`every answer under ${WANTED} ms at the median`, median < WANTED, `slowest: ${slowest?.what}, ${hundredths(median)} ms`);
};
