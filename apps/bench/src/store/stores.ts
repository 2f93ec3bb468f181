import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '@tandem/domain';
import { hostsOf, openKurrentStore } from '@tandem/event-store/kurrentdb';
import { startKurrentDouble } from '@tandem/event-store/kurrentdb/testing';
import { openMemoryStore } from '@tandem/event-store/memory';
import { openSqliteStore } from '@tandem/event-store/sqlite';

/** A store that can be measured here. */
export interface Candidate {
  readonly name: string;
  open(): Promise<{ readonly store: EventStore; end(): Promise<void> }>;
}

/** Every store there is; a real database where its address is given, in a namespace of its own. */
export const candidates = (database: string | undefined): readonly Candidate[] => [
  { name: 'memory', open: async () => closing(openMemoryStore()) },
  { name: 'sqlite', open: openSqlite },
  { name: 'kurrentdb, protocol double', open: openDouble },
  ...(database === undefined ? [] : [{
    name: `kurrentdb at ${hostsOf(database)}`, open: async () => closing(await openKurrentStore({ url: database, namespace: `bench-${randomUUID()}` })),
  }]),
];

const closing = (store: EventStore) => ({ store, end: () => store.close() });

const openSqlite = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-'));
  const store = openSqliteStore({ file: join(folder, 'log.sqlite') });
  return { store, end: async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  } };
};

const openDouble = async () => {
  const double = await startKurrentDouble();
  const store = await openKurrentStore({ url: double.url });
  return { store, end: async () => {
    await store.close();
    await double.stop();
  } };
};
