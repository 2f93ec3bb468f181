import { SECOND, type Clock, type Millis, type RecordedEvent, type SubscribeOptions } from '@tandem/domain';

const firstPause: Millis = 100;
const longestPause: Millis = 30 * SECOND;

/** A part of the log: what matches, and the position it reaches. */
export interface Page {
  readonly events: readonly RecordedEvent[];
  readonly upTo: number;
}

/** What subscriptions need of a log. */
export interface LogPages {
  head(): number;
  /**
   * What matches after `after` and not after `upTo`: all of it, or a first part that says how far it reaches. At once
   * where the log is at hand.
   */
  page(range: { after: number; upTo: number }, prefixes: readonly string[] | undefined): Page | Promise<Page>;
}

export interface FeedDeps {
  readonly pages: LogPages;
  readonly clock: Clock;
  /** Runs a function soon, giving others a turn first. */
  readonly defer: (run: () => void) => void;
  /** How long a subscription may stay behind events that it does not match. */
  readonly quiet: Millis;
  readonly onError?: (error: unknown) => void;
}

/** One subscription at work. */
export interface Feed {
  readonly prefixes: readonly string[] | undefined;
  wake(): void;
  stop(): Promise<void>;
  kill(): void;
}

/** Delivers page after page until it has reached the head, then sleeps until it is woken. */
export function startFeed(deps: FeedDeps, { prefixes, after, deliver }: SubscribeOptions): Feed {
  const { pages } = deps;
  const pause = createPause(deps);
  let reached = after;
  let stopped = false;
  let running: Promise<void> | undefined;

  /** Until the page is taken: the same again after each rejection. */
  const deliverNext = async (): Promise<void> => {
    let page: Page | undefined;
    for (let wait = firstPause; !stopped; wait = Math.min(longestPause, wait * 2)) {
      try {
        const found = page ?? pages.page({ after: reached, upTo: pages.head() }, prefixes);
        page = found instanceof Promise ? await found : found;
        if (stopped) return;
        await deliver(page.events, page.upTo);
        reached = page.upTo;
        return;
      } catch (error) {
        deps.onError?.(error);
        if (!stopped) await pause.of(wait);
      }
    }
  };
  const run = async (): Promise<void> => {
    await turn(deps);
    while (!stopped && reached < pages.head()) {
      await deliverNext();
      await turn(deps);
    }
    running = undefined; // in the same breath as the last look at the head, so that no waking is lost
  };
  const kill = (): void => {
    stopped = true;
    pause.cancel();
  };
  return {
    prefixes,
    wake() {
      if (!stopped) running ??= run();
    },
    async stop() {
      kill();
      await running;
    },
    kill,
  };
}

const turn = ({ defer }: FeedDeps): Promise<void> => new Promise((resolve) => defer(resolve));

function createPause({ clock }: FeedDeps) {
  let end: (() => void) | undefined;
  return {
    of: (wait: Millis): Promise<void> => new Promise((resolve) => {
      const cancel = clock.wakeAt(clock.now() + wait, resolve);
      end = () => { cancel(); resolve(); };
    }),
    cancel: (): void => end?.(),
  };
}
