import type { Summary } from './latencies.js';
import type { LoadNumber } from './load-numbers.js';

/** A number with the path of its webhook. */
export type Target = Pick<LoadNumber, 'number' | 'phoneNumberId'> & { readonly path: string };

/** What the generator is to do. */
export interface LoadJob {
  /** Of the receiver, without a path. */
  readonly url: string;
  readonly targets: readonly Target[];
  readonly connections: number;
  readonly seconds: number;
  /** Calls offered per second, evenly; left out: each connection calls again as soon as it is answered. */
  readonly rate?: number;
  /** Ends the run earlier, after so many calls. */
  readonly calls?: number;
  readonly customers: number;
  /** Messages that earlier jobs have made: this one goes on with the next customer. */
  readonly from?: number;
  /** Statuses per message: they speak of messages that the provider says it sent earlier. */
  readonly statusesPerMessage: number;
  /** Begins the text of each message; the time at which it was due follows. */
  readonly text: string;
  /** With which calls are signed; left out: that of the numbers under load. */
  readonly appSecret?: string;
}

export interface LoadResult {
  /** Calls by the status of their answer; 0 = none. */
  readonly answers: Readonly<Record<number, number>>;
  readonly seconds: number;
  /** From the moment a call was due to its answer, so that a stall of the receiver is counted for all who wait. */
  readonly latency: Summary;
  /** Seconds of the processor that the generator used. */
  readonly cpu: number;
}

export const accepted = ({ answers }: LoadResult): number => answers[200] ?? 0;
export const refused = ({ answers }: LoadResult): number =>
  Object.entries(answers).reduce((sum, [status, count]) => (status === '200' ? sum : sum + count), 0);
