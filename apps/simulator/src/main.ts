import { startSimulator } from './simulator.js';

const setting = (name: string, fallback: string): string => process.env[name] || fallback;

const fail = (line: string): never => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};

/** An error of the start in one line, for a person. */
function reason(error: unknown, port: number, host: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `The simulator cannot start: port ${port} on ${host} is taken. Set SIMULATOR_PORT to another one (0: any free).`;
  return `The simulator cannot start: ${message}`;
}

async function main(): Promise<void> {
  const host = setting('SIMULATOR_HOST', '127.0.0.1');
  const wanted = setting('SIMULATOR_PORT', '7401');
  const port = Number(wanted);
  if (!/^\d+$/.test(wanted) || port > 65535) fail(`The simulator cannot start: SIMULATOR_PORT must be a number from 0 to 65535, not "${wanted}".`);
  const dataFolder = process.env.SIMULATOR_DATA || undefined;
  const simulator = await startSimulator({ port, host, dataFolder, log: (line) => process.stderr.write(`${line}\n`) })
    .catch((error: unknown) => fail(reason(error, port, host)));
  process.stdout.write(`Simulator and phone  ${simulator.url}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}

await main();
