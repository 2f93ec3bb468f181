import { accept, ignore, reject, type Decider, type Decision } from '../kernel/decider.js';
import type { Millis } from '../kernel/time.js';

/**
 * How far a process has come, as positions of its log: at or before each of them nothing is left to do for the channels
 * that it holds. Whoever takes one of them goes on from there.
 */
export interface NotedPositions {
  /** Every receipt was read. */
  readonly receipts: number;
  /** Turns, sends and timers that the conversations' events call for were done. */
  readonly conversations: number;
  /** Sessions of closed channels were ended. */
  readonly closings: number;
  /** Rooms of ended sessions were closed. */
  readonly rooms: number;
  /** Media were brought or given up. */
  readonly media: number;
}

export const positionsAt = (position: number): NotedPositions =>
  ({ receipts: position, conversations: position, closings: position, rooms: position, media: position });

/** Of each position the least. */
export const leastOf = (one: NotedPositions, two: NotedPositions): NotedPositions => ({
  receipts: Math.min(one.receipts, two.receipts),
  conversations: Math.min(one.conversations, two.conversations),
  closings: Math.min(one.closings, two.closings),
  rooms: Math.min(one.rooms, two.rooms),
  media: Math.min(one.media, two.media),
});

/** `noted`: from where the process has to go on with the channel. */
export type LeaseTaken = { readonly type: 'LeaseTaken'; readonly data: { readonly writer: string; readonly at: Millis; readonly noted: NotedPositions } };

/** `noted`: how far the process came with the channel; nothing of it is under way any more. */
export type LeaseReleased = { readonly type: 'LeaseReleased'; readonly data: { readonly writer: string; readonly at: Millis; readonly noted: NotedPositions } };

/** Events of `lease-<channel>`: which process acts for the channel. */
export type LeaseEvent = LeaseTaken | LeaseReleased;

/**
 * The event of `process-<writer>`, of which one is kept: the process lives, with these roles; without any, it is about to end.
 * `at` is for people: nobody compares it with a clock of his own.
 */
export type ProcessEvent = {
  readonly type: 'ProcessRenewed';
  readonly data: { readonly at: Millis; readonly roles: readonly string[]; readonly noted: NotedPositions };
};

export type LeaseState = { readonly status: 'free' } | { readonly status: 'held'; readonly writer: string };

export const freeLease: LeaseState = { status: 'free' };

export type LeaseCommand =
  /** `living`: processes that were heard of lately, by the clock of whoever asks. */
  | { readonly type: 'TakeLease'; readonly writer: string; readonly living: readonly string[]; readonly noted: NotedPositions; readonly now: Millis }
  | { readonly type: 'ReleaseLease'; readonly writer: string; readonly noted: NotedPositions; readonly now: Millis };

export type LeaseReason = 'HeldByLivingProcess' | 'HeldAlready' | 'NotHolder';

export const evolveLease = (_state: LeaseState, { type, data }: LeaseEvent): LeaseState =>
  type === 'LeaseTaken' ? { status: 'held', writer: data.writer } : freeLease;

const decide = (command: LeaseCommand, state: LeaseState): Decision<LeaseEvent, LeaseReason> => {
  const { writer, noted, now } = command;
  if (command.type === 'ReleaseLease') {
    if (state.status !== 'held' || state.writer !== writer) return ignore('NotHolder');
    return accept({ type: 'LeaseReleased', data: { writer, at: now, noted } });
  }
  if (state.status === 'held' && state.writer === writer) return ignore('HeldAlready');
  if (state.status === 'held' && command.living.includes(state.writer)) return reject('HeldByLivingProcess');
  return accept({ type: 'LeaseTaken', data: { writer, at: now, noted } });
};

/** The rules of `lease-<channel>`. The lease saves work; what makes an effect safe is the claim before it and its age. */
export const leaseDecider: Decider<LeaseState, LeaseCommand, LeaseEvent, LeaseReason> = { initial: freeLease, decide, evolve: evolveLease };
