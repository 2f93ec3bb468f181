import { describe, expect, it } from '@jest/globals';
import { lru } from './lru.js';

const held = (capacity: number, count: number) => {
  const cache = lru<string, number>(capacity);
  for (let n = 0; n < count; n++) cache.set(`key ${n}`, n);
  return cache;
};

describe('a map that forgets', () => {
  it('holds at least the half of its capacity that was used last, and never more than all of it', () => {
    const cache = held(10, 1_000);
    const found = Array.from({ length: 1_000 }, (_, n) => n).filter((n) => cache.get(`key ${n}`) !== undefined);
    expect(found).toEqual(expect.arrayContaining([995, 996, 997, 998, 999]));
    expect(found.length).toBeLessThanOrEqual(10);
  });

  it('keeps what is used again and again', () => {
    const cache = lru<string, number>(10);
    cache.set('dear', 1);
    for (let n = 0; n < 1_000; n++) {
      expect(cache.get('dear')).toBe(1);
      cache.set(`key ${n}`, n);
    }
  });

  it('never brings back what was replaced, deleted or cleared', () => {
    const cache = held(10, 7);
    cache.set('key 0', 100);
    expect(cache.get('key 0')).toBe(100);
    cache.delete('key 0');
    expect(cache.get('key 0')).toBeUndefined();
    cache.clear();
    expect(cache.get('key 6')).toBeUndefined();
  });
});
