import { BadMasterKey } from '@tandem/event-store';
import { KurrentProblem } from '@tandem/event-store/kurrentdb';
import { CannotOpenStore } from '@tandem/event-store/sqlite';
import { TimersFileError } from '@tandem/session-timers/embedded';

/** The server cannot start, and a person can do something about it: the message is the one line that they are shown. */
export class StartupProblem extends Error {}

/** Errors of libraries that say in one sentence what is wrong with a file or a setting. */
const clear: readonly (abstract new (...args: never[]) => Error)[] = [CannotOpenStore, BadMasterKey, KurrentProblem, TimersFileError];

/** The same error, as a `StartupProblem` where its message is meant for people. */
export const asStartupProblem = (error: unknown): unknown =>
  error instanceof Error && clear.some((kind) => error instanceof kind) ? new StartupProblem(error.message) : error;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** The end of a sentence about a path that cannot be used, in plain words. */
export const pathProblem = (error: unknown): string => {
  const words: Readonly<Record<string, string>> = {
    EACCES: 'writing there is not permitted',
    EPERM: 'writing there is not permitted',
    EROFS: 'it is on a read-only disk',
    EEXIST: 'there is a file where a folder should be',
    ENOTDIR: 'there is a file where a folder should be',
    ENOENT: 'it cannot be created there',
    ENOSPC: 'the disk is full',
  };
  return words[codeOf(error)] ?? `the system says ${codeOf(error) || 'no'}`;
};

/** Why a port could not be listened on. */
export const listenProblem = (error: unknown, { host, port }: { host: string; port: number }): StartupProblem => {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') return new StartupProblem(`Port ${port} on ${host} is taken by another program; choose another with TANDEM_PORT.`);
  if (code === 'EACCES') return new StartupProblem(`Port ${port} may not be used by this user; choose another with TANDEM_PORT.`);
  return new StartupProblem(`The server cannot listen on ${host} (${code || 'unknown error'}); see TANDEM_HOST.`);
};
