import { describe, expect, it } from '@jest/globals';
import { SECOND } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { createEvidence } from './evidence.js';

describe('a send whose outcome is unknown', () => {
  const scene = () => {
    const clock = manualClock(0);
    const log = { head: 10, read: 10 };
    const allRead = createEvidence({
      store: { head: () => Promise.resolve(log.head) }, clock, passed: (head) => Promise.resolve(log.read >= head), evidence: 60 * SECOND,
    });
    return { clock, log, allRead };
  };

  it('is not judged before statuses have had their time since the start, for they could not reach us before it', async () => {
    const { clock, allRead } = scene();
    await clock.advance(59 * SECOND);
    expect(await allRead('one', 'shop.published')).toBe(false);
    await clock.advance(SECOND);
    expect(await allRead('one', 'shop.published')).toBe(true);
  });

  it('is not judged while a receipt that was in the log then is not read, whatever comes behind it', async () => {
    const { clock, log, allRead } = scene();
    await clock.advance(60 * SECOND);
    log.head = 20;
    expect(await allRead('one', 'shop.published')).toBe(false);
    Object.assign(log, { head: 30, read: 20 });
    expect(await allRead('one', 'shop.published')).toBe(true);
    expect(await allRead('another', 'shop.published')).toBe(false);
  });
});
