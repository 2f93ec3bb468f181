import type { Appended, EventStore, NewEvent, RecordedEvent } from '../kernel/event-store.js';
import type { ImpatientClock } from './impatient-clock.js';

/** What the parts of a contract suite share. */
export interface StoreContext {
  readonly store: () => EventStore;
  readonly clock: () => ImpatientClock;
}

let made = 0;

/** An event with an id of its own; what matters in a test is given. */
export const event = (parts: Partial<NewEvent>): NewEvent => ({
  id: `event-${++made}`,
  type: 'AgentRenamed',
  data: { name: 'Ayu' },
  meta: { v: 1, at: 1_700_000_000_000 },
  ...parts,
});

export const events = (count: number): NewEvent[] => Array.from({ length: count }, () => event({}));

export const versions = (recorded: readonly RecordedEvent[]): number[] => recorded.map(({ version }) => version);

/** The answer of an append that must have succeeded. */
export function appended(answer: Appended): Appended & { kind: 'appended' } {
  if (answer.kind !== 'appended') throw new Error(`expected an append to succeed, not ${JSON.stringify(answer)}`);
  return answer;
}
