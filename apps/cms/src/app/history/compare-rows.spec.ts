import { describe, expect, it } from '@jest/globals';
import type { FormAt } from '@tandem/wire';
import { comparedRows } from './compare-rows.js';

const form = (fields: Readonly<Record<string, string>>): FormAt => ({
  status: 'connected', revision: 1, fields: Object.entries(fields).map(([field, value]) => ({ field, value })),
});

describe('two forms beside one another', () => {
  it('have every field of both in the order of the form, and a mark where they differ', () => {
    const [one, other] = [form({ protocol: 'a', number: '1', old: 'x', last: 'z' }), form({ protocol: 'a', number: '2', last: 'z', fresh: 'y' })];
    const changes = [{ field: 'number', old: '1', new: '2' }, { field: 'old', old: 'x' }, { field: 'fresh', new: 'y' }];
    expect(comparedRows({ one, other, changes }, 'different')).toEqual([
      { field: 'protocol', old: 'a', new: 'a' }, { field: 'number', old: '1', new: '2', mark: 'different' }, { field: 'old', old: 'x', mark: 'different' },
      { field: 'last', old: 'z', new: 'z' }, { field: 'fresh', new: 'y', mark: 'different' },
    ]);
  });

  it('have all fields of the one where there is no other', () => {
    const rows = comparedRows({ one: form({ a: '1', b: '2' }), other: form({}), changes: [{ field: 'a', old: '1' }, { field: 'b', old: '2' }] }, 'x');
    expect(rows.map(({ field, mark }) => [field, mark])).toEqual([['a', 'x'], ['b', 'x']]);
  });
});
