import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of its own that runs one of the scripts beside this file. */
export interface Child {
  /** Lines it has printed. */
  readonly lines: string[];
  /** Resolves once it has printed that many lines. */
  printed(count: number): Promise<void>;
  /** Ends it as a power cut would; resolves when it is gone and all it printed has arrived. */
  kill(): Promise<void>;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Starts one; `kill` it in the end, or it ends with the test's process. */
export function startChild(script: string, ...args: readonly string[]): Child {
  const options = ['--conditions=@tandem/source', '--import', new URL('typescript-sources.mjs', import.meta.url).href];
  // Its standard input stays open as long as the test runs: a script ends itself when that ends.
  const child = spawn(process.execPath, [...options, path(script), ...args], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const gone = once(child, 'close');
  return {
    lines,
    printed: (count) => Promise.race([
      gone.then(() => { if (lines.length < count) throw new Error(`the process ended after ${lines.length} lines`); }),
      new Promise<void>((resolve) => {
        const look = (): void => { if (lines.length >= count) { waiting.delete(look); resolve(); } };
        waiting.add(look);
        look();
      }),
    ]),
    async kill() {
      child.stdin.destroy();
      child.kill('SIGKILL');
      await gone;
    },
  };
}
