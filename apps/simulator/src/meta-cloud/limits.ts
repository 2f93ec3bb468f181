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

const PER_MESSAGE_MS = 6000;
const BURST = 45;

/**
 * The pair limit (about-the-platform#rate-limits): one message in 6 s to the same person; up to 45 within 6 s are lent,
 * and each of them is paid back with 6 s of silence, so a burst of 20 costs two minutes.
 */
export function createPairLimit() {
  const pairs = new Map<string, { paidAt: number; burstAt: number; burst: number }>();
  return {
    take: (phoneNumberId: string, customer: string, now: number): boolean => {
      const key = `${phoneNumberId}/${customer}`;
      const pair = pairs.get(key);
      if (!pair || now >= pair.paidAt) {
        pairs.set(key, { paidAt: now + PER_MESSAGE_MS, burstAt: now, burst: 1 });
        return true;
      }
      if (now - pair.burstAt >= PER_MESSAGE_MS || pair.burst >= BURST) return false;
      pair.burst += 1;
      pair.paidAt += PER_MESSAGE_MS;
      return true;
    },
    clear: () => pairs.clear(),
  };
}

const WINDOW_MS = 24 * 60 * 60 * 1000;

/** The customer service window: free messages within 24 hours of the customer's last one, afterwards only templates. */
export const windowIsOpen = (lastInboundAt: number | undefined, now: number): boolean =>
  lastInboundAt !== undefined && now - lastInboundAt < WINDOW_MS;
