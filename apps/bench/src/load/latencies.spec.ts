import { describe, expect, it } from '@jest/globals';
import { createLatencies, median } from './latencies.js';

const summaryOf = (values: readonly number[]) => {
  const latencies = createLatencies();
  for (const value of values) latencies.add(value);
  return latencies.summary();
};

describe('latencies', () => {
  it('tells the exact percentiles, in whichever order the calls came', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => ((n * 37) % 100) + 1);
    expect(summaryOf(hundred)).toEqual({ count: 100, median: 50, p95: 95, p99: 99, max: 100 });
  });

  it('keeps all of many calls', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => n + 1);
    expect(summaryOf(many)).toEqual({ count: 10_000, median: 5_000, p95: 9_500, p99: 9_900, max: 10_000 });
  });

  it('says nothing of no calls', () => {
    expect(summaryOf([])).toEqual({ count: 0, median: 0, p95: 0, p99: 0, max: 0 });
  });

  it.each([[[], 0], [[3], 3], [[9, 1, 5], 5], [[4, 1, 3, 2], 2.5]])('takes the middle of %j', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});
