import type { Millis, Vault } from '@tandem/domain';
import type { DatabaseStanding } from '@tandem/wire';
import type { Directory } from '../channel/directory.js';
import type { ReceiptWriter } from '../webhooks/receipt-writer.js';

/** How a process whose log is in a database goes on without it (design 9). */
export interface Outage {
  /** Receipts are durable in the database, or in the spool where it does not answer. */
  readonly receipts: ReceiptWriter;
  /** Seals receipts, without the database where it does not answer. */
  readonly seals: Pick<Vault, 'seal'>;
  standing(): DatabaseStanding;
  /** When the last outage ended, or now while receipts wait in the spool; 0 = there was none. */
  backSince(): Millis;
  /** From now on what verification needs is kept in the data folder as well. */
  keepDoors(directory: Directory): void;
  /** The whole server answers now: what served while the database was away ends. */
  handOver(): Promise<void>;
}
