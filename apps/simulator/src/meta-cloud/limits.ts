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
