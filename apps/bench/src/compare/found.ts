import { exec } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(exec);

/** Everything the receiver has kept, as the user's command prints it: a query of its database, its log, a file. */
export const keptBy = async (command: string): Promise<string> => (await execute(command, { maxBuffer: 2 ** 30 })).stdout;
