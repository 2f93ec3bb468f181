export { openCrashingStore, type CrashingStore, type CrashingStoreOptions } from './crashing.js';
export { openMemoryStore, type MemoryStore, type MemoryStoreOptions, type StoreStats } from './store.js';
export { openMemoryVault, type MemoryVaultContents, type MemoryVaultOptions } from './vault.js';
