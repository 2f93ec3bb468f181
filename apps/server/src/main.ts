import { writeSync } from 'node:fs';
import { configFromEnvironment, maskedSettings, type Config } from './config.js';
import { seedDemo } from './demo/seed.js';
import { drillOf, type DrillDeeds, type DrillOrders } from './drill-points.js';
import { greeting } from './greeting.js';
import { createLog } from './logging/log.js';
import { createServer } from './server.js';
import { StartupProblem } from './startup-problem.js';
import { createWayOfServer } from './way-of-server.js';

/** The process ends so long after a signal, whatever still runs; everything acknowledged is on disk by then. */
const LAST_MOMENT = 4_500;

const fail = (...lines: readonly string[]): never => {
  process.stderr.write(lines.map((line) => `Tandem cannot start: ${line}\n`).join(''));
  process.exit(1);
};

const printSettings = (config: Config): void => {
  const line = { level: 'info', time: new Date().toISOString(), event: 'SettingsInForce', settings: maskedSettings(config) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const withoutDatabase = (url: string): string =>
  `Tandem server: ${url}\nThe database cannot be reached. Webhooks are taken in; everything else waits for it.\n`;

/** Resolves at the first SIGTERM or SIGINT; from then on the process has little time. */
const signalled = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      setTimeout(() => process.exit(1), LAST_MOMENT).unref();
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  });

/** As a drill orders: gone at once, or still as under SIGSTOP, after a word about it. */
const deeds: DrillDeeds = {
  kill: () => process.kill(process.pid, 'SIGKILL'),
  stop: (point) => {
    writeSync(process.stdout.fd, `Stopped at ${point}\n`);
    process.kill(process.pid, 'SIGSTOP');
  },
  onOrder: (arm) => process.on('SIGUSR2', arm),
};

const main = async (config: Config, orders: DrillOrders): Promise<void> => {
  printSettings(config);
  const log = createLog({ level: config.logLevel });
  const stopAsked = signalled();
  const drill = drillOf(orders, deeds);
  const stop = new AbortController();
  void stopAsked.then(() => stop.abort());
  try {
    const server = await createServer(config, { log, createWay: createWayOfServer, drill, stop: stop.signal, onAway: (url) => process.stdout.write(withoutDatabase(url)) });
    process.stdout.write(`${greeting(server, await seedDemo(server.context)).join('\n')}\n`);
    await stopAsked;
    await server.close();
    process.exit(0);
  } catch (error) {
    if (stop.signal.aborted) process.exit(0);
    if (error instanceof StartupProblem) fail(error.message);
    log.error('ServerFailed', { error });
    fail('an unexpected error; the log line ServerFailed says where.');
  }
};

const result = configFromEnvironment();
if (result.kind === 'problems') fail(...result.problems);
else await main(result.config, result.drill);
