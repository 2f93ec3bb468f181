import type { Millis, NotedPositions, ProcessEvent, RecordedEvent } from '@tandem/domain';

interface Known {
  readonly seenAt: Millis;
  readonly roles: readonly string[];
  readonly noted: NotedPositions;
}

/**
 * Which processes live, by this process's own monotonic clock: nobody's wall clock is compared with another's. A process
 * is judged only by what stands in the log before a renewal of our own: who was stopped himself first hears what the
 * others said meanwhile.
 */
export interface Living {
  /** A renewal as the log brought it. Answers whether that changes who shares the work. */
  heard(writer: string, renewal: RecordedEvent<ProcessEvent>): boolean;
  /** All that stands in the log before a renewal of ours, sent at that time, was heard. */
  heardAllUntil(at: Millis): void;
  /** This process was away itself: nobody else is blamed for that time. */
  wasAway(): void;
  /** Who is not known to be dead; a process never heard of is given the same time from the beginning. */
  isLiving(writer: string): boolean;
  /** Who lives and takes channels. */
  workers(): readonly string[];
  notedOf(writer: string): NotedPositions | undefined;
}

export const createLiving = ({ monotonic, limit }: { readonly monotonic: () => Millis; readonly limit: Millis }): Living => {
  const known = new Map<string, Known>();
  let observingSince = monotonic();
  let heardUntil = observingSince;

  const isLiving = (writer: string): boolean =>
    heardUntil - Math.max(known.get(writer)?.seenAt ?? -Infinity, observingSince) < limit;
  const isWorker = (writer: string): boolean => isLiving(writer) && (known.get(writer)?.roles.includes('worker') ?? false);

  return {
    heard: (writer, { data }) => {
      const before = isWorker(writer);
      known.set(writer, { seenAt: monotonic(), roles: data.roles, noted: data.noted });
      return before !== isWorker(writer);
    },
    heardAllUntil: (at) => {
      heardUntil = Math.max(heardUntil, at);
    },
    wasAway: () => {
      observingSince = monotonic();
    },
    isLiving,
    workers: () => [...known.keys()].filter(isWorker),
    notedOf: (writer) => known.get(writer)?.noted,
  };
};
