import type { SubscribeOptions, Subscription } from '@tandem/domain';
import { startFeed, type Feed, type FeedDeps } from './feed.js';

export interface Subscriptions {
  subscribe(options: SubscribeOptions): Subscription;
  /** To be told after each commit: wakes whom it concerns; the others follow after the quiet time, all at once. */
  committed(streams: Iterable<string>): void;
  /** Stops all and awaits running deliveries. */
  stop(): Promise<void>;
  /** Stops all at once and awaits nothing, as the end of a process does. */
  kill(): void;
}

/** Subscriptions of one process over one log: woken after commits, idle otherwise. */
export function createSubscriptions(deps: FeedDeps): Subscriptions {
  const feeds = new Set<Feed>();
  const index = createPrefixIndex();
  let cancelQuiet: (() => void) | undefined;

  const wakeAll = (): void => {
    cancelQuiet = undefined;
    for (const feed of feeds) feed.wake();
  };
  const end = (feed: Feed): void => {
    feeds.delete(feed);
    index.remove(feed);
    if (feeds.size > 0) return;
    cancelQuiet?.();
    cancelQuiet = undefined;
  };
  return {
    subscribe(options) {
      const feed = startFeed(deps, options);
      feeds.add(feed);
      index.add(feed);
      feed.wake();
      return { stop: () => { end(feed); return feed.stop(); } };
    },
    committed(streams) {
      const woken = index.matching(streams);
      for (const feed of woken) feed.wake();
      if (woken.size < feeds.size) cancelQuiet ??= deps.clock.wakeAt(deps.clock.now() + deps.quiet, wakeAll);
    },
    async stop() {
      await Promise.all([...feeds].map((feed) => { end(feed); return feed.stop(); }));
    },
    kill() {
      for (const feed of [...feeds]) {
        end(feed);
        feed.kill();
      }
    },
  };
}

/** Finds the feeds that a stream's name concerns with one look-up per length of prefix, however many feeds there are. */
function createPrefixIndex() {
  const byPrefix = new Map<string, Set<Feed>>();
  let lengths: number[] = [];
  const prefixesOf = (feed: Feed): readonly string[] => feed.prefixes ?? [''];
  const measure = (): void => { lengths = [...new Set([...byPrefix.keys()].map(({ length }) => length))]; };
  return {
    add(feed: Feed): void {
      for (const prefix of prefixesOf(feed)) byPrefix.set(prefix, (byPrefix.get(prefix) ?? new Set()).add(feed));
      measure();
    },
    remove(feed: Feed): void {
      for (const prefix of prefixesOf(feed)) {
        const others = byPrefix.get(prefix);
        others?.delete(feed);
        if (others?.size === 0) byPrefix.delete(prefix);
      }
      measure();
    },
    matching(streams: Iterable<string>): Set<Feed> {
      const found = new Set<Feed>();
      for (const stream of streams) {
        for (const length of lengths) byPrefix.get(stream.slice(0, length))?.forEach((feed) => found.add(feed));
      }
      return found;
    },
  };
}
