import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../../server/dist/main.js');

/** The real build as a process, from its start to its end. */
export interface Victim {
  /** Resolves when it takes calls; false when it ended before. */
  readonly up: Promise<boolean>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stderr: string }>;
  /** Lines of the log at level error, so far. */
  readonly errors: readonly string[];
  /** Resolves when it says this next, as a line of its own. */
  said(line: string): Promise<void>;
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT' | 'SIGUSR2'): void;
}

export const startVictim = (environment: Readonly<Record<string, string>>): Victim => {
  if (!existsSync(main)) throw new Error('The server is not built; run: npm run build');
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH ?? '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  const awaited = new Map<string, () => void>();
  let [stdout, stderr] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Awaited<Victim['ended']>>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stderr })));
  const up = new Promise<boolean>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (stdout + text).split('\n');
      stdout = lines.pop() ?? '';
      errors.push(...lines.filter((line) => line.startsWith('{"level":"error"')));
      for (const line of lines) awaited.get(line)?.();
      if (lines.includes('Ready')) resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  return {
    up, ended, errors,
    said: (line) => new Promise((resolve) => awaited.set(line, resolve)),
    kill: (signal) => void child.kill(signal),
  };
};
