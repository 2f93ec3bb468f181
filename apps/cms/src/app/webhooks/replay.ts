import type { ParkedLine } from '@tandem/wire';
import { problemFrom } from '../api/api-problem.js';

/** `what`: a verdict, `still` where it failed again and waits, `gone` where somebody else was faster. */
export interface Outcome {
  readonly what: string;
  readonly count: number;
}

interface Means {
  readonly handle: (item: ParkedLine) => Promise<{ readonly verdict: string }>;
  readonly progress: (done: number) => void;
}

/** One after the other in their order, so that what one customer said stays in its order. Rejects where the server refuses for another reason. */
export const replayAll = async (items: readonly ParkedLine[], { handle, progress }: Means): Promise<readonly Outcome[]> => {
  const counts = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    progress(index);
    const what = await handle(item).then(({ verdict }) => verdict, whyNot);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => ({ what, count }));
};

const whyNot = (error: unknown): string => {
  const { code } = problemFrom(error);
  if (code === 'StillFailing') return 'still';
  if (code === 'NoSuchParkedItem') return 'gone';
  throw error;
};
