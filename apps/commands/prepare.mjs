// What every command does first, in plain JavaScript that an older Node runs before anything is installed:
// install what is missing, go on in Node 24, build what changed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
const wantedMajor = 24;

const packagesOf = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined);

/** Is node_modules what package-lock.json says? npm keeps its own list there, written when an installation is complete. */
function isInstalled() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([place, { version, optional, link }]) => {
    if (!place.startsWith('node_modules/')) return true;
    const there = present[place];
    return there ? link || there.version === version : optional;
  });
}

/** Command and arguments that start npm: the npm that started us, else the one on the PATH. */
export function npm(...args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('npm-cli.js')) return [process.execPath, [cli, ...args]];
  return process.platform === 'win32' ? ['cmd.exe', ['/d', '/s', '/c', 'npm', ...args]] : ['npm', args];
}

function fail(message, output = '') {
  if (output) process.stderr.write(`${output.trimEnd()}\n`);
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Runs `npm ci` when node_modules is missing or was installed from another lock. Says so only when there is something to do. */
export function install() {
  if (isInstalled()) return;
  process.stderr.write('Installing the packages (once, takes about a minute) ...\n');
  const [command, args] = npm('ci', '--ignore-scripts', '--loglevel=error');
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status !== 0) fail('The packages could not be installed (npm ci).', `${done.error ?? ''}${done.stdout ?? ''}${done.stderr ?? ''}`);
}

/** The Node 24 that everything runs on: this process' own, else the one among the packages; undefined where there is none. */
export function node24() {
  if (Number(process.versions.node.split('.')[0]) === wantedMajor) return process.execPath;
  const folder = { win32: 'node-win' }[process.platform] ?? `node-${process.platform}`;
  const binary = join(root, 'node_modules', `${folder}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(binary) ? binary : undefined;
}

/** The environment of everything we start: our tools and Node 24 first on the PATH, Nx without daemon, cloud and colours of its own. */
export function toolEnv(extra = {}) {
  const path = [join(root, 'node_modules', '.bin'), join(process.execPath, '..'), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', ...extra };
}

/**
 * Installs what is missing and makes sure that the caller runs on Node 24. On an older Node the same command is started again on the
 * right one, and this promise never settles: the process ends with the other's exit code.
 */
export async function prepare() {
  install();
  const node = node24();
  if (!node) fail(`Tandem needs Node ${wantedMajor}; this is ${process.version}, and no package brings one for ${process.platform}-${process.arch}. Please install Node ${wantedMajor}.`);
  if (node === process.execPath) return;
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env: toolEnv() });
  await endWith(child);
}

/** Calls `stop` when npm, which started us, is gone: it hands signals to its shell only, and we would stay behind without a parent. */
export function whenNpmEnds(stop) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 250);
  watch.unref();
}

/** Ends this process as `child` ends, handing on the signals that arrive meanwhile. Never settles. */
export function endWith(child) {
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    // from a keyboard the whole process group, the child too, has it already
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  whenNpmEnds(() => child.kill('SIGTERM'));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  return new Promise(() => {});
}

/** Runs one of our tools (`node_modules/<script>`) on this Node, its output collected; `seconds` is how long it took. */
export async function tool(script, args, env = {}) {
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root, env: toolEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk) => (output += chunk);
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const ok = await new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
  return { ok, output, seconds: (performance.now() - started) / 1000 };
}

export const nx = (...targets) => tool('nx/dist/bin/nx.js', ['run-many', '--outputStyle=static', '-t', ...targets]);

/** Builds what changed, silently; prints the compiler's words and ends the process where that fails. */
export async function build() {
  const { ok, output } = await nx('build');
  if (!ok) fail('The build failed.', output);
}
