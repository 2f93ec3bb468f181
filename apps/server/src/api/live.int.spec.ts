// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { startApi } from '../testing/api-client.js';

describe('a server that stops', () => {
  it('ends the streams of open pages, and does not wait for them', async () => {
    const trial = await startApi();
    const stream = await trial.owner.open('/api/live', new AbortController().signal);
    const reading = (async () => {
      while ((await stream.text()) !== '');
      return 'ended';
    })();
    const began = performance.now();
    await trial.stop();
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(await reading).toBe('ended');
  });
});

describe('a stream of live events', () => {
  it('is no answer to who asks for its headers alone', async () => {
    const trial = await startApi();
    try {
      const answer = await trial.owner.call('HEAD', '/api/live');
      expect([answer.status, answer.body]).toEqual([200, '']);
    } finally {
      await trial.stop();
    }
  });
});
