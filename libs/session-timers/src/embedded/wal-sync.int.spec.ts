import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@tandem/domain/testing';
import { openEmbeddedTimers, type EmbeddedTimers } from './embedded-timers.js';

const ref = (session: string) => ({ conversation: `conversation-ch1.${session}`, session });

describe('a disk that fails', () => {
  let folder: string;
  let file: string;
  let timers: EmbeddedTimers;
  let problem: Error | undefined;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'session-timers-'));
    file = join(folder, 'timers.db');
    problem = undefined;
    const sync = () => (problem ? Promise.reject(problem) : Promise.resolve());
    timers = await openEmbeddedTimers({ file, clock: manualClock(0), sync });
  });
  afterEach(async () => {
    await timers.close();
    rmSync(folder, { recursive: true });
  });

  it('is told to whoever armed a session meanwhile', async () => {
    problem = new Error('the disk is gone');
    await expect(timers.arm(ref('s1'), 5)).rejects.toThrow('the disk is gone');
  });

  it('is not believed again before everything that it refused has been moved into the file', async () => {
    problem = new Error('the disk is gone');
    await expect(timers.arm(ref('s1'), 5)).rejects.toThrow();
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    problem = undefined;
    await timers.arm(ref('s1'), 5);
    expect(statSync(`${file}-wal`).size).toBe(0);
    expect(await timers.count()).toBe(1);
  });
});
