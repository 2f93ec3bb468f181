import { describe, expect, it } from '@jest/globals';
import { DAY, MINUTE } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { openMemoryVault } from '@tandem/event-store/memory';
import { createMediaLinks } from './media-links.js';

const ref = 'a-medium-of-a-customer_1';

const setup = () => {
  const clock = manualClock(Date.UTC(2026, 10, 2));
  const vault = openMemoryVault();
  const links = createMediaLinks({ vault, clock, publicUrl: 'https://desk.example/' });
  const link = new URL(links.make(ref));
  const query = { until: link.searchParams.get('until') ?? '', proof: link.searchParams.get('proof') ?? '' };
  return { clock, links, link, query };
};

describe('a link to a medium', () => {
  it('is on the server\'s public address and holds', () => {
    const { links, link, query } = setup();
    expect(`${link.origin}${link.pathname}`).toBe(`https://desk.example/media/${ref}`);
    expect(links.holds(ref, query)).toBe(true);
  });

  it('holds for a day', async () => {
    const { clock, links, query } = setup();
    await clock.advance(DAY - MINUTE);
    expect(links.holds(ref, query)).toBe(true);
    await clock.advance(MINUTE);
    expect(links.holds(ref, query)).toBe(false);
  });

  it('does not hold for another medium, a later time, another proof or none, nor in another installation', () => {
    const { links, query } = setup();
    expect(links.holds('another-medium-of-a-customer', query)).toBe(false);
    expect(links.holds(ref, { ...query, until: String(Number(query.until) + 1) })).toBe(false);
    expect(links.holds(ref, { ...query, proof: query.proof.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) })).toBe(false);
    expect(links.holds(ref, { ...query, proof: undefined })).toBe(false);
    expect(links.holds(ref, { ...query, until: '9'.repeat(40) })).toBe(false);
    expect(links.holds(ref, setup().query)).toBe(false);
  });
});
