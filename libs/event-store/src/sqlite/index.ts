export { CannotOpenStore } from './cannot-open.js';
export { openSqliteCopy } from './copying.js';
export { checkFile, type FileKind } from './file-check.js';
export { lockDataFolder, type FolderLock } from './lock.js';
export { logFile } from './log-schema.js';
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './store.js';
export { openSqliteVault, type SqliteVaultOptions } from './vault.js';
export type { StoreStats } from './writer.js';
export { createWalSync } from './wal-sync.js';
