/** What a run of calls took, in milliseconds. */
export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Milliseconds of many calls, all of them kept: percentiles are exact. */
export interface Latencies {
  add(milliseconds: number): void;
  summary(): Summary;
}

export const createLatencies = (): Latencies => {
  let values = new Float64Array(4_096);
  let count = 0;
  return {
    add: (milliseconds) => {
      if (count === values.length) {
        const longer = new Float64Array(2 * count);
        longer.set(values);
        values = longer;
      }
      values[count] = milliseconds;
      count += 1;
    },
    summary: () => {
      const sorted = values.slice(0, count).sort();
      return { count, median: at(sorted, 0.5), p95: at(sorted, 0.95), p99: at(sorted, 0.99), max: at(sorted, 1) };
    },
  };
};

/** The smallest value that `share` of all do not exceed; 0 where there are none. */
const at = (sorted: Float64Array, share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

/** The middle one of several measurements; of an even number the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? 0 : (low + high) / 2;
};
