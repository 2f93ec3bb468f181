import { describe, expect, it } from '@jest/globals';
import { asList, asMillis, get, pruned } from './json.js';

describe('reading JSON of which nothing is certain', () => {
  it.each<[string, unknown, number | undefined]>([
    ['seconds in a text', '1781078480', 1_781_078_480_000],
    ['seconds as a number', 1_781_078_480, 1_781_078_480_000],
    ['milliseconds', 1_781_078_480_123, 1_781_078_480_123],
    ['milliseconds in a text', '1781078480123', 1_781_078_480_123],
    ['parts of a second', '1781078480.5', 1_781_078_480_500],
    ['an ISO date', '2026-06-10T08:01:20Z', 1_781_078_480_000],
    ['a placeholder', 'TIMESTAMP', undefined],
    ['nothing', '', undefined],
    ['null', null, undefined],
    ['zero', 0, undefined],
    ['a negative number', -5, undefined],
    ['a time after all years', 1e20, undefined],
    ['a list', [1], undefined],
  ])('a time: %s', (_what, value, expected) => {
    expect(asMillis(value)).toBe(expected);
  });

  it('finds own properties only', () => {
    expect(get({}, 'constructor')).toBeUndefined();
    expect(get({ a: {} }, 'a', 'toString')).toBeUndefined();
    expect(get(JSON.parse('{"__proto__":{"a":1}}'), '__proto__', 'a')).toBe(1);
  });

  it.each<[string, unknown, readonly unknown[]]>([
    ['a list', [1, 2], [1, 2]],
    ['one element without its list', { id: 1 }, [{ id: 1 }]],
    ['a list as an object', { 0: 'a', 1: 'b' }, ['a', 'b']],
    ['an empty object', {}, [{}]],
    ['nothing', null, []],
    ['a text', 'abc', []],
  ])('a list: %s', (_what, value, expected) => {
    expect(asList(value)).toEqual(expected);
  });

  it('keeps a key that would change the prototype of a copy as a key', () => {
    const copy = pruned(JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true}}');
    expect((copy as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
