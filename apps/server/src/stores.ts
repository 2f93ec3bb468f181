import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Clock, EventStore, Vault } from '@tandem/domain';
import { loadMasterKeys } from '@tandem/event-store';
import { isKurrentAddress } from '@tandem/event-store/kurrentdb';
import { openMemoryStore, openMemoryVault } from '@tandem/event-store/memory';
import { checkFile, lockDataFolder, logFile, openSqliteStore, openSqliteVault, type FolderLock } from '@tandem/event-store/sqlite';
import type { Config } from './config.js';
import type { Log } from './logging/log.js';
import { openDatabase, outageFiles, type DatabaseDeps } from './outage/open-database.js';
import type { Outage } from './outage/outage.js';
import { StartupProblem, asStartupProblem, pathProblem } from './startup-problem.js';

/** Everything that is kept between two starts. */
export interface Stores {
  readonly store: EventStore;
  readonly vault: Vault;
  /** Id of this data folder as a writer of receipts. */
  readonly writer: string;
  /** The data folder, absolute; undefined where nothing is kept. */
  readonly folder?: string;
  /** How the time without the database is bridged; undefined where there is none. */
  readonly outage?: Outage;
  close(): Promise<void>;
}

interface StoreDeps extends Pick<DatabaseDeps, 'whileAway' | 'stop' | 'metrics'> {
  readonly clock: Clock;
  readonly log: Log;
}

type StoreConfig = Pick<Config, 'eventStore' | 'data' | 'masterKeys'> & Partial<Pick<Config, 'spoolMaxBytes'>>;

/** Rejects with a `StartupProblem` where the folder or a file in it cannot be used; the folder is then as it was. */
export const openStores = async (config: StoreConfig, deps: StoreDeps): Promise<Stores> => {
  if (config.eventStore === 'memory') return inMemory(deps);
  const { folder, created } = folderAt(config.data);
  try {
    const lock = lockDataFolder(folder);
    try {
      return await onDisk(folder, { ...config, lock, ...deps });
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    if (created !== undefined) removeEmpty(folder, created);
    throw asStartupProblem(error);
  }
};

type Closing = () => Promise<void>;

const files = { log: 'log.sqlite', vault: 'vault.sqlite', key: 'master.key', writer: 'writer', logOf: 'log-of', spool: outageFiles.spool } as const;
const isOurs = (name: string): boolean => Object.values(files).some((file) => name === file || name.startsWith(`${file}-`));

const newWriter = (): string => randomBytes(8).toString('hex');

const inMemory = ({ clock, log }: StoreDeps): Stores => {
  const store = openMemoryStore({ clock, onError: deliveryFailed(log) });
  const vault = openMemoryVault();
  return { store, vault, writer: newWriter(), close: () => closeAll([() => vault.close(), () => store.close()]) };
};

/** Nobody else is in the folder: where this fails, what was made since it began is removed again. */
const onDisk = async (folder: string, deps: OnDisk): Promise<Stores> => {
  const before = new Set(readdirSync(folder));
  const opened: Closing[] = [];
  try {
    const open = isKurrentAddress(deps.eventStore) ? openInDatabase : openFiles;
    const { store, vault, logId, outage } = await open(folder, { ...deps, opened });
    dropOthers(folder, logId);
    const close = async () => {
      await closeAll(opened);
      deps.lock.release();
    };
    return { store, vault, writer: writerOf(folder), folder, outage, close };
  } catch (error) {
    await closeAll(opened);
    for (const name of readdirSync(folder)) if (isOurs(name) && !before.has(name)) rmSync(join(folder, name), { force: true });
    throw error;
  }
};

interface OnDisk extends StoreDeps {
  readonly eventStore: string;
  readonly masterKeys: readonly string[];
  readonly spoolMaxBytes?: number;
  readonly lock: FolderLock;
}

interface Opened {
  readonly store: EventStore;
  readonly vault: Vault;
  /** Which log it is, where it is not the folder's own. */
  readonly logId?: string;
  readonly outage?: Outage;
}

/** Log and vault in the database; the folder keeps what is this process's own. */
const openInDatabase = async (folder: string, deps: OnDisk & { opened: Closing[] }): Promise<Opened> => {
  const { masterKeys, eventStore: url, spoolMaxBytes = Infinity } = deps;
  const made = await openDatabase({ ...deps, url, folder, spoolMaxBytes, writer: writerOf(folder), masterKeys: keysFor(folder, masterKeys) });
  return { ...made, logId: made.store.logId };
};

const openFiles = (folder: string, { clock, log, masterKeys, opened }: OnDisk & { opened: Closing[] }): Opened => {
  const logPath = join(folder, files.log);
  const vaultPath = join(folder, files.vault);
  checkFile(logPath, logFile); // before the vault is opened, whose closing may tidy its write-ahead log
  const vault = openSqliteVault({ file: vaultPath, masterKeys: keysFor(folder, masterKeys) });
  opened.push(() => vault.close());
  const store = openSqliteStore({ file: logPath, clock, onError: deliveryFailed(log) });
  opened.push(() => store.close());
  return { store, vault };
};

const keysFor = (folder: string, masterKeys: readonly string[]) => loadMasterKeys({
  setting: masterKeys.join(','), settingName: 'TANDEM_MASTER_KEY', keyFile: join(folder, files.key), vaultFile: join(folder, files.vault),
});

/** What is made from a log and names places in it. */
const derived = ['views.sqlite', 'search.sqlite', 'history.sqlite', 'progress.sqlite', 'timers.sqlite'];

/** A folder that has served another log until now (a copy was made): what was made from that one is made again. */
const dropOthers = (folder: string, logId: string | undefined): void => {
  const file = join(folder, files.logOf);
  const before = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (before === (logId ?? '')) return;
  for (const name of derived) for (const part of ['', '-wal', '-shm']) rmSync(join(folder, `${name}${part}`), { force: true });
  if (logId === undefined) rmSync(file);
  else writeFileSync(file, `${logId}\n`, { flush: true });
};

/** In the opposite order of opening. */
const closeAll = async (opened: readonly Closing[]): Promise<void> => {
  for (const close of opened.toReversed()) await close();
};

const deliveryFailed = (log: Log) => (error: unknown) => log.error('DeliveryFailed', { error });

/** The folder, made where it is missing; `created` is the topmost one that was. */
const folderAt = (path: string): { folder: string; created?: string } => {
  const folder = resolve(path);
  try {
    return { folder, created: makeFolder(folder) };
  } catch (error) {
    throw new StartupProblem(`The data folder ${folder} cannot be used: ${pathProblem(error)}; see TANDEM_DATA.`);
  }
};

/** One level at a time: `mkdir` with `recursive` never comes back where a file system takes no folders (/proc). */
const makeFolder = (folder: string): string | undefined => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const created = dirname(folder) === folder ? undefined : makeFolder(dirname(folder));
  mkdirSync(folder);
  return created ?? folder;
};

/** Removes the folders that `folderAt` made, as long as nothing is in them. */
const removeEmpty = (folder: string, created: string): void => {
  try {
    for (let path = folder; path.length >= created.length; path = dirname(path)) rmdirSync(path);
  } catch {
    // somebody else uses it: it stays
  }
};

/** Made at the folder's first start and kept with it. */
const writerOf = (folder: string): string => {
  const file = join(folder, 'writer');
  if (!existsSync(file)) writeFileSync(file, `${newWriter()}\n`, { flag: 'wx', flush: true });
  const writer = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{16}$/.test(writer)) throw new StartupProblem(`The file ${file} is damaged: it should hold the id of this data folder.`);
  return writer;
};
