import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@tandem/domain';
import { countHappenings, untried } from './happenings.js';
import { linesOf, planOf } from './plan.js';

const event = (stream: string, type: string, data: object = {}): RecordedEvent => ({ stream, type, data } as never);

describe('what befell a world', () => {
  it('is counted by what its log says', () => {
    const { counts, look, happened } = countHappenings(linesOf());
    look(event('conversation-toko.published.c1', 'MessageReceived'));
    look(event('conversation-hotel.published.c2', 'MessageReceived'));
    look(event('conversation-hotel.published.c2', 'SessionTakenOver', { by: 'room' }));
    look(event('conversation-hotel.published.c2', 'SessionTakenOver', { by: 'operator' }));
    look(event('conversation-hotel.published.c2', 'SessionHandedBack', { by: 'hold-limit' }));
    look(event('channel-toko.published', 'NumberChanged'));
    happened('customers erased');
    expect(Object.entries(counts).filter(([, count]) => count > 0)).toEqual([
      ['messages of Coster', 1], ['messages of Qontak', 1], ['rooms taken by a person', 1], ['take-overs of operators', 1], ['numbers changed', 1],
      ['customers erased', 1],
    ]);
  });

  it('is held against a plan that is large enough: whatever never happened was not tried, unless it was left out', () => {
    const { counts } = countHappenings(linesOf());
    const all = { ...counts };
    for (const name of Object.keys(all) as (keyof typeof all)[]) all[name] = 1;
    const large = planOf({ seed: 1, days: 30, messages: 38_000 });
    expect(untried(all, large)).toEqual([]);
    expect(untried({ ...all, 'agents archived': 0, 'media given up': 0 }, large)).toEqual(['media given up', 'agents archived']);
    expect(untried({ ...all, 'agents archived': 0, 'media given up': 0 }, { ...large, without: ['archives', 'media'] })).toEqual([]);
    expect(untried(counts, planOf({ seed: 1 }))).toEqual([]);
  });
});
