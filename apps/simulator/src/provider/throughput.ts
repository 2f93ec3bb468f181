/** How many messages may pass in the last second (throughput: 80 per number and second, 1,000 after an upgrade). */
export function createThroughput() {
  const windows = new Map<string, { times: number[]; from: number }>();
  return {
    /** Counts one message at `now` (milliseconds), or answers false because `limit` of them passed within the last second. */
    take: (phoneNumberId: string, now: number, limit: number): boolean => {
      const window = windows.get(phoneNumberId) ?? { times: [], from: 0 };
      windows.set(phoneNumberId, window);
      while (window.from < window.times.length && (window.times[window.from] ?? 0) <= now - 1000) window.from += 1;
      if (window.from > 1000) {
        window.times.splice(0, window.from);
        window.from = 0;
      }
      if (window.times.length - window.from >= limit) return false;
      window.times.push(now);
      return true;
    },
    clear: () => windows.clear(),
  };
}

export type Throughput = ReturnType<typeof createThroughput>;
