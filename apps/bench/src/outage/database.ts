import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A database that can be taken away. */
export interface Database {
  readonly url: string;
  away(): Promise<void>;
  back(): Promise<void>;
  stop(): void;
}

export const startDatabase = async (): Promise<Database> => {
  const child = fork(join(import.meta.dirname, 'database-process.js'));
  const [begun] = (await once(child, 'message')) as [{ url: string }];
  const order = async (what: 'away' | 'back'): Promise<void> => {
    const done = once(child, 'message');
    child.send(what);
    await done;
  };
  return { url: begun.url, away: () => order('away'), back: () => order('back'), stop: () => void child.disconnect() };
};
