// npm run lock: installs, then completes package-lock.json. A registry may lack the packages of platforms other than its own; npm leaves
// them out of the lock, and `npm ci` then refuses it. This adds them back as optional entries. Run it after every change of a dependency.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './prepare.mjs';

const file = join(root, 'package-lock.json');

/** What `name` means to the package at `from`: the nearest node_modules up the tree. */
function resolve(packages, from, name) {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
    const entry = packages[`${place ? `${place}/` : ''}node_modules/${name}`];
    if (entry || !place) return entry;
  }
}

/** `os` and `cpu` as the name of a platform package tells them, e.g. `@swc/core-darwin-arm64`. */
function platform(name) {
  const systems = 'darwin|linuxmusl|linux|win32|win|freebsd|android|openharmony|openbsd|netbsd|sunos|aix|wasm32';
  const processors = 'arm64|x64|ia32|arm|ppc64|s390x|riscv64|loong64|wasi|mips64el';
  const [, system, processor] = new RegExp(`(${systems})[-_]?(${processors})?`).exec(name.split('/').pop()) ?? [];
  if (!system) return {};
  if (system === 'wasm32') return { cpu: ['wasm32'] };
  const os = { linuxmusl: 'linux', win: 'win32' }[system] ?? system;
  return { os: [os], ...(processor ? { cpu: [processor] } : {}) };
}

/** Adds what is missing to `packages` and answers its names. Only exact versions can be added: a range says too little. */
export function complete(packages) {
  const added = [];
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const version = range.replace(/^[\^~>=]+/, '');
      const present = resolve(packages, place, name);
      if (present && (present.version === version || version !== range)) continue;
      // another version stands further up: this one goes below its own package
      packages[`${present ? `${place}/` : ''}node_modules/${name}`] = { version, ...platform(name), optional: true };
      added.push(`${name}@${version}`);
    }
  }
  return added;
}

/** No download addresses in the lock: everybody installs from the registry of his own settings. */
function withoutAddresses(packages) {
  for (const entry of Object.values(packages)) if (!entry.link) delete entry.resolved;
}

function main() {
  const installed = spawnSync(...npm('install', '--ignore-scripts'), { cwd: root, stdio: 'inherit' });
  if (installed.status !== 0) process.exit(installed.status ?? 1);
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  withoutAddresses(lock.packages);
  const added = complete(lock.packages);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: ${added.length} optional packages of other platforms added`);
}

if (process.argv[1] === import.meta.filename) main();
