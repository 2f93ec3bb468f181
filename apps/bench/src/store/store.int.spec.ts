import { describe, expect, it } from '@jest/globals';
import { measureAll, table } from './run.js';
import { candidates } from './stores.js';

describe('the measurement of stores', () => {
  it('measures every store that can be reached in one run, and says which cannot', async () => {
    const unreachable = { name: 'gone', open: () => Promise.reject(new Error('cannot be reached')) };
    const measured = await measureAll([...candidates(undefined), unreachable], { events: 100, atOnce: 4 });
    expect(measured.map(({ name }) => name)).toEqual(['memory', 'sqlite', 'kurrentdb, protocol double', 'gone']);
    for (const one of measured.slice(0, 3)) {
      expect('rates' in one && Object.values(one.rates).every((value) => Number.isInteger(value) && (value as number) > 0)).toBe(true);
    }
    expect(table(measured)).toMatch(/\| gone \| cannot be reached \|$/);
    expect(table(measured).split('\n')).toHaveLength(6);
  }, 60_000);

  it('measures a real database where its address is known', () => {
    expect(candidates('kurrentdb://u:s3cret@db:2113?tls=true').at(-1)?.name).toBe('kurrentdb at db:2113');
  });
});
