import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent } from '@tandem/domain';

export interface Rates {
  /** One append behind the other, to one stream. */
  readonly alone: number;
  /** Appends to many streams at once. */
  readonly together: number;
  /** Everything, in the order of the log. */
  readonly all: number;
  /** Streams of the size of a conversation, one behind the other. */
  readonly streams: number;
}

/** How much is done: appended events, and how many at once. */
export interface Load {
  readonly events: number;
  readonly atOnce: number;
}

const body = 'x'.repeat(600);
const event = (): NewEvent => ({ id: randomUUID(), type: 'MessageReceived', data: { sealed: body }, meta: { v: 1, at: Date.now() } });

/** Events per second of each kind of work; of `streams`, streams per second. The first calls, which connect, do not count. */
export async function measure(store: EventStore, { events, atOnce }: Load): Promise<Rates> {
  const run = randomUUID().slice(0, 8);
  await store.append(`bench-warm.${run}`, [event()], 0);
  const head = await store.head();
  const few = Math.max(1, Math.floor(events / 10));
  const alone = await rate(few, async () => {
    for (let version = 0; version < few; version++) await store.append(`bench-alone.${run}`, [event()], version);
  });
  const together = await rate(events, () => Promise.all(Array.from({ length: atOnce }, (_, lane) => fill(store, `bench-${run}.${lane}`, Math.ceil(events / atOnce)))));
  const all = await rate(few + events, () => readEverything(store, head));
  const streams = await rate(atOnce, async () => {
    for (let lane = 0; lane < atOnce; lane++) await store.read(`bench-${run}.${lane}`, { limit: 50 });
  });
  return { alone, together, all, streams };
}

const fill = async (store: EventStore, stream: string, count: number): Promise<void> => {
  for (let version = 0; version < count; version++) await store.append(stream, [event()], version);
};

const readEverything = async (store: EventStore, head: number): Promise<void> => {
  for (let after = head; ;) {
    const page = await store.readAll({ after, limit: 500 });
    after = page.at(-1)?.position ?? after;
    if (page.length < 500) return;
  }
};

const rate = async (count: number, work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return Math.round(count / ((performance.now() - begun) / 1_000));
};
