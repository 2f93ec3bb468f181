import { describe, expect, it } from '@jest/globals';
import { hashOf, holderOf } from './share.js';

const channels = Array.from({ length: 1_000 }, (_, n) => `agent${n}.${n % 2 ? 'draft' : 'published'}`);
const share = (...writers: readonly string[]): ReadonlyMap<string, string | undefined> => new Map(channels.map((channel) => [channel, holderOf(channel, writers)]));

describe('which process should hold which channel', () => {
  it('is nobody where there is none, and the only one where there is one', () => {
    expect(holderOf('shop.published', [])).toBeUndefined();
    expect(holderOf('shop.published', ['a'])).toBe('a');
  });

  it('is the same for all who know the same processes, in whatever order', () => {
    for (const channel of channels) expect(holderOf(channel, ['c', 'a', 'b'])).toBe(holderOf(channel, ['a', 'b', 'c']));
  });

  it('is the one of the greatest weight; of two equal ones always the same', () => {
    const weights: Readonly<Record<string, number>> = { 'x a': 1, 'x b': 3, 'x c': 2 };
    expect(holderOf('x', ['a', 'b', 'c'], (text) => weights[text] ?? 0)).toBe('b');
    expect([holderOf('x', ['a', 'b'], () => 1), holderOf('x', ['b', 'a'], () => 1)]).toEqual(['b', 'b']);
  });

  it('is spread evenly', () => {
    const held = share('0f3a', '0f3b', '0f3c', '0f3d');
    const counts = Map.groupBy(held.values(), (writer) => writer);
    for (const { length } of counts.values()) expect([length > 200, length < 300]).toEqual([true, true]);
    expect(counts.size).toBe(4);
  });

  it('moves nothing but what a process that comes gets, or one that goes had', () => {
    const three = share('a', 'b', 'c');
    const four = share('a', 'b', 'c', 'd');
    for (const [channel, writer] of four) expect([three.get(channel), 'd']).toContain(writer);
    for (const [channel, writer] of three) if (four.get(channel) !== 'd') expect(four.get(channel)).toBe(writer);
  });

  it('weighs with 32 bits, the same on every machine', () => {
    expect([hashOf(''), hashOf('shop.published a')]).toMatchInlineSnapshot(`
[
  2872998923,
  526822151,
]
`);
  });
});
