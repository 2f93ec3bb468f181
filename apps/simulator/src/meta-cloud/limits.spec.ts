import { describe, expect, it } from '@jest/globals';
import { manualClock } from '../clock.js';
import { createThroughput } from '../provider/throughput.js';
import { errorOf, startScene } from '../testing/scene.js';
import { createPairLimit } from './limits.js';

describe('the pair limit', () => {
  const take = (limit: ReturnType<typeof createPairLimit>, now: number) => limit.take('number', 'customer', now);

  it('lets one message pass every 6 seconds for ever', () => {
    const limit = createPairLimit();
    expect(Array.from({ length: 100 }, (_, at) => take(limit, at * 6000))).toEqual(Array(100).fill(true));
  });

  it('lends 45 within 6 seconds, not 46', () => {
    const limit = createPairLimit();
    expect(Array.from({ length: 46 }, (_, at) => take(limit, at * 100)).filter(Boolean)).toHaveLength(45);
  });

  it('asks two minutes of silence for a burst of 20', () => {
    const limit = createPairLimit();
    for (let at = 0; at < 20; at += 1) take(limit, 0);
    expect([take(limit, 6000), take(limit, 119_999), take(limit, 120_000)]).toEqual([false, false, true]);
  });

  it('counts each customer by himself', () => {
    const limit = createPairLimit();
    for (let at = 0; at < 45; at += 1) take(limit, 0);
    expect([take(limit, 1), limit.take('number', 'another', 1)]).toEqual([false, true]);
  });
});

describe('throughput', () => {
  it('lets so many pass in any one second', () => {
    const throughput = createThroughput();
    const passed = Array.from({ length: 100 }, () => throughput.take('number', 0, 80)).filter(Boolean);
    expect([passed.length, throughput.take('number', 999, 80), throughput.take('number', 1000, 80)]).toEqual([80, false, true]);
  });
});

describe('limits at the Graph API', () => {
  it('refuse with 131056 and 130429 where they are switched on', async () => {
    const clock = manualClock();
    const scene = await startScene({ clock });
    try {
      await scene.openWindow();
      const { phoneNumberId } = scene.number;
      scene.simulator.setFaults(phoneNumberId, { throughput: 80, statuses: { upTo: 'none' } });
      const codes = async (count: number) => {
        const replies = await Promise.all(Array.from({ length: count }, () => scene.send({ text: { body: 'Hi' } })));
        return replies.map((reply) => (reply.status === 200 ? 200 : errorOf(reply).code)).sort((a, b) => a - b);
      };
      expect(await codes(81)).toEqual([...Array<number>(80).fill(200), 130429]);
      scene.simulator.setFaults(phoneNumberId, { throughput: 0, pairLimit: true });
      expect(await codes(46)).toEqual([...Array<number>(45).fill(200), 131056]);
      scene.simulator.setFaults(phoneNumberId, { pairLimit: false });
      expect(await codes(100)).toEqual(Array<number>(100).fill(200));
    } finally {
      await scene.close();
    }
  });
});
