import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

const fileOf = (data: string): string => join(data, 'views.sqlite');

/** The views come back from the log at the next start. */
export const deleteViews = (data: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${fileOf(data)}${suffix}`, { force: true });
};

/** Position of the log up to which the views are made; 0 where there is no file yet. Reads beside the server. */
const viewsPosition = (data: string): number => {
  if (!existsSync(fileOf(data))) return 0;
  const db = new DatabaseSync(fileOf(data), { readOnly: true, timeout: 5_000 });
  try {
    return Number(db.prepare('SELECT position FROM progress').get()?.['position'] ?? 0);
  } catch {
    return 0; // its tables are being made
  } finally {
    db.close();
  }
};

/** Resolves when the views have reached `position`; seconds since `began` (of `performance.now`). */
export const untilViewed = async (data: string, position: number, began: number): Promise<number> => {
  while (viewsPosition(data) < position) await pause(100);
  return (performance.now() - began) / 1_000;
};
