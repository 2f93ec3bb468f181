import { describe, expect, it } from '@jest/globals';
import type { ClaimReason } from './number/number-claim.js';
import { reasonCatalogue, type Explained } from './reason-catalogue.js';

const all = Object.entries<Explained<string>>(reasonCatalogue);

describe('the catalogue of reasons', () => {
  it.each(all)('says in whole sentences what each literal of %s means, and what to do', (_kind, explained) => {
    for (const words of Object.values(explained).flat()) expect(words).toMatch(/^[A-Z].*[a-z0-9)`.]\.$/);
  });

  it('does not compile with a reason missing or too many', () => {
    // @ts-expect-error NotHeld is missing
    const missing: Explained<ClaimReason> = { HeldByAnotherChannel: ['x', 'x'] };
    // @ts-expect-error NotThere is no reason
    const tooMany: Explained<ClaimReason> = { HeldByAnotherChannel: ['x', 'x'], NotHeld: ['x', 'x'], NotThere: ['x', 'x'] };
    expect([missing, tooMany]).toHaveLength(2);
  });
});
