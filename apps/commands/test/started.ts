import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const start = join(import.meta.dirname, '../start-built.mjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  /** Addresses by what stands before them on their lines; resolves with `Ready`, rejects when it ends before. */
  readonly ready: Promise<Readonly<Record<string, string>>>;
  readonly ended: Promise<Ended>;
}

/** What `npm start` runs when all is built, on free ports. */
export const startAll = (environment: Readonly<Record<string, string>>, args: readonly string[] = []): Started => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [start, ...args], {
    env: { PATH, HOME, TANDEM_PORT: '0', SIMULATOR_PORT: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  const ready = new Promise<Readonly<Record<string, string>>>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (/^Ready$/m.test(stdout)) resolve(addressesIn(stdout));
    });
    void ended.then(() => reject(new Error(`It ended before it was ready: ${stdout}${stderr}`)));
  });
  ready.catch(() => {}); // whoever waits for the end does not wait for this
  return { child, ready, ended };
};

const addressesIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/^([A-Z][^:\n]*): (http\S+)$/gm)].map(([, what = '', url = '']) => [what.replace(/ \+.*/, ''), url]));

/** What is in a folder, to the byte; undefined where there is none. */
export const contentsOf = (folder: string): Readonly<Record<string, string>> | undefined => {
  if (!existsSync(folder)) return undefined;
  if (!statSync(folder).isDirectory()) return { '.': digest(folder) };
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return Object.fromEntries(files.map((file) => [file, statSync(join(folder, file)).isDirectory() ? 'folder' : digest(join(folder, file))]));
};

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
