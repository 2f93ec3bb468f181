export { openMemoryTimers, type MemoryTimers } from './memory-timers.js';
export type { TimersLog, WakeOptions } from '../wake-loop.js';
