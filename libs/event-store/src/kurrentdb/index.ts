export { addressProblem, hostsOf, isKurrentAddress, maskedAddress } from './address.js';
export { openKurrentCopy } from './copying.js';
export { KurrentProblem, type KurrentProblemKind } from './problems.js';
export { openKurrentStore, type KurrentStore, type KurrentStoreOptions } from './store.js';
export { openKurrentVault, type KurrentVaultOptions } from './vault.js';
