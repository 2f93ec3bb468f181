import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** How a receiver is killed and started, where the bench may do that. */
export interface Handle {
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again; false where only its owner can. */
  restart(): Promise<boolean>;
  /** Ends what the bench started. */
  stop(): Promise<void>;
}

/** A receiver that the bench starts with a command of the shell, in a process group of its own so that nothing of it stays. */
export const startedBy = (command: string): Handle => {
  let child = launch(command);
  const kill = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve())));
    signal(child);
    await ended;
  };
  return {
    kill,
    restart: async () => {
      child = launch(command);
      return true;
    },
    stop: kill,
  };
};

/** A receiver that somebody else started; it is killed once, and started again by its owner, if at all. */
export const runningAs = (pid: number): Handle => ({
  kill: async () => void process.kill(pid, 'SIGKILL'),
  restart: async () => false,
  stop: async () => {},
});

const launch = (command: string): ChildProcess => spawn(command, { shell: true, detached: process.platform !== 'win32', stdio: 'ignore' });

const signal = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
};

/** Waits until something answers at the URL, whatever it says; false where nothing did in time. */
export const answers = async (url: string, milliseconds = 60_000): Promise<boolean> => {
  for (const late = performance.now() + milliseconds; performance.now() < late; await pause(250)) {
    if (await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(() => true, () => false)) return true;
  }
  return false;
};
