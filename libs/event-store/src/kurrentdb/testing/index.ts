export { startKurrentDouble, type DoubleOptions, type KurrentDouble } from './double.js';
export type { Fault } from './faults.js';
export { createServerLog, type ServerLog } from './server-log.js';
