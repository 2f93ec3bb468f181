// Temporal's server and its time-skipping test server for the tests, from what is at hand. Started by .ci/run in the background, in plain
// JavaScript that an older Node runs before anything is installed; tests that need a server wait for the same installation.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, setPriority } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Server 1.29.1 in a CLI that Go's package manager can still build: newer ones replace modules. */
const cli = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const testServer = { groupId: 'io.temporal', artifactId: 'temporal-test-server', version: '1.31.0' };

/** Outside node_modules, so that `npm ci` does not throw minutes of compiling away. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tandem');
const places = {
  server: join(cache, `temporal-${cli.split('@')[1]}`),
  timeSkipping: join(cache, `temporal-test-server-${testServer.version}`),
};

const onWindows = process.platform === 'win32';
const works = (command, ...args) => spawnSync(command, args, { stdio: 'ignore', shell: onWindows }).status === 0;
const onPath = (name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find((file) => existsSync(file) && statSync(file).isFile());

/** Whoever waits for a registry that does not answer, says so in the end; compiling takes ten minutes on a slow machine. */
const PATIENCE_MINUTES = 30;

/** Runs a command that may take minutes, behind everything else on the machine; it ends with us. */
function patiently(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'], shell: onWindows, timeout: PATIENCE_MINUTES * 60_000 });
    const last = () => child.kill();
    process.once('exit', last);
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (complaints = (complaints + text).slice(-2_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', last);
      if (code === 0) return resolve();
      const how = code === null ? `was ended, at the latest after ${PATIENCE_MINUTES} minutes` : `ended with ${code}`;
      reject(new Error(`${command} ${how}: ${complaints.trim().split('\n').at(-1) ?? ''}`));
    });
    if (child.pid !== undefined && !onWindows) setPriority(child.pid, 10);
  });
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Makes the folder once, whoever asks: others wait for who began, and take over where that one died. It appears whole or not at all. */
async function once(place, make) {
  const lock = `${place}.lock`;
  mkdirSync(cache, { recursive: true });
  while (!existsSync(place)) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      if (existsSync(lock) && !isAlive(Number(readFileSync(lock, 'utf8')) || process.pid)) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    const unfinished = `${place}.${process.pid}`;
    try {
      mkdirSync(unfinished, { recursive: true });
      await make(unfinished);
      renameSync(unfinished, place);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
      rmSync(lock, { force: true });
    }
  }
  return place;
}

/** Path of the `temporal` program: on the PATH, from the cache, or built by Go; undefined where there is no Go either. */
export async function temporalCli() {
  const name = onWindows ? 'temporal.exe' : 'temporal';
  const found = onPath(name);
  if (found) return found;
  if (!existsSync(places.server) && !works('go', 'version')) return undefined;
  const build = (folder) => patiently('go', ['install', '-trimpath', '-ldflags=-s -w', cli], { GOBIN: folder, CGO_ENABLED: '0' });
  return join(await once(places.server, build), name);
}

/** Path of a program that starts the time-skipping server, from the cache or by Maven; undefined where there is no Java. */
export async function timeSkippingServer() {
  if (onWindows || !works('java', '-version')) return undefined;
  if (!existsSync(places.timeSkipping) && !works('mvn', '--version')) return undefined;
  return join(await once(places.timeSkipping, copyJars), 'temporal-test-server');
}

async function copyJars(folder) {
  const { groupId, artifactId, version } = testServer;
  writeFileSync(join(folder, 'pom.xml'), `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tandem</groupId><artifactId>test-server</artifactId><version>1</version>
  <dependencies><dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency></dependencies>
</project>
`);
  await patiently('mvn', ['-q', '-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`]);
  const script = '#!/bin/sh\nexec java -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@"\n';
  writeFileSync(join(folder, 'temporal-test-server'), script, { mode: 0o755 });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.once('SIGTERM', () => process.exit(143)); // what it started ends with it
  const results = await Promise.allSettled([process.env.TEMPORAL_ADDRESS ? undefined : temporalCli(), timeSkippingServer()]);
  for (const { reason } of results) if (reason) process.stderr.write(`Temporal for the tests: ${reason.message}\n`);
}
