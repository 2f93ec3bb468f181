// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { describe, expect, it } from '@jest/globals';
import { hasPassed, runCrashDrill } from './drill.js';
import { doubledOf, lostOf } from './judge.js';
import { killsIn } from './plan.js';
import { report } from './report.js';
import { drillPointNames } from '@tandem/server/drill-points.js';

describe('the crash drill', () => {
  it('loses and doubles nothing in 15 kills of the real build under load', async () => {
    const result = await runCrashDrill({ kills: 15, parallel: 1 });
    const table = report(result);
    expect({ table, passed: hasPassed(result), lost: lostOf(result), doubled: doubledOf(result) }).toEqual({ table, passed: true, lost: 0, doubled: 0 });
    expect(killsIn(result.kills)).toBeGreaterThanOrEqual(15);
    for (const point of drillPointNames) expect(result.kills[point]).toBeGreaterThanOrEqual(2);
    for (const { judged } of result.byProtocol) {
      expect({ table, least: Math.min(judged.acknowledged, judged.asks, judged.ends) > 0 }).toEqual({ table, least: true });
    }
  }, 300_000);
});
