// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { auditGoal, auditTable } from './report.js';
import { runAudit } from './run.js';

describe('the bench of the history', () => {
  it.each([{ agents: 1, events: 2_000 }, { agents: 4, events: 2_000 }])('asks everything and finds something (%j)', async (plan) => {
    const run = await runAudit(plan, 2);
    expect(run.found.map(({ took }) => took.count)).toEqual(run.found.map(() => 2));
    expect(auditTable(run)).toMatch(/filter: text, rare +\d/);
    expect(auditGoal(run)).toMatch(/: (met|NOT MET) \(slowest/);
  });
});
