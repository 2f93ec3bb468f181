// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { isConstant, isMet, table } from './report.js';
import { measureEmbedded } from './run.js';
import { storeFloor } from './store-floor.js';

describe('the bench of the session timers, in small', () => {
  it('measures the store and the embedded engine over it', async () => {
    const floor = await storeFloor(200);
    const rows = await measureEmbedded({ sessions: 200, armed: 2_000, lateSeconds: 1 });
    expect(floor).toBeGreaterThan(0);
    expect(rows.map(({ what, measured }) => [what, measured !== undefined && measured >= 0])).toEqual([
      ['armed', true], ['memory after a restart, 2000 armed', true], ['due at once, the engine alone', true], ['due at once, with ReachDeadline', true],
      ['late, median, the engine alone, at 2500/s', true], ['late, p99, the engine alone, at 2500/s', true],
      ['late, median, with ReachDeadline, at 750/s', true], ['late, p99, with ReachDeadline, at 750/s', true],
    ]);
  }, 120_000);
});

describe('its report', () => {
  it('tells a rate that misses its goal, with its ratio to the floor', () => {
    const row = { engine: 'embedded', what: 'due at once', measured: 1_000, unit: '/s', goal: { atLeast: 1_500 } } as const;
    expect([isMet(row), isMet({ ...row, measured: 1_500 }), isMet({ ...row, measured: undefined })]).toEqual([false, true, false]);
    expect(table([row], 4_000)).toContain('| embedded | due at once | 1000 /s | 0.25 | at least 1500 /s: MISSED |');
  });

  it('takes a cost for constant where more messages cost no more than one evaluation', () => {
    const cost = (messages: number, events: number, actions = 8) => ({ messages, actions: { least: actions, most: 12 }, events: { least: events, most: 58 } });
    expect([isConstant([cost(1, 28), cost(20, 39)]), isConstant([cost(1, 28), cost(20, 40)]), isConstant([cost(1, 28), cost(20, 28, 11)])]).toEqual([true, false, false]);
  });
});
