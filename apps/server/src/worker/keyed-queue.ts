/** Runs jobs of one key one after the other, in the order they were asked for; different keys do not wait for each other. */
export interface KeyedQueue {
  run<T>(key: string, job: () => Promise<T>): Promise<T>;
}

export const keyedQueue = (): KeyedQueue => {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run: (key, job) => {
      const before = tails.get(key);
      const result = before ? before.then(job, job) : job();
      tails.set(key, result);
      const leave = (): void => {
        if (tails.get(key) === result) tails.delete(key);
      };
      result.then(leave, leave);
      return result;
    },
  };
};
