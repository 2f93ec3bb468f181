import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@tandem/server/clock.js';
import { openEmbeddedTimers } from '@tandem/session-timers/embedded';
import { armMany } from './measure.js';

/** Resident memory in MiB of a process of its own that opens and starts embedded timers with so many sessions armed. */
export const residentAfterRestart = async (count: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  const file = join(folder, 'timers.sqlite');
  try {
    const timers = await openEmbeddedTimers({ file, clock: systemClock });
    const far = Date.now() + 86_400_000;
    await armMany({ name: 'embedded', timers, close: () => timers.close() }, count, (n) => far + n);
    await timers.close();
    const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../dist/timers/restarted.js'), file]);
    return Number(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
