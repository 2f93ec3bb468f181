import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { openMemoryStore } from '@tandem/event-store/memory';
import { watchStore } from './watched-store.js';

const event = { id: 'one', type: 'AgentRegistered', data: { name: 'Shop' }, meta: { v: 1, at: 0 } };

describe('A watched store', () => {
  it('says when it takes appends again after it had refused some', async () => {
    const clock = manualClock(1_000);
    const store = openMemoryStore({ clock });
    let broken = true;
    const faulty: EventStore = { ...store, append: (...given) => (broken ? Promise.reject(new Error('disk full')) : store.append(...given)) };
    const watched = watchStore(faulty, clock);
    await expect(watched.store.append('agent-1', [event], 0)).rejects.toThrow('disk full');
    expect(watched.refusesWrites()).toBe(true);
    expect(watched.backSince()).toBe(0);
    broken = false;
    await clock.advance(60_000);
    await watched.store.append('agent-1', [event], 0);
    expect(watched.refusesWrites()).toBe(false);
    expect(watched.backSince()).toBe(61_000);
  });
});
