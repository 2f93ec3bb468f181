import type { ProtocolName, RefusalReason, SendOutcome, Verdict } from '@tandem/domain';

/** Why a call was not accepted; `UnknownAddress` belongs to no channel and stands nowhere else. */
export type RefusedCall = RefusalReason | 'UnknownAddress' | 'BadChallenge' | 'Stopping' | 'StoreUnavailable' | 'SpoolFull';

/** How a turn ended; `abandoned` = its claim was too old when the call should have started. */
export type TurnResult = 'answered' | 'failed' | 'givenUp' | 'abandoned';

/** How a send ended; `abandoned` as with turns, `parked` = nobody knows whether it arrived, and a person is to see to it. */
export type SendResult = SendOutcome['kind'] | 'abandoned' | 'parked';

/** What the process counts. Plain calls that never throw and never wait. Labels are literals of ours. */
export interface Metrics {
  /** A call was answered 200: its receipt is on disk. `seconds` from the first byte of the request's handling to the answer. */
  accepted(protocol: ProtocolName, seconds: number): void;
  refused(reason: RefusedCall): void;
  /** A verification GET that was answered with its challenge. */
  challenged(protocol: ProtocolName): void;
  verdict(verdict: Verdict, count?: number): void;
  /** How far a channel's reader is behind: calls not yet read, and the age in seconds of the oldest of them. */
  reader(channel: string, behind: { readonly calls: number; readonly seconds: number }): void;
  /** The channel is not read here any more. */
  readerGone(channel: string): void;
  turn(result: TurnResult, seconds?: number): void;
  send(result: SendResult): void;
  /** Seconds between a deadline and the moment it was judged. */
  timer(lateness: number): void;
  /** Things that wait now, by kind: `turns`, `sends`, `timers`, `parked`. */
  waiting(what: WaitingKind, count: number): void;
}

export const waitingKinds = ['turns', 'sends', 'timers', 'parked'] as const;
export type WaitingKind = (typeof waitingKinds)[number];

/** Counts nothing; for tests and the simulation. */
export const noMetrics: Metrics = {
  accepted: () => {},
  refused: () => {},
  challenged: () => {},
  verdict: () => {},
  reader: () => {},
  readerGone: () => {},
  turn: () => {},
  send: () => {},
  timer: () => {},
  waiting: () => {},
};
