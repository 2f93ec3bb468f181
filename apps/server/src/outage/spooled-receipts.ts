import { webhooksStream, type Clock, type EventStore, type Millis, type NewEvent, type WebhookReceived } from '@tandem/domain';
import type { WrappedKey } from '@tandem/event-store';
import type { Log } from '../logging/log.js';
import { createReceiptWriter, type ReceiptWriter } from '../webhooks/receipt-writer.js';
import type { Spool } from '../webhooks/spool.js';
import type { DatabaseWatch } from './database-watch.js';
import { createDrain } from './drain.js';
import { isForGood } from './refusal.js';

export interface SpooledReceiptsDeps {
  readonly spool: Spool;
  readonly store: EventStore;
  /** Puts a key that was made here into the vault of the database. */
  readonly adopt: (name: string, key: WrappedKey) => Promise<void>;
  readonly writer: string;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly log: Log;
  readonly watch: DatabaseWatch;
  /** How long the database may take before an append goes into the spool. Default 1 s (design 9). */
  readonly patience?: Millis;
}

export interface SpooledReceipts extends ReceiptWriter {
  /** Takes up nothing new; what waits stays in the spool. */
  stop(): Promise<void>;
}

/** A receipt on its way to the database. */
interface Flight {
  readonly stream: string;
  readonly receipt: NewEvent<WebhookReceived>;
  readonly from: number;
  /** The version it was last asked for at. */
  version?: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Rejects once the receipt has gone into the spool. */
  readonly left: Promise<never>;
  readonly leave: () => void;
}

/** The receipt goes its way through the spool. */
class GoneIntoSpool extends Error {
  override readonly name = 'GoneIntoSpool';
}

/** So few in the spool, with a database that answers, are gone in a moment: who comes now waits for it, else it might never be empty. */
const NEARLY_EMPTY = 200;

/**
 * Receipts go straight to the database while it answers within the patience. The first that it does not answer takes all
 * that are under way with it into the spool, with the versions they were asked for at; whatever comes later queues behind
 * them until the spool is empty.
 */
export const createSpooledReceipts = (deps: SpooledReceiptsDeps): SpooledReceipts => {
  const { spool, store, writer, log, watch, patience = 1_000 } = deps;
  const flights = new Map<string, Flight>();
  const drain = createDrain(deps);
  let timer: NodeJS.Timeout | undefined;

  const watched: Pick<EventStore, 'append' | 'readBackwards'> = {
    readBackwards: (stream, range) => store.readBackwards(stream, range),
    append: (stream, events, expectedVersion) => {
      const flight = flights.get(events[0]?.id ?? '');
      if (!flight) return Promise.reject(new GoneIntoSpool());
      flight.version = expectedVersion;
      return Promise.race([store.append(stream, events, expectedVersion), flight.left]);
    },
  };
  let direct = createReceiptWriter({ store: watched, writer });

  const intoSpool = (stream: string, event: NewEvent, version?: number): Promise<void> => spool.add([{ kind: 'receipt', stream, event, version }]);

  /** The database has not answered: all that is under way goes into the spool, of each stream in the order of its versions. */
  const leave = (error: unknown): void => {
    const leaving = [...flights.values()].toSorted((one, other) => (one.version ?? Infinity) - (other.version ?? Infinity) || one.from - other.from);
    flights.clear();
    clearTimeout(timer);
    timer = undefined;
    direct = createReceiptWriter({ store: watched, writer }); // where the streams stand is read anew afterwards
    watch.failed('receipts', error);
    drain.lost();
    for (const { stream, receipt, version, resolve, reject, leave } of leaving) {
      intoSpool(stream, receipt, version).then(resolve, reject);
      leave();
    }
  };
  const look = (): void => {
    timer = undefined;
    const [oldest] = flights.values();
    if (!oldest) return;
    const left = oldest.from + patience - performance.now();
    if (left <= 0) leave(undefined);
    else timer = setTimeout(look, left);
  };

  const fly = (channel: Parameters<ReceiptWriter['append']>[0], receipt: NewEvent<WebhookReceived>): Promise<void> =>
    new Promise((resolve, reject) => {
      const { promise: left, reject: leaveWith } = Promise.withResolvers<never>();
      left.catch(() => {});
      const flight: Flight = {
        stream: webhooksStream(channel, writer), receipt, from: performance.now(), resolve, reject, left, leave: () => leaveWith(new GoneIntoSpool()),
      };
      flights.set(receipt.id, flight);
      timer ??= setTimeout(look, patience);
      direct.append(channel, receipt).then(
        () => {
          if (!flights.delete(receipt.id)) return;
          watch.answered('receipts');
          resolve();
        },
        (error: unknown) => {
          if (!flights.has(receipt.id)) return;
          if (!isForGood(error)) return leave(error);
          flights.delete(receipt.id);
          // the provider would send the same for ever: the spool asks once more, and sets it aside for a person
          intoSpool(flight.stream, receipt, flight.version).then(resolve, reject);
        },
      );
    });

  return {
    async append(channel, receipt) {
      if (!spool.isEmpty() && drain.isAnswered() && spool.standing().receipts <= NEARLY_EMPTY) await drain.emptied(patience);
      return spool.isEmpty() ? fly(channel, receipt) : intoSpool(webhooksStream(channel, writer), receipt);
    },
    async stop() {
      clearTimeout(timer);
      if (flights.size > 0) log.warn('ReceiptsCut', { count: flights.size });
      await drain.stop();
    },
  };
};
