// What `npm start` does once everything is built: the simulator first, then the server, which is told where that is.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root, toolEnv, whenNpmEnds } from './prepare.mjs';
import { startSettings } from './start-settings.mjs';

const running = (child) => child.exitCode === null && child.signalCode === null;

/** Starts a built program in a process group of its own: a Ctrl-C reaches it once, through us. Its lines come one by one. */
function start(program, env, onLine) {
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, program)], {
    cwd: root, env: toolEnv(env), stdio: ['ignore', 'pipe', 'inherit'], detached: process.platform !== 'win32',
  });
  createInterface({ input: child.stdout }).on('line', onLine);
  child.ended = new Promise((ended) => {
    child.on('error', (error) => { process.stderr.write(`${error.message}\n`); ended(1); });
    child.on('exit', (code, signal) => ended(code ?? (signal === null ? 0 : 1)));
  });
  return child;
}

/** The simulator, and where it listens; `url` is undefined where it ended instead. */
async function startSimulator(settings) {
  let told;
  const address = new Promise((resolve) => (told = resolve));
  const child = start('apps/simulator/dist/main.js', settings, (line) => {
    const url = /^Simulator and phone\s+(http\S+)$/.exec(line)?.[1];
    if (url) told(url);
    else process.stdout.write(`${line}\n`);
  });
  return { child, url: await Promise.race([address, child.ended.then(() => undefined)]) };
}

/** Every provider is the simulator. */
const providersAt = (url) => ({
  TANDEM_META_GRAPH_URL: url, TANDEM_COSTER_URL: `${url}/coster`, TANDEM_COSTER_PUSH_URL: `${url}/coster`, TANDEM_QONTAK_URL: `${url}/qontak/chat`,
  TANDEM_SIMULATOR_URL: url,
});

/**
 * Runs both until one of them ends or we are told to, then stops the server before the simulator, which it may still be talking to.
 * Answers the exit code.
 */
async function runAll(settings) {
  let stopping = false;
  let stopped;
  const asked = new Promise((resolve) => (stopped = resolve));
  const stop = () => {
    stopping = true;
    stopped();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  whenNpmEnds(stop);

  const simulator = settings.simulator && (await startSimulator(settings.simulator));
  if (simulator && !simulator.url) return (await simulator.child.ended) || 1;
  const where = simulator ? providersAt(simulator.url) : {};
  const children = simulator ? [simulator.child] : [];
  if (!stopping) {
    const server = start('apps/server/dist/main.js', { ...settings.server, ...where }, (line) => process.stdout.write(`${line}\n`));
    children.unshift(server);
    await Promise.race([asked, ...children.map((child) => child.ended)]);
  }
  const codes = [];
  for (const child of children) {
    const byItself = !running(child);
    if (!byItself) child.kill('SIGTERM');
    const code = await child.ended;
    codes.push(byItself && code === 0 && !stopping ? 1 : code);
  }
  return codes.find((code) => code !== 0) ?? 0;
}

process.exit(await runAll(startSettings(process.argv.slice(2))));
