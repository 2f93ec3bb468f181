import { describe, expect, it } from '@jest/globals';
import type { ParkedLine } from '@tandem/wire';
import { ApiProblem } from '../api/api-problem.js';
import { replayAll } from './replay.js';

const item = (id: string): ParkedLine => ({ id, at: 2, receivedAt: 1, receipt: 'r', item: 0, reason: 'Failed' });
const refused = (code: string) => Promise.reject(new ApiProblem({ type: 'about:blank', title: code, status: 409, code }));

describe('handling parked items again', () => {
  it('goes one by one in their order, and counts what became of them', async () => {
    const [asked, told]: [string[], number[]] = [[], []];
    const handle = ({ id }: ParkedLine) => {
      asked.push(id);
      return id === 'b' ? refused('StillFailing') : id === 'c' ? refused('NoSuchParkedItem') : Promise.resolve({ verdict: 'handled' });
    };
    const outcomes = await replayAll(['a', 'b', 'c', 'd'].map(item), { handle, progress: (done) => void told.push(done) });
    expect(outcomes).toEqual([{ what: 'handled', count: 2 }, { what: 'still', count: 1 }, { what: 'gone', count: 1 }]);
    expect([asked, told]).toEqual([['a', 'b', 'c', 'd'], [0, 1, 2, 3]]);
  });

  it('stops where the server cannot do it at all', async () => {
    const asked: string[] = [];
    const handle = ({ id }: ParkedLine) => {
      asked.push(id);
      return refused('Unavailable');
    };
    await expect(replayAll(['a', 'b'].map(item), { handle, progress: () => {} })).rejects.toThrow('Unavailable');
    expect(asked).toEqual(['a']);
  });
});
