import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(import.meta.dirname, '..', '..', '..');
/** What `.gitignore` names: made here, and made anew there. */
const left = new Set(['.git', ...readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean)]);

/** Everything that may import a protocol, in one program: half the time of one for each project. The boundaries keep the CMS and the simulator away. */
const types = {
  extends: './tsconfig.base.json',
  compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true },
  include: ['libs/*/src', 'apps/server/src', 'apps/bench/src'],
};

/** A copy of the workspace in a temporary folder, its packages linked, without one protocol: its folder, and its lines in the registry. */
export function workspaceWithout(protocol: string): string {
  const folder = mkdtempSync(join(tmpdir(), `tandem-without-${protocol}-`));
  cpSync(root, folder, { recursive: true, filter: (path) => !left.has(basename(path)) });
  linkPackages(folder);
  const protocols = join(folder, 'libs/protocols/src');
  rmSync(join(protocols, protocol), { recursive: true });
  const registry = join(protocols, 'index.ts');
  writeFileSync(registry, withoutLines(readFileSync(registry, 'utf8'), protocol));
  writeFileSync(join(folder, 'tsconfig.all.json'), JSON.stringify(types));
  return folder;
}

/** Ours as they are linked here, to the copy's own folders; all others to the real ones. */
function linkPackages(folder: string): void {
  const [from, to] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  mkdirSync(join(to, '@tandem'), { recursive: true });
  for (const name of readdirSync(from)) if (name !== '@tandem' && name !== '.cache') symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(from, '@tandem'))) symlinkSync(readlinkSync(join(from, '@tandem', name)), join(to, '@tandem', name));
}

/** The import and the one line of the list. Throws where they are not found, for then more had to be touched than these. */
export function withoutLines(registry: string, protocol: string): string {
  const lines = registry.split('\n');
  const imported = lines.findIndex((line) => line.includes(`from './${protocol}/index.js'`));
  const create = /\{ (\w+) \}/.exec(lines[imported] ?? '')?.[1] ?? '';
  const listed = lines.findIndex((line, place) => place !== imported && line.includes(`${create}(`));
  if (imported < 0 || create === '' || listed < 0) throw new Error(`${protocol} is not in the registry by an import and a line of its own`);
  return lines.filter((_line, place) => place !== imported && place !== listed).join('\n');
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false', NX_NO_CLOUD: 'true' });

/** What a command of the copy says where it fails; nothing where all is well. */
export async function complaints(folder: string, ...command: readonly string[]): Promise<string> {
  const tool = spawn(process.execPath, [...command], { cwd: folder, env: environment() });
  const ended = new Promise<number | null>((resolve) => tool.once('close', resolve));
  const said = await Promise.all([text(tool.stdout), text(tool.stderr)]);
  return (await ended) === 0 ? '' : said.join('\n');
}

/** Starts what is built in the copy as `npm start` does, and stops it. Answers what went wrong, and the numbers of the demo that can be written to. */
export async function startOnce(folder: string): Promise<{ readonly wrong: string; readonly numbers: readonly string[] }> {
  const started = spawn(process.execPath, ['apps/commands/start-built.mjs'], {
    cwd: folder, env: { ...environment(), TANDEM_PORT: '0', SIMULATOR_PORT: '0', TANDEM_DATA: join(folder, '.tandem') },
  });
  const ended = new Promise<number | null>((resolve) => started.once('close', resolve));
  const complaint = text(started.stderr);
  let output = '';
  for await (const said of started.stdout) {
    output += String(said);
    if (/^Ready$/m.test(output)) started.kill('SIGTERM');
  }
  const code = await ended;
  const wrong = code === 0 && output.includes('Ready') ? await complaint : `ended with code ${code}: ${output}${await complaint}`;
  return { wrong, numbers: [...output.matchAll(/^(\w+) number .*: http/gm)].map(([, name = '']) => name) };
}
