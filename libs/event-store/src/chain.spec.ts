import { describe, expect, it } from '@jest/globals';
import type { NewEvent, RecordedEvent } from '@tandem/domain';
import { GENESIS, hashEvent, verifyChain } from './chain.js';
import { openMemoryStore } from './memory/index.js';

const given = (id: string, name: string): NewEvent => ({ id, type: 'AgentRenamed', data: { name, old: [null, 1] }, meta: { v: 1, at: 7 } });

async function recorded(): Promise<RecordedEvent[]> {
  const store = openMemoryStore();
  for (let i = 0; i < 5; i++) await store.append('agent-1', [given(`id-${i}`, `name ${i}`)], i);
  return [...(await store.read('agent-1')).events];
}

const changed = (events: RecordedEvent[], version: number, parts: Partial<RecordedEvent>): RecordedEvent[] =>
  events.map((event) => (event.version === version ? { ...event, ...parts } : event));

describe('the chain of a stream', () => {
  it('is whole as it was recorded, and names its head', async () => {
    const events = await recorded();
    expect(events[0]?.meta.prev).toBe(GENESIS);
    expect(verifyChain(events)).toEqual({ kind: 'whole', version: 5, hash: hashEvent(events[4] as RecordedEvent) });
    expect(verifyChain([])).toEqual({ kind: 'whole', version: 0, hash: undefined });
  });

  it('breaks behind an event whose data, type, id or metadata was changed', async () => {
    const events = await recorded();
    for (const parts of [{ data: { name: 'name 2', old: [null, 2] } }, { type: 'AgentArchived' }, { id: 'other' }, { meta: { ...(events[2] as RecordedEvent).meta, at: 8 } }]) {
      expect(verifyChain(changed(events, 3, parts))).toEqual({ kind: 'broken', version: 4, id: 'id-3', why: 'WrongPrev' });
    }
  });

  it('breaks at a change of the newest event only for who kept its hash', async () => {
    const events = await recorded();
    const hash = hashEvent(events[4] as RecordedEvent);
    expect(verifyChain(changed(events, 5, { data: {} }))).toMatchObject({ kind: 'whole' });
    expect(verifyChain(changed(events, 5, { data: {} }))).not.toMatchObject({ hash });
  });

  it('names an event that is missing, doubled, without prev, or of another stream', async () => {
    const events = await recorded();
    const [one, two, three, four] = events as [RecordedEvent, RecordedEvent, RecordedEvent, RecordedEvent];
    expect(verifyChain([one, three])).toMatchObject({ kind: 'broken', version: 3, why: 'WrongVersion' });
    expect(verifyChain([one, one])).toMatchObject({ kind: 'broken', version: 1, why: 'WrongVersion' });
    expect(verifyChain([one, { ...two, meta: { v: 1, at: 7 } }])).toMatchObject({ kind: 'broken', version: 2, why: 'NoPrev' });
    expect(verifyChain([{ ...one, stream: 'agent-2' }, two])).toMatchObject({ kind: 'broken', version: 2, why: 'WrongPrev' });
    expect(verifyChain([{ ...one, meta: { ...one.meta, prev: hashEvent(four) } }])).toMatchObject({ kind: 'broken', version: 1 });
  });

  it('is verified from where it begins when older events were forgotten, or from a hash that was kept', async () => {
    const events = await recorded();
    const known = { version: 2, hash: hashEvent(events[1] as RecordedEvent) };
    expect(verifyChain(events.slice(2))).toMatchObject({ kind: 'whole', version: 5 });
    expect(verifyChain(events.slice(2), known)).toMatchObject({ kind: 'whole', version: 5 });
    expect(verifyChain(events.slice(2), { ...known, hash: GENESIS })).toMatchObject({ kind: 'broken', version: 3, why: 'WrongPrev' });
    expect(verifyChain(events.slice(3), known)).toMatchObject({ kind: 'broken', version: 4, why: 'WrongVersion' });
  });

  it('survives a copy into another store', async () => {
    const events = await recorded();
    const copy = openMemoryStore();
    await copy.append('claim-0', [given('x', 'first, so that positions differ')], 0);
    await copy.append('agent-1', events.map(({ id, type, data, meta: { prev: _, ...meta } }) => ({ id, type, data, meta })), 0);
    const copied = (await copy.read('agent-1')).events;
    expect(copied.map(({ meta }) => meta.prev)).toEqual(events.map(({ meta }) => meta.prev));
    expect(copied.map(hashEvent)).toEqual(events.map(hashEvent));
  });
});
