import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { LoadJob, LoadResult } from './load-job.js';

/** Load from a process of its own, so that making it does not slow down who measures or who is measured, but for the processor they share. */
export interface Generator {
  /** One at a time. */
  run(job: LoadJob): Promise<LoadResult>;
  stop(): void;
}

type Answer = { readonly result: LoadResult } | { readonly problem: string };

export const startGenerator = (): Generator => {
  const child = fork(join(import.meta.dirname, 'generator-process.js'));
  let isBusy = false;
  return {
    run: (job) =>
      new Promise<LoadResult>((resolve, reject) => {
        if (isBusy) throw new Error('The generator does one job at a time.');
        isBusy = true;
        const ended = (): void => reject(new Error('The generator ended.'));
        child.once('exit', ended);
        child.once('message', (answer: Answer) => {
          child.off('exit', ended);
          isBusy = false;
          if ('result' in answer) resolve(answer.result);
          else reject(new Error(answer.problem));
        });
        child.send(job);
      }),
    stop: () => child.disconnect(),
  };
};
