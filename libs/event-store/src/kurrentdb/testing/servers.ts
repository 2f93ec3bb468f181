import { createServerLog } from './server-log.js';
import { startKurrentDouble, type DoubleOptions, type KurrentDouble } from './double.js';

/** The servers of one file of tests, which stops them when it is done. */
export function kurrentServers() {
  const started: KurrentDouble[] = [];
  return {
    async start(options: DoubleOptions & { now?: () => number } = {}): Promise<KurrentDouble> {
      const double = await startKurrentDouble({ log: createServerLog(options.now), ...options });
      started.push(double);
      return double;
    },
    stop: (): Promise<unknown> => Promise.all(started.splice(0).map((double) => double.stop())),
  };
}

/** A real server to run the contract suites against as well, each test in a namespace of its own. */
export const realServer = (): string | undefined => process.env['KURRENTDB_URL'] || undefined;
