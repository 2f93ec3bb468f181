import type { Clock, Millis, NextWake, ReachDeadline, SessionRef, SessionTimers } from '@tandem/domain';

/** One armed session. */
export interface TimerRow {
  readonly session: string;
  readonly conversation: string;
  readonly dueAt: Millis;
  /** Evaluations in a row that threw. */
  readonly failures: number;
}

/** What an evaluation leaves behind; `dueAt` left out = nothing. */
export interface Settlement {
  readonly dueAt?: Millis;
  readonly failures: number;
}

/** Where an engine keeps its armed sessions. Changes take effect in the order they were asked for. */
export interface TimerRows {
  /** Those due first, the latest one in front; the same time: by name. */
  earliest(limit: number): readonly TimerRow[];
  /** Adds the session, or moves it to `at` if that is earlier. Durable when it answers. */
  arm(session: SessionRef, at: Millis): Promise<void>;
  /** A session that is no longer there stays away. */
  settle(session: string, settlement: Settlement): Promise<void>;
}

/** A structured log: a literal event and few fields. Of `error` it writes the class, never the message. */
export interface TimersLog {
  warn(event: string, fields: { readonly session?: string; readonly attempt?: number; readonly error?: unknown }): void;
}

export interface WakeOptions {
  readonly clock: Clock;
  /** Evaluations at the same time, 128 by default: so many share one wait for the log's disk. */
  readonly concurrency?: number;
  readonly log?: TimersLog;
  /** Called as an evaluation starts, with its lateness. */
  readonly onWake?: (lateMs: Millis) => void;
  /** Called after an evaluation threw; `failures` counts those of this session in a row. */
  readonly onFailure?: (failures: number) => void;
}

export const FIRST_PAUSE: Millis = 1_000;
export const LONGEST_PAUSE: Millis = 60_000;

/** Pause after the n-th failure in a row: 1 s, doubling to 60 s. */
export const pauseAfter = (failures: number): Millis => Math.min(FIRST_PAUSE * 2 ** Math.min(failures - 1, 16), LONGEST_PAUSE);

/** Timers that can also be dropped as a crash would: what runs goes on, and its outcome is not heard. */
export interface WakingTimers extends SessionTimers {
  abandon(): void;
}

/** The engine over any rows: arms, wakes, and keeps in memory only what is being evaluated. */
export const wakingTimers = (rows: TimerRows, options: WakeOptions): WakingTimers => {
  let loop: WakeLoop | undefined;
  return {
    arm: async (session, at) => {
      if (!Number.isSafeInteger(at)) throw new TypeError('A session is armed for a whole number of milliseconds');
      loop?.noteArmed(session.session, at);
      await rows.arm({ conversation: session.conversation, session: session.session }, at);
      loop?.consider(at);
    },
    start: async (reachDeadline) => {
      if (loop) throw new Error('The session timers are running already');
      loop = wakeLoop(rows, reachDeadline, options);
      loop.consider(-Infinity);
    },
    stop: async () => {
      const ending = loop;
      await ending?.stop();
      if (loop === ending) loop = undefined;
    },
    abandon: () => {
      loop?.abandon();
      loop = undefined;
    },
  };
};

interface WakeLoop {
  /** Tells the running evaluation of this session, if there is one, that it was armed meanwhile. */
  noteArmed(session: string, at: Millis): void;
  /** Something is due at `at`: looks at the rows if that is before the next wake-up. */
  consider(at: Millis): void;
  stop(): Promise<void>;
  abandon(): void;
}

/** An evaluation under way, and the earliest time its session was armed for meanwhile. */
interface Running {
  armed: Millis;
  done: Promise<void>;
}

const wakeLoop = (rows: TimerRows, reachDeadline: ReachDeadline, options: WakeOptions): WakeLoop => {
  const { clock, concurrency = 128, log, onWake } = options;
  const running = new Map<string, Running>();
  let state: 'on' | 'stopping' | 'abandoned' = 'on';
  let looking = false;
  let nextWake = Infinity;
  let cancelWake = (): void => undefined;
  let endPauses = (): void => undefined;
  const ending = new Promise<void>((resolve) => {
    endPauses = resolve;
  });

  const sleepUntil = (at: Millis): void => {
    cancelWake();
    nextWake = at;
    cancelWake = at === Infinity ? () => undefined : clock.wakeAt(at, look);
  };
  /** Starts what is due, the latest first, as far as there is room, and sleeps until the next. */
  const look = (): void => {
    looking = false;
    if (state !== 'on') return;
    sleepUntil(Infinity);
    // At most `concurrency` of these run already, so the page shows every one there is room for and the one behind it.
    for (const row of readRows()) {
      if (running.has(row.session)) continue;
      if (running.size >= concurrency) return; // whoever ends looks again
      if (row.dueAt > clock.now()) return sleepUntil(row.dueAt);
      begin(row);
    }
  };
  const readRows = (): readonly TimerRow[] => {
    try {
      return rows.earliest(concurrency + 1);
    } catch (error) {
      log?.warn('TimersNotRead', { error });
      sleepUntil(clock.now() + FIRST_PAUSE);
      return [];
    }
  };
  /** Looks once for everything that happens in the same moment. */
  const lookSoon = (): void => {
    if (looking || state !== 'on') return;
    looking = true;
    void Promise.resolve().then(look);
  };
  const begin = (row: TimerRow): void => {
    const entry: Running = { armed: Infinity, done: Promise.resolve() };
    running.set(row.session, entry);
    onWake?.(clock.now() - row.dueAt);
    entry.done = evaluate(row, entry).finally(() => {
      running.delete(row.session);
      lookSoon();
    });
  };
  const evaluate = async (row: TimerRow, entry: Running): Promise<void> => {
    const began = clock.now();
    const next = await nextWakeOf(row, reachDeadline).catch((error: unknown) => failed(row, error));
    const settlement = settlementOf(next, { row, began, now: clock.now() });
    while (state !== 'abandoned' && !(await isSettled(row, entry, settlement))) {
      if (state !== 'on') return; // the row stays as it was, so the next start evaluates it again
      const pause = new Promise<void>((resolve) => clock.wakeAt(clock.now() + FIRST_PAUSE, resolve));
      await Promise.race([pause, ending]);
    }
  };
  const failed = (row: TimerRow, error: unknown): undefined => {
    const failures = row.failures + 1;
    log?.warn('SessionNotEvaluated', { session: row.session, attempt: failures, error });
    options.onFailure?.(failures);
    return undefined;
  };
  const isSettled = async (row: TimerRow, entry: Running, settlement: Settlement): Promise<boolean> => {
    // An `arm` from here on takes its turn behind this write, and finds the row as the write leaves it.
    const dueAt = Math.min(settlement.dueAt ?? Infinity, entry.armed);
    try {
      await rows.settle(row.session, { dueAt: dueAt === Infinity ? undefined : dueAt, failures: settlement.failures });
      return true;
    } catch (error) {
      log?.warn('NextWakeNotWritten', { session: row.session, error });
      return false;
    }
  };

  return {
    noteArmed: (session, at) => {
      const entry = running.get(session);
      if (entry) entry.armed = Math.min(entry.armed, at);
    },
    consider: (at) => {
      if (at < nextWake && running.size < concurrency) lookSoon();
    },
    stop: async () => {
      state = 'stopping';
      sleepUntil(Infinity);
      endPauses();
      await Promise.all([...running.values()].map(({ done }) => done));
    },
    abandon: () => {
      state = 'abandoned';
      sleepUntil(Infinity);
      endPauses();
    },
  };
};

/** The answer of an evaluation; rejects on a throw and on an answer that is none. */
const nextWakeOf = async (row: TimerRow, reachDeadline: ReachDeadline): Promise<NextWake> => {
  const next = await reachDeadline({ conversation: row.conversation, session: row.session });
  if (next.kind === 'sleep' && !Number.isFinite(next.until)) throw new TypeError('sleep until no time at all');
  return next;
};

/** `next` undefined = the evaluation threw. */
const settlementOf = (next: NextWake | undefined, at: { row: TimerRow; began: Millis; now: Millis }): Settlement => {
  if (next === undefined) {
    const failures = at.row.failures + 1;
    return { dueAt: at.now + pauseAfter(failures), failures };
  }
  if (next.kind === 'over') return { failures: 0 };
  // A time that was already over when the evaluation began would give the same answer again at once, for ever.
  return { dueAt: next.until > at.began ? Math.ceil(next.until) : at.now + FIRST_PAUSE, failures: 0 };
};
