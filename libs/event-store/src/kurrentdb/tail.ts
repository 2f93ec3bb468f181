import type { AllStreamSubscription, Filter } from '@kurrent/kurrentdb-client';
import type { Connection } from './connection.js';
import { sleep } from './deadline.js';
import { named } from './reader.js';
import { fromPosition, toPosition, type DatabaseRecord } from './records.js';

export interface TailOptions {
  readonly connection: Connection;
  readonly filter: Filter;
  /** Begins behind this position. */
  readonly after: number;
  /** Records in the order of the log, each exactly once, whatever happens to the connection. */
  readonly onRecords: (records: readonly DatabaseRecord[]) => void;
  /** Told of each break; the tail goes on by itself. */
  readonly onError?: (error: unknown) => void;
  /** Told whenever the database has confirmed that records come. */
  readonly onBegun?: () => void;
}

export interface Tail {
  stop(): Promise<void>;
}

const firstPause = 20;
const longestPause = 2_000;

/**
 * Follows `$all` from a position on. The client's subscriptions end with the connection and stay ended, so each break is
 * followed by a new one from the last record that was handed on. Checkpoints of the server are not used: before
 * KurrentDB 25.0.1 and 24.10.5 one could lie behind an event that had not been delivered (issue 4970).
 */
export function followAll({ connection, filter, after, onRecords, onError, onBegun }: TailOptions): Tail {
  let reached = after;
  let stopped = false;
  let current: AllStreamSubscription | undefined;
  let endPause = (): void => undefined;

  const once = (begun: () => void): Promise<void> => new Promise((resolve, reject) => {
    const { subscription, confirmed, failed } = connection.subscribe((client) =>
      client.subscribeToAll({ fromPosition: fromPosition(reached), filter, requiresLeader: true }));
    current = subscription;
    const gathered: DatabaseRecord[] = [];
    const flush = (): void => {
      const fresh = gathered.splice(0).filter(({ position }) => toPosition(position) > reached);
      const last = fresh.at(-1);
      if (!last || stopped) return;
      reached = toPosition(last.position);
      onRecords(fresh);
    };
    let ended = false;
    const end = (error: unknown): void => {
      if (ended) return;
      ended = true;
      flush();
      failed(error);
      void subscription.unsubscribe().catch(() => undefined);
      subscription.destroy();
      if (stopped) resolve();
      else reject(error instanceof Error ? error : new Error('the subscription broke off'));
    };
    subscription.on('data', ({ event }: { event?: DatabaseRecord }) => {
      if (event && gathered.push(named(connection.names, event)) === 1) setImmediate(flush);
    });
    subscription.on('error', end);
    for (const how of ['end', 'close'] as const) subscription.on(how, () => end(new Error('the subscription ended')));
    confirmed.then(begun, end);
  });
  const run = async (): Promise<void> => {
    for (let pause = firstPause; !stopped; pause = Math.min(longestPause, pause * 2)) {
      try {
        await once(() => {
          pause = firstPause;
          onBegun?.();
        });
      } catch (error) {
        if (stopped) return;
        onError?.(error);
        await Promise.race([sleep(pause), new Promise<void>((resolve) => { endPause = resolve; })]);
      }
    }
  };
  const running = run();
  return {
    async stop() {
      stopped = true;
      endPause();
      current?.destroy(); // says `close`
      await running;
    },
  };
}
