import { parentPort, workerData } from 'node:worker_threads';
import type { Plan } from './plan.js';
import { simulate } from './simulate.js';

/** The thread of one world: the plan comes in, its result goes out. */
parentPort?.postMessage(await simulate(workerData as Plan));
