import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Millis, SessionTimers } from '@tandem/domain';
import { openEmbeddedTimers } from '@tandem/session-timers/embedded';
import { openTemporalTimers } from '@tandem/session-timers/temporal';
import { temporalFor } from '../../../commands/temporal.mjs';

/** An engine under measurement. */
export interface BenchEngine {
  readonly name: 'embedded' | 'temporal';
  readonly timers: SessionTimers;
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly clock: Clock;
  readonly onWake?: (late: Millis) => void;
}

export type OpenEngine = (options: EngineOptions) => Promise<BenchEngine>;

export const openEmbedded: OpenEngine = async (options) => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  const timers = await openEmbeddedTimers({ file: join(folder, 'timers.sqlite'), ...options });
  return {
    name: 'embedded', timers,
    close: async () => {
      await timers.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Undefined, said loudly, where no Temporal can be reached; each call has a server of its own unless TEMPORAL_ADDRESS names one. */
export const openTemporal = async (options: EngineOptions): Promise<BenchEngine | undefined> => {
  const server = await temporalFor('the benchmark of Temporal\'s timers');
  if (!server) return undefined;
  const timers = await openTemporalTimers({ address: server.address, namespace: server.namespace, taskQueue: `bench-${process.pid}-${Date.now()}`, ...options });
  return {
    name: 'temporal', timers,
    close: async () => {
      await timers.close();
      await server.stop();
    },
  };
};
