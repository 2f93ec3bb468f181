export { canonicalJson } from './canonical.js';
export { GENESIS, hashEvent, hashedLine, isChained, verifyChain, type ChainVerdict } from './chain.js';
export type { CopiedKey, Copyable, StreamStart } from './copying.js';
export { lru, type Lru } from './lru.js';
export { BadMasterKey, loadMasterKeys, readMasterKeys, type MasterKey, type MasterKeySource } from './master-key.js';
export { KeyDestroyed, TamperedWith, keyNameOf } from './sealing.js';
export { createWrapping, hashKeyName, type WrappedKey } from './wrapping.js';
