export { openEmbeddedTimers, type EmbeddedTimers, type EmbeddedTimersOptions } from './embedded-timers.js';
export { TimersFileError, type TimersFileProblem } from './timers-file.js';
export type { TimersLog, WakeOptions } from '../wake-loop.js';
