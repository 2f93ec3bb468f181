import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

/** What a disaster may lay hands on. */
export interface Hands {
  readonly data: string;
  /** Kills Temporal and starts it again on what it kept. */
  restartTemporal(away: number): Promise<void>;
  /** Kills the server, and starts it again. */
  restartServer(away: number): Promise<void>;
}

/** How long what is killed stays away, in milliseconds. */
const AWAY = 10_000;

export const disasters = {
  'none': async (): Promise<void> => {},
  'Temporal killed': ({ restartTemporal }: Hands) => restartTemporal(AWAY),
  'worker killed, three times': async ({ restartServer }: Hands): Promise<void> => {
    for (let kill = 0; kill < 3; kill += 1) {
      await restartServer(1_000);
      await pause(4_000);
    }
  },
  'store away for a minute': ({ data }: Hands) => holdStore(data, 60_000),
} as const;

export type Disaster = keyof typeof disasters;

/** Another writer holds the log's file: no append of the server's goes through. */
const holdStore = async (data: string, ms: number): Promise<void> => {
  const db = new DatabaseSync(join(data, 'log.sqlite'), { timeout: 10_000 });
  try {
    db.exec('BEGIN IMMEDIATE');
    await pause(ms);
    db.exec('ROLLBACK');
  } finally {
    db.close();
  }
};
