import type { Millis } from '@tandem/domain';

/** Nobody answered in time. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** The answer of `work`, or a rejection with `NoAnswer`. Measured by the machine: what is waited for is a network. */
export const within = async <T>(patience: Millis, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer('no answer in time')), patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** A pause that can be cut short. */
export const createPause = () => {
  let end = (): void => {};
  return {
    end: (): void => end(),
    async take(milliseconds: Millis): Promise<void> {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        end = resolve;
        timer = setTimeout(resolve, milliseconds);
      });
      clearTimeout(timer);
    },
  };
};
