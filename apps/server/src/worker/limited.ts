/** Runs at most `most` jobs at the same time, the others in the order they were asked for. */
export const limited = (most: number): (<T>(job: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (job) => {
    if (running < most) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await job();
    } finally {
      const next = waiting.shift(); // takes the place over
      if (next) next();
      else running -= 1;
    }
  };
};
