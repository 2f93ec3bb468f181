export { openTemporalTimers, type TemporalTimers, type TemporalTimersOptions } from './temporal-timers.js';
export type { TemporalAddress, TemporalTls } from './temporal-connection.js';
