import { randomUUIDv7 } from 'node:crypto';

/** An id of ours: grows with time, so that an index on it grows at its end. */
export const newId = (): string => randomUUIDv7();
