import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SECOND, type Millis, type SessionTimers } from '@tandem/domain';
import { openEmbeddedTimers } from '@tandem/session-timers/embedded';
import { openMemoryTimers } from '@tandem/session-timers/memory';
import type { TemporalTls } from '@tandem/session-timers/temporal';
import type { Config } from '../config.js';
import { temporalAddress } from '../config/parsers.js';
import type { ServerContext } from '../context.js';
import { StartupProblem, pathProblem } from '../startup-problem.js';
import type { WayDeps } from '../way.js';
import type { ArmedElsewhere } from './reconcile.js';

/** The engine that the installation chose. */
export interface Engine {
  readonly timers: SessionTimers & { count(): Promise<number> };
  readonly armed?: WayDeps['armed'];
  /** Where sessions are armed in a server of its own, which may have others than the log says. */
  readonly elsewhere?: ArmedElsewhere;
  close(): Promise<void>;
}

type EngineContext = Pick<ServerContext, 'config' | 'folder' | 'clock' | 'log' | 'metrics'>;

/** Rejects with a `StartupProblem` where a file cannot be used; Temporal itself need not be there yet. */
export const openTimers = async (context: EngineContext): Promise<Engine> => {
  const { config, folder, clock, log, metrics } = context;
  const options = { clock, log, onWake: (late: Millis) => metrics.timer(Math.max(0, late) / SECOND) };
  const temporal = temporalAddress(config.sessionTimers);
  if (temporal) return openTemporal({ ...temporal, ...options }, config);
  if (folder === undefined) return { timers: openMemoryTimers(options), close: () => Promise.resolve() };
  const timers = await openEmbeddedTimers({ file: join(folder, 'timers.sqlite'), ...options });
  return { timers, armed: timers, close: () => timers.close() };
};

type Told = Pick<EngineContext, 'clock' | 'log'> & { address: string; namespace: string; onWake: (late: Millis) => void };

/** Nothing of Temporal is loaded where it was not chosen. */
const openTemporal = async (told: Told, config: Config): Promise<Engine> => {
  const tls = await tlsOf(config);
  const { openTemporalTimers } = await import('@tandem/session-timers/temporal');
  const timers = await openTemporalTimers({
    ...told, tls, apiKey: config.temporalApiKey, taskQueue: config.temporalTaskQueue, concurrency: config.temporalConcurrency,
    cachedWorkflows: config.temporalCachedWorkflows, metricsAddress: config.temporalMetrics,
  });
  /** What is not known just now shows as no number. */
  const count = () => timers.count().catch(() => Number.NaN);
  return { timers: { ...timers, count }, elsewhere: timers, close: () => timers.close() };
};

const tlsOf = async ({ temporalTls, temporalApiKey, temporalCaFile, temporalCertFile, temporalKeyFile }: Config): Promise<TemporalTls | boolean> => {
  if ((temporalCertFile === undefined) !== (temporalKeyFile === undefined)) {
    throw new StartupProblem('TANDEM_TEMPORAL_CERT_FILE and TANDEM_TEMPORAL_KEY_FILE belong together: set both or none.');
  }
  const [ca, crt, key] = await Promise.all([pem('CA', temporalCaFile), pem('CERT', temporalCertFile), pem('KEY', temporalKeyFile)]);
  if (ca || crt) return { serverRootCACertificate: ca, ...(crt && key && { clientCertPair: { crt, key } }) };
  return temporalTls === 'yes' || temporalApiKey !== undefined;
};

const pem = async (which: string, file: string | undefined): Promise<Buffer | undefined> => {
  try {
    return file === undefined ? undefined : await readFile(file);
  } catch (error) {
    throw new StartupProblem(`The file ${file} cannot be read: ${pathProblem(error)}; see TANDEM_TEMPORAL_${which}_FILE.`);
  }
};
