import { describe, expect, it } from '@jest/globals';
import { drillPointNames } from '@tandem/server/drill-points.js';
import { killsIn, nextKill, noKills, type Tally } from './plan.js';

/** Kills until there were enough; each is reached where `reach` says so, else it counts as one at random. */
const drill = (kills: number, reach: (count: number) => boolean = () => true): Tally => {
  let tally = noKills;
  for (let count = 0; count < 10_000; count += 1) {
    const place = nextKill(tally, { kills, chance: (count * 0.618) % 1 });
    if (place === undefined) return tally;
    const reached = reach(count) ? place : 'random';
    tally = { ...tally, [reached]: tally[reached] + 1 };
  }
  return tally;
};

describe('the plan of the kills', () => {
  it.each([1, 15, 200])('gives each named point at least a tenth of %i', (kills) => {
    const tally = drill(kills);
    for (const point of drillPointNames) expect(tally[point]).toBeGreaterThanOrEqual(kills / 10);
    expect(killsIn(tally)).toBe(Math.max(kills, drillPointNames.length));
  });

  it('kills on where named points were not reached', () => {
    const tally = drill(15, (count) => count % 3 === 0);
    for (const point of drillPointNames) expect(tally[point]).toBeGreaterThanOrEqual(2);
  });
});
