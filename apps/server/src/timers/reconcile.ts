import { MINUTE, SECOND, nextWake, type ChannelKey, type Clock, type Millis, type Rules, type SessionTimers } from '@tandem/domain';
import type { Conversations } from '../conversation/conversations.js';
import type { Log } from '../logging/log.js';

/** Sessions that are armed in a server of its own. */
export interface ArmedElsewhere {
  /** Names of all; it may lag some seconds behind. */
  sessions(): AsyncIterable<string>;
  /** Lets one be evaluated now; one that is not there is left alone. */
  wake(session: string): Promise<void>;
}

export interface ReconcileDeps {
  readonly timers: Pick<SessionTimers, 'arm'>;
  readonly elsewhere: ArmedElsewhere;
  readonly allChannels: () => readonly ChannelKey[];
  /** Conversations of the channel with an open session, as the log says at or after `position`. */
  readonly openSessions: (channel: ChannelKey, position: number) => Promise<readonly string[]>;
  readonly conversations: Pick<Conversations, 'load'>;
  readonly store: { head(): Promise<number> };
  readonly clock: Clock;
  readonly rules: Rules;
  readonly log: Log;
}

/** At the start, then so often; where the engine is away, sooner. */
const EVERY: Millis = 10 * MINUTE;
const AGAIN: Millis = 15 * SECOND;

/**
 * Compares the log's open sessions with what is armed, and mends both: an open one that is not armed is armed, and one
 * that is armed and not open is woken, so that the rules end its timer. So another engine can be chosen with sessions
 * open, and a server that forgot loses nobody.
 */
export const createReconciler = (deps: ReconcileDeps) => {
  const { clock, log } = deps;
  let stopped = false;
  let cancel = (): void => {};
  let running: Promise<void> = Promise.resolve();

  const mend = async (): Promise<void> => {
    const armed = new Set<string>();
    for await (const session of deps.elsewhere.sessions()) armed.add(session);
    const missing = await armMissing(deps, armed, () => stopped);
    for (const session of armed) if (!stopped) await deps.elsewhere.wake(session);
    if (missing + armed.size > 0) log.info('TimersReconciled', { sessions: missing, count: armed.size });
  };
  const run = (): void => {
    const later = (pause: Millis): void => {
      if (!stopped) cancel = clock.wakeAt(clock.now() + pause, run);
    };
    running = mend().then(() => later(EVERY), (error: unknown) => {
      log.warn('TimersNotReconciled', { error });
      later(AGAIN);
    });
  };
  return {
    start: run,
    /** Resolves when the call under way is answered. */
    stop: async (): Promise<void> => {
      stopped = true;
      cancel();
      await running;
    },
  };
};

/** Arms what is open and not armed; takes every open session out of `armed`, so that only the others stay in it. */
const armMissing = async (deps: ReconcileDeps, armed: Set<string>, isStopped: () => boolean): Promise<number> => {
  let missing = 0;
  const position = await deps.store.head();
  for (const channel of deps.allChannels()) {
    for (const conversation of await deps.openSessions(channel, position)) {
      const { state } = await deps.conversations.load(conversation);
      if (isStopped() || state.session.status !== 'active' || armed.delete(state.session.id)) continue;
      const next = nextWake(state, deps.clock.now(), deps.rules);
      if (next.kind === 'over') continue;
      await deps.timers.arm({ conversation, session: state.session.id }, next.until);
      missing += 1;
    }
  }
  return missing;
};
