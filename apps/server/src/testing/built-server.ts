import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../dist/main.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BuiltServer {
  readonly child: ChildProcess;
  /** The server's address, once it has printed it. Rejects when it ends before. */
  readonly url: Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Starts the real build as a process of its own, in an environment of nothing but `environment`. */
export const startBuilt = (environment: Readonly<Record<string, string>>): BuiltServer => {
  if (!existsSync(main)) throw new Error('The server is not built; run: npm run build');
  const child = spawn(process.execPath, [main], {
    env: { TANDEM_PORT: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const found = /^Tandem server: (\S+)$/m.exec(stdout)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(`The server ended: ${stderr}`)));
  });
  url.catch(() => {}); // whoever waits for the end does not wait for the address
  return { child, url, ended };
};

/** What is in a folder, to the byte, but for the mark of the process that uses it; undefined where there is none. */
export const contentsOf = (folder: string): Readonly<Record<string, string>> | undefined => {
  if (!existsSync(folder)) return undefined;
  if (!statSync(folder).isDirectory()) return { '.': digest(folder) };
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => !/^lock(-journal)?$/.test(file)).toSorted();
  return Object.fromEntries(files.map((file) => [file, statSync(join(folder, file)).isDirectory() ? 'folder' : digest(join(folder, file))]));
};

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
