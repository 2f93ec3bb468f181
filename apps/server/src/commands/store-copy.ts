// npm run store:copy -- FROM TO: copies a log and its vault between a data folder and KurrentDB, either way. Both servers
// must be stopped. See docs/how-to/kurrentdb.md.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadMasterKeys, type Copyable, type MasterKey } from '@tandem/event-store';
import { addressProblem, hostsOf, isKurrentAddress, openKurrentCopy } from '@tandem/event-store/kurrentdb';
import { lockDataFolder, openSqliteCopy } from '@tandem/event-store/sqlite';
import { configFromEnvironment } from '../config.js';
import { StartupProblem, asStartupProblem } from '../startup-problem.js';
import { copyStore, type Copied, type CopyDeps, type CopyProgress } from './copy-store.js';

/** npm starts commands in the project's folder and names the caller's here. */
const callersFolder = process.env.INIT_CWD ?? process.cwd();

/** Copies between a data folder and a database. Rejects with a `StartupProblem`. */
export const copyBetween = async (
  from: string, to: string, { masterKeys, tell }: { masterKeys: readonly string[]; tell?: CopyDeps['tell'] },
): Promise<Copied> => {
  const folder = folderOf(from, to);
  if (folder === from) mustHold(folder);
  else mkdirSync(folder, { recursive: true });
  const lock = lockDataFolder(folder);
  const keys = loadMasterKeys({
    setting: masterKeys.join(','), settingName: 'TANDEM_MASTER_KEY', keyFile: join(folder, 'master.key'), vaultFile: join(folder, 'vault.sqlite'),
  });
  const opened: Copyable[] = [];
  const open = async (place: string): Promise<Copyable> => {
    const one = isKurrentAddress(place) ? await openKurrentCopy({ url: place }) : openSqliteCopy({ log: join(folder, 'log.sqlite'), vault: join(folder, 'vault.sqlite') });
    opened.push(one);
    return one;
  };
  try {
    return await copied({ from: await open(from), to: await open(to), masterKeys: keys, tell }, { folder, pair: `${nameOf(from)} to ${nameOf(to)}` });
  } catch (error) {
    throw asStartupProblem(error);
  } finally {
    for (const one of opened) await one.close();
    lock.release();
  }
};

const copied = async (
  parts: { from: Copyable; to: Copyable; masterKeys: readonly MasterKey[]; tell: CopyDeps['tell'] }, at: { folder: string; pair: string },
): Promise<Copied> => {
  const progress = progressIn(at);
  const done = await copyStore({ ...parts, progress });
  progress.clear();
  return done;
};

const nameOf = (place: string): string => (isKurrentAddress(place) ? hostsOf(place) : 'the data folder');

const folderOf = (from: string, to: string): string => {
  const databases = [from, to].filter(isKurrentAddress);
  const problem = databases.map(addressProblem).find((one) => one !== undefined);
  if (problem !== undefined) throw new StartupProblem(`The address ${problem}.`);
  if (databases.length !== 1) throw new StartupProblem('One of the two must be a data folder, the other an address such as kurrentdb://host:2113.');
  return isKurrentAddress(from) ? to : from;
};

const mustHold = (folder: string): void => {
  for (const file of ['log.sqlite', 'vault.sqlite']) {
    if (!existsSync(join(folder, file))) throw new StartupProblem(`There is no ${file} in ${folder}.`);
  }
};

/** How far a copy came that was broken off, in the data folder; another pair of stores begins anew. */
const progressIn = ({ folder, pair }: { folder: string; pair: string }): CopyProgress & { clear(): void } => {
  const file = join(folder, 'store-copy');
  return {
    load: () => {
      const [known, position] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
      return known === pair ? Number(position) : 0;
    },
    save: (position) => writeFileSync(file, `${pair}\n${position}\n`),
    clear: () => rmSync(file, { force: true }),
  };
};

const fail = (...lines: readonly string[]): number => {
  process.stderr.write(lines.map((line) => `store:copy: ${line}\n`).join(''));
  return 1;
};

const main = async ([from, to, ...rest]: readonly string[]): Promise<number> => {
  if (from === undefined || to === undefined || rest.length > 0) return fail('use: npm run store:copy -- FROM TO (a data folder and an address, either way)');
  const result = configFromEnvironment();
  if (result.kind === 'problems') return fail(...result.problems);
  const place = (given: string): string => (isKurrentAddress(given) ? given : resolve(callersFolder, given));
  let told = 0;
  try {
    const { events, keys } = await copyBetween(place(from), place(to), {
      masterKeys: result.config.masterKeys,
      tell: (what, count) => {
        if (count - told >= 10_000 || count < told) process.stderr.write(`${(told = count)} events ${what}\n`);
      },
    });
    process.stdout.write(`${events} events and ${keys} keys are copied and verified.\n`);
    return 0;
  } catch (error) {
    if (error instanceof StartupProblem) return fail(error.message);
    throw error;
  }
};

const [, program] = process.argv;
if (program !== undefined && import.meta.url === pathToFileURL(program).href) process.exitCode = await main(process.argv.slice(2));
