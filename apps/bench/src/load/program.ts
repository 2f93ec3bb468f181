import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const apps = join(import.meta.dirname, '../../..');

/** Programs a bench starts, each as a process of its own: what `npm start` runs, and doubles of ours. */
export const programs = {
  server: join(apps, 'server/dist/main.js'),
  simulator: join(apps, 'simulator/dist/main.js'),
} as const;

export interface Program {
  readonly url: string;
  readonly child: ChildProcess;
  /** Lines of its log at level error, so far. */
  readonly errors: readonly string[];
  /** Asks it to end and waits for it; kills it where it takes longer than ten seconds. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly file: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of Node, before the program's name. */
  readonly nodeFlags?: readonly string[];
}

const PATIENCE = 10_000;
const address = /^(?:Tandem server: |Simulator and phone {2}|Listening )(http\S+)$/;

/** Resolves when the program takes calls. Rejects with its words where it ends before. */
export const startProgram = async ({ file, environment = {}, nodeFlags = [] }: ProgramOptions): Promise<Program> => {
  if (!existsSync(file)) throw new Error(`${file} is not built; run: npm run build`);
  const child = spawn(process.execPath, [...nodeFlags, file], { env: { PATH: process.env['PATH'] ?? '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  endWithUs(child);
  const errors: string[] = [];
  let [url, rest, stderr] = ['', '', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        url ||= address.exec(line)?.[1] ?? '';
        if (line.startsWith('{"level":"error"')) errors.push(line);
      }
      if (url !== '' && (file !== programs.server || lines.includes('Ready'))) resolve();
    });
    void ended.then(() => reject(new Error(`${file} ended: ${stderr.trim()}`)));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await ended;
    clearTimeout(late);
  };
  await ready;
  return { url, child, errors, stop };
};

const started = new Set<ChildProcess>();
let isWatched = false;

/** A bench that is ended leaves nothing running behind it. */
const endWithUs = (child: ChildProcess): void => {
  if (!isWatched) {
    isWatched = true;
    process.once('exit', () => started.forEach((one) => one.kill('SIGKILL')));
    process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
  }
  started.add(child);
  child.once('exit', () => started.delete(child));
};

/** The flags with which Node writes a profile of the processor into `folder` at its end; none without a folder. */
export const profiledInto = (folder: string): readonly string[] => (folder === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
