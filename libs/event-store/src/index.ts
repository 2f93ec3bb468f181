export { canonicalJson } from './canonical.js';
export { GENESIS, hashEvent, isChained, verifyChain, type ChainVerdict } from './chain.js';
export { BadMasterKey, loadMasterKeys, readMasterKeys, type MasterKey, type MasterKeySource } from './master-key.js';
export { KeyDestroyed, TamperedWith } from './sealing.js';
