import type { ChannelKey, Clock, EventStore, Millis } from '@tandem/domain';
import { lru } from '@tandem/event-store';

export interface EvidenceDeps {
  readonly store: Pick<EventStore, 'head'>;
  readonly clock: Clock;
  /** Whether every receipt at or before this position of the log that may speak of the channel was read. */
  readonly passed: (head: number, channel: ChannelKey) => Promise<boolean>;
  /** How long statuses are waited for. */
  readonly evidence: Millis;
}

/**
 * Whether a send of unknown outcome may be judged by the silence of its provider. What came while this process was away
 * comes again in the time for evidence after its start, and what is in the log then must have been read first.
 */
export const createEvidence = ({ store, clock, passed, evidence }: EvidenceDeps): ((send: string, channel: ChannelKey) => Promise<boolean>) => {
  const from = clock.now() + evidence;
  const heads = lru<string, number>(10_000);
  return async (send, channel) => {
    if (clock.now() < from) return false;
    const head = heads.get(send) ?? (await store.head());
    heads.set(send, head);
    if (!(await passed(head, channel))) return false;
    heads.delete(send);
    return true;
  };
};
