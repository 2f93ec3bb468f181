import type { Runtime } from '@tandem/domain';

export const failed = (reason: string): { kind: 'failed'; reason: string } => ({ kind: 'failed', reason });

/** A runtime whose settings cannot work: every turn says why, and is repeated in case they are mended meanwhile. */
export const failingRuntime = (reason: string): Runtime => ({ historyLimit: 0, answer: async () => failed(reason) });
