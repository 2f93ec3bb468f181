// Wraps every key of the vault anew under the newest master key; the server must be stopped.
// See docs/how-to/rotate-the-master-key.md.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isKurrentAddress } from '@tandem/event-store/kurrentdb';
import { systemClock } from '../clock.js';
import { configFromEnvironment, type Config } from '../config.js';
import { silentLog } from '../logging/log.js';
import { StartupProblem } from '../startup-problem.js';
import { openStores } from '../stores.js';

/** Answers how many keys were wrapped anew. Rejects with a `StartupProblem`; a stop in between does no harm. */
export const rewrapKeys = async (config: Pick<Config, 'eventStore' | 'data' | 'masterKeys'>): Promise<number> => {
  const folder = resolve(config.data);
  const inDatabase = isKurrentAddress(config.eventStore);
  if (!inDatabase && !existsSync(join(folder, 'vault.sqlite'))) throw new StartupProblem(`There is no vault in ${folder}; see TANDEM_DATA.`);
  const stores = await openStores({ ...config, eventStore: inDatabase ? config.eventStore : 'sqlite' }, { clock: systemClock, log: silentLog });
  try {
    return await stores.vault.rewrap();
  } finally {
    await stores.close();
  }
};

const main = async (): Promise<number> => {
  const result = configFromEnvironment();
  const fail = (...lines: readonly string[]): number => {
    process.stderr.write(lines.map((line) => `rewrap-keys: ${line}\n`).join(''));
    return 1;
  };
  if (result.kind === 'problems') return fail(...result.problems);
  try {
    const count = await rewrapKeys(result.config);
    process.stdout.write(`${count} keys are wrapped by the newest master key; older ones are not needed any more.\n`);
    return 0;
  } catch (error) {
    if (error instanceof StartupProblem) return fail(error.message);
    throw error;
  }
};

const [, program] = process.argv;
if (program !== undefined && import.meta.url === pathToFileURL(program).href) process.exitCode = await main();
