import { describe, expect, it } from '@jest/globals';
import { createRecent, type WrittenEvent } from './recent.js';

const written = (position: number, stream = 'agent-1', size = 10): WrittenEvent => ({
  position, stream, version: position, id: `id-${position}`, type: 'Happened', data: JSON.stringify({ text: 'x'.repeat(size) }), meta: '{"v":1}',
});
const holding = (positions: readonly number[], most?: number) => {
  const recent = createRecent(most);
  for (const position of positions) recent.add([written(position, position % 2 === 0 ? 'agent-1' : 'webhooks-1')]);
  return recent;
};
const found = (recent: ReturnType<typeof holding>, after: number, upTo: number, prefixes?: readonly string[]) => {
  const page = recent.page({ after, upTo }, prefixes);
  return page && { positions: page.events.map(({ position }) => position), upTo: page.upTo };
};

describe('the newest events', () => {
  it('are found by position and prefix', () => {
    const recent = holding([1, 2, 3, 4, 5, 6]);
    expect(found(recent, 2, 5)).toEqual({ positions: [3, 4, 5], upTo: 5 });
    expect(found(recent, 0, 6, ['agent-'])).toEqual({ positions: [2, 4, 6], upTo: 6 });
    expect(found(recent, 6, 6)).toEqual({ positions: [], upTo: 6 });
    expect(recent.page({ after: 0, upTo: 1 }, undefined)?.events).toEqual([{ ...written(1, 'webhooks-1'), data: { text: 'xxxxxxxxxx' }, meta: { v: 1 } }]);
  });

  it('are read once, however many ask', () => {
    const recent = holding([1]);
    const ask = () => recent.page({ after: 0, upTo: 1 }, undefined)?.events[0];
    expect(ask()).toBe(ask());
  });

  it('do not know what is too old', () => {
    const recent = holding([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 4);
    expect(found(recent, 6, 11)).toBeUndefined();
    expect(found(recent, 7, 11)).toEqual({ positions: [8, 9, 10, 11], upTo: 11 });
  });

  it('keep no more than they may, nor larger ones than memory should bear', () => {
    const recent = createRecent();
    for (let position = 1; position <= 12; position++) recent.add([written(position, 'webhooks-1', 2 ** 20)]);
    expect(found(recent, 0, 12)).toBeUndefined();
    expect(found(recent, 10, 12)).toEqual({ positions: [11, 12], upTo: 12 });
  });

  it('begin anew behind a gap, which the file has', () => {
    const recent = holding([1, 2, 5, 6]);
    expect(found(recent, 0, 6)).toBeUndefined();
    expect(found(recent, 3, 6)).toBeUndefined();
    expect(found(recent, 4, 6)).toEqual({ positions: [5, 6], upTo: 6 });
  });

  it('come in pages that say how far they reach', () => {
    const recent = holding(Array.from({ length: 1_200 }, (_, n) => n + 1));
    expect(found(recent, 0, 1_200)).toMatchObject({ upTo: 500 });
    expect(found(recent, 0, 1_200, ['agent-'])).toMatchObject({ upTo: 1_000 });
  });
});
