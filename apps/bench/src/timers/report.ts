import type { Cost } from './per-message.js';

export interface Row {
  readonly engine: 'embedded' | 'temporal';
  readonly what: string;
  readonly measured: number | undefined;
  readonly unit: '/s' | 'MiB' | 'ms';
  /** At least (rates) or at most (memory, lateness) so much. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

export const isMet = ({ measured, goal }: Row): boolean =>
  goal === undefined || (measured !== undefined && ('atLeast' in goal ? measured >= goal.atLeast : measured <= goal.atMost));

/** Rates with their ratio to the store's floor, sessions per second that are loaded and appended to without timers. */
export const table = (rows: readonly Row[], floor: number): string =>
  [
    `The store's floor: loads and appends what ReachDeadline does, without rules or timers, for ${Math.round(floor)} sessions/s.`, '',
    '| engine | what | measured | of the floor | goal |', '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.engine} | ${row.what} | ${measuredOf(row)} | ${ratioOf(row, floor)} | ${goalOf(row)} |`),
  ].join('\n');

const measuredOf = ({ measured, unit }: Row): string => (measured === undefined ? '-' : `${Math.round(measured)} ${unit}`);

const ratioOf = ({ measured, unit }: Row, floor: number): string => (measured === undefined || unit !== '/s' ? '' : (measured / floor).toFixed(2));

const goalOf = (row: Row): string => {
  if (!row.goal) return '';
  const words = 'atLeast' in row.goal ? `at least ${row.goal.atLeast}` : `at most ${row.goal.atMost}`;
  return `${words} ${row.unit}: ${isMet(row) ? 'met' : 'MISSED'}`;
};

/** What one evaluation adds: whether the first deadline falls together with the ask is chance, and so is this. */
const EVALUATION = { actions: 2, events: 11 };

/** Whether a session costs Temporal the same however many messages it has, but for one evaluation. */
export const isConstant = (costs: readonly Cost[]): boolean =>
  growth(costs.map(({ actions }) => actions.least)) <= EVALUATION.actions && growth(costs.map(({ events }) => events.least)) <= EVALUATION.events;

const growth = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

export const costTable = (costs: readonly Cost[]): string =>
  [
    '| messages in a session, each answered | actions of Temporal, least to most | history events, least to most |', '| --- | --- | --- |',
    ...costs.map(({ messages, actions, events }) => `| ${messages} | ${actions.least} to ${actions.most} | ${events.least} to ${events.most} |`),
    '', `Constant, but for one evaluation: ${isConstant(costs) ? 'met' : 'MISSED'}`,
  ].join('\n');
