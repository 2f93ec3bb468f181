import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One JSON file that is always whole: written beside itself and renamed, at most once in `everyMs`. */
export function createDataFile<T extends { version: 1 }>(folder: string, snapshot: () => T, everyMs = 500) {
  const file = join(folder, 'simulator.json');
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(snapshot()), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };

  return {
    /** What was kept, or undefined on a first start. A file that cannot be read is an error: it is never overwritten unasked. */
    load: (): T | undefined => {
      const kept = readIfThere(file);
      if (kept === undefined) return undefined;
      try {
        const value = JSON.parse(kept) as T;
        if (value.version === 1) return value;
      } catch {
        // falls through to the one error below
      }
      throw new Error(`${file} is not a data file of this simulator. Move it away to start afresh.`);
    },
    changed: () => {
      if (!closed) timer ??= setTimeout(write, everyMs);
    },
    /** Writes what is still to be written. */
    close: () => {
      closed = true;
      if (timer) write();
    },
  };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(`its data folder ${dirname(file)} cannot be used: ${code === 'ENOTDIR' ? 'a part of that path is a file, not a folder' : code}.`);
  }
}
