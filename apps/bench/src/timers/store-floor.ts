import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, SessionRef } from '@tandem/domain';
import { writeOverdueLog } from './overdue-log.js';

/** As many as the embedded engine evaluates at the same time. */
const AT_ONCE = 128;
/** As the server loads a conversation. */
const PAGE = 64;

/**
 * What the store allows without rules or timers: loads each of so many conversations and appends the very events that
 * `ReachDeadline` appends; sessions per second.
 */
export const storeFloor = async (count: number): Promise<number> => {
  const log = await writeOverdueLog(count + 1);
  try {
    const [sample, ...others] = log.sessions;
    if (!sample) throw new Error('The log has no session');
    const { version } = await log.store.read(sample.conversation);
    await log.reachDeadline(sample);
    const { events } = await log.store.read(sample.conversation, { from: version + 1 });
    const began = performance.now();
    const lane = async (): Promise<void> => {
      for (let session = others.pop(); session; session = others.pop()) await loadAndAppend(log.store, session, events);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return count / ((performance.now() - began) / 1_000);
  } finally {
    await log.close();
  }
};

const loadAndAppend = async (store: EventStore, { conversation }: SessionRef, events: readonly NewEvent[]): Promise<void> => {
  const { version } = await store.readBackwards(conversation, { limit: PAGE });
  const appended = await store.append(conversation, events.map(({ type, data, meta }) => ({ id: randomUUID(), type, data, meta })), version);
  if (appended.kind !== 'appended') throw new Error('Nobody else appends to this log');
};
