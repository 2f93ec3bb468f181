export * from './manual-clock.js';
export * from './session-timers.contract.js';
export * from './given.js';
export * from './channel-builders.js';
export * from './protocol.contract.js';
export * from './event-store.contract.js';
export * from './impatient-clock.js';
export * from './vault.contract.js';
