export { addressProblem, hostsOf, isKurrentAddress, maskedAddress } from './address.js';
export { openKurrentCopy } from './copying.js';
export { makeLocalKey, openKept, type LocalKey } from './local-keys.js';
export { KurrentProblem, type KurrentProblemKind } from './problems.js';
export { openKurrentStore, type KurrentStore, type KurrentStoreOptions } from './store.js';
export { openKurrentVault, type KurrentVault, type KurrentVaultOptions } from './vault.js';
