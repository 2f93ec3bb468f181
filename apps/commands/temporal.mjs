// The Temporal of the tests, drills and benchmarks: one that is there already, or one of our own that ends with us.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { temporalCli, timeSkippingServer } from './temporal-install.mjs';

const PATIENCE = 60_000;
/** What the server has acknowledged survives its kill, not a loss of power; with more it takes some ten sessions a second. */
const pragmas = ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'];

/** A port that nobody had a moment ago. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when the server answers, and has the namespace where one is named. */
async function answering(address, namespace) {
  const { Connection } = await import('@temporalio/client');
  const since = performance.now();
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        if (namespace) await connection.withDeadline(Date.now() + 1_000, () => connection.workflowService.describeNamespace({ namespace }));
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (performance.now() - since > PATIENCE) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Starts a program that ends with us; once `isReady` resolves, answers how to end it by a signal. */
async function startedServer(program, args, isReady) {
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('error', resolve).on('close', resolve));
  const last = () => child.kill('SIGKILL');
  process.once('exit', last);
  const end = async (signal) => {
    child.kill(signal);
    await ended;
    process.off('exit', last);
  };
  try {
    await Promise.race([isReady(), ended.then((why) => Promise.reject(new Error(`${basename(program)} ended: ${why}`)))]);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return end;
}

/**
 * Starts a server of our own; without `file` it forgets everything at its end. With `ui` it shows its web pages, on the port
 * plus 1,000.
 * @param {{ port?: number, file?: string, ui?: boolean }} [options]
 */
export async function startTemporal({ port, file, ui = false } = {}) {
  const program = await temporalCli();
  if (!program) throw new Error('No Temporal here: set TEMPORAL_ADDRESS, put the `temporal` program on the PATH, or install Go.');
  const chosen = port ?? await freePort();
  const address = `127.0.0.1:${chosen}`;
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(chosen), '--log-level', 'never', '--search-attribute', 'TandemChannel=Keyword'];
  const more = [...(ui ? [] : ['--headless']), ...(file ? ['--db-filename', file, ...pragmas] : [])];
  const end = await startedServer(program, [...args, ...more], () => answering(address, 'default'));
  return { address, namespace: 'default', port: chosen, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** The server that TEMPORAL_ADDRESS names, else one of our own, else the SDK's download. */
async function anyTemporal() {
  const { TEMPORAL_ADDRESS: given, TEMPORAL_NAMESPACE: namespace = 'default' } = process.env;
  if (given) {
    await answering(given, namespace);
    return { address: given, namespace, stop: async () => {} };
  }
  return orElse('the `temporal` program', async () => ((await temporalCli()) ? startTemporal() : undefined), downloadedTemporal);
}

async function downloadedTemporal() {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const env = await TestWorkflowEnvironment.createLocal();
  return { address: env.address, namespace: 'default', stop: () => env.teardown() };
}

/** The environment in which hours pass in milliseconds: Maven's, else the SDK's download. */
async function anyTimeSkipping() {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  return orElse('the time-skipping server', ownTimeSkipping, () => TestWorkflowEnvironment.createTimeSkipping());
}

/** The SDK gives a server that it starts five seconds, which Java needs alone on a busy computer: so it is told that the server is there. */
async function ownTimeSkipping() {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const program = await timeSkippingServer();
  if (!program) return undefined;
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const end = await startedServer(program, [String(port)], () => answering(address));
  const env = await TestWorkflowEnvironment.create({ server: { type: 'existing' }, supportsTimeSkipping: true, address });
  const disconnect = env.teardown.bind(env);
  env.teardown = () => disconnect().finally(() => end('SIGKILL'));
  return env;
}

/** The first, where it is there and works; else the second, whose failure names both. */
async function orElse(what, first, second) {
  let problem = 'is not there: neither on this machine nor a package manager that brings it';
  try {
    const found = await first();
    if (found) return found;
  } catch (error) {
    problem = error.message;
  }
  return second().catch((error) => {
    throw new Error(`${what}: ${problem}. The SDK's download: ${error.message}`);
  });
}

/** What there is, or undefined said loudly; with CI=true that is an error. */
async function orLoudly(notRun, start) {
  try {
    return await start();
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    process.stderr.write(`\n*** NOT RUN: ${notRun}\n*** ${error.message}\n\n`);
    return undefined;
  }
}

/** For specs that need a real server: started, or undefined where there is none (loud; an error with CI=true). The caller stops it. */
export const temporalFor = (notRun) => orLoudly(notRun, anyTemporal);

/** For specs that need hours: as `temporalFor`. The caller tears it down. */
export const timeSkippingFor = (notRun) => orLoudly(notRun, anyTimeSkipping);
