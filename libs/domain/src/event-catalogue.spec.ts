import { describe, expect, it } from '@jest/globals';
import type { ClaimEvent } from './number/number-claim.js';
import { eventCatalogue, type Described } from './event-catalogue.js';

describe('the catalogue of events', () => {
  it.each(Object.entries(eventCatalogue))('says one sentence about every event of %s', (_kind, described) => {
    for (const sentence of Object.values(described)) expect(sentence).toMatch(/^[A-Z].*[a-z)]\.$/);
  });

  it('names events as facts: a subject and what became of it', () => {
    const names = Object.values(eventCatalogue).flatMap((described) => Object.keys(described));
    for (const name of names) expect(name).toMatch(/^([A-Z][a-z]+){2,}$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it('does not compile with an event missing or too many', () => {
    // @ts-expect-error NumberReleased is missing
    const missing: Described<ClaimEvent> = { NumberClaimed: 'x' };
    // @ts-expect-error NumberLost is no event
    const tooMany: Described<ClaimEvent> = { NumberClaimed: 'x', NumberReleased: 'x', NumberLost: 'x' };
    expect([missing, tooMany]).toHaveLength(2);
  });
});
