import { readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own ticks are. */
const TICKS = 100;

/**
 * Seconds of the processor that a process has used so far; undefined where the system does not tell in files (only
 * Linux does). Unlike time by the clock it stays the same when others use the machine as well.
 */
export const processorOf = (pid: number | undefined): number | undefined => {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  try {
    // behind the name, which may hold anything: state, then 10 fields, then user and system time (proc_pid_stat(5))
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return undefined;
  }
};
