import type { Appended, NewEvent } from '@tandem/domain';
import { GENESIS, hashEvent, isChained, toTexts, type EventTexts } from '../chain.js';
import { lru } from '../lru.js';
import type { Connection } from './connection.js';
import { failureOf, KurrentProblem } from './problems.js';
import { propose, toPosition } from './records.js';
import type { Reader } from './reader.js';

/** Counts since the store was opened. */
export interface StoreStats {
  appends: number;
  conflicts: number;
  events: number;
}

export interface AppenderDeps {
  readonly connection: Connection;
  readonly reader: Reader;
  /** The time of recording of what is appended now. */
  readonly recordedAt: () => number;
  readonly stats: StoreStats;
  readonly headsInMemory: number;
}

export type Append = (stream: string, events: readonly NewEvent[], expectedVersion: number) => Promise<Appended>;

interface Head {
  readonly version: number;
  readonly hash: string | undefined;
}

/**
 * Appends at exact versions. The chain of hashes needs the predecessor's, so the appends to one stream go out one behind
 * the other; those to different streams at once. The database never adds at a version that is not the stream's own, so
 * a hash that was computed from an outdated head is refused with its append.
 */
export function createAppender({ connection, reader, recordedAt, stats, headsInMemory }: AppenderDeps): Append {
  const heads = lru<string, Head>(headsInMemory);
  const inTurn = createTurns();

  /** The hash that the first event names; or where the stream stands, if it cannot be appended to at this version. */
  const hashBefore = async (stream: string, version: number): Promise<Head> => {
    if (!isChained(stream)) return { version, hash: undefined };
    if (version === 0) return { version, hash: GENESIS };
    const known = heads.get(stream);
    if (known?.version === version) return known;
    const [found] = await reader.backwards(stream, { from: version, limit: 1 });
    if (found?.version === version) return { version, hash: hashEvent(found) };
    const now = (await reader.newest(stream)).version;
    const { truncateBefore, hash } = await reader.notes(stream);
    return now === version && truncateBefore === version ? { version, hash } : { version: now, hash: undefined };
  };
  const positionAt = async (stream: string, version: number): Promise<number> => {
    const found = await reader.stream(stream, { from: BigInt(version - 1), limit: 1, direction: 'forwards' });
    return toPosition(found === 'absent' ? undefined : found[0]?.position);
  };
  const send = async (stream: string, events: readonly EventTexts[], before: Head): Promise<Appended> => {
    const expected = before.version;
    if (expected === 0 && keepsOne(stream)) {
      await connection.write(stream, (client, name) => client.setStreamMetadata(name, { maxCount: 1 }));
    }
    const { proposals, hash } = propose(events, { stream, version: expected + 1, prev: before.hash, recordedAt: recordedAt() });
    const streamState = expected === 0 ? 'no_stream' as const : BigInt(expected - 1);
    try {
      const { nextExpectedRevision, position } = await connection.write(stream, (client, name) =>
        client.appendToStream(name, proposals, { streamState }), charactersOf(events));
      const version = Number(nextExpectedRevision) + 1;
      if (version !== expected + events.length) throw goesOnElsewhere(stream);
      if ((heads.get(stream)?.version ?? 0) < version) heads.set(stream, { version, hash });
      return { kind: 'appended', version, position: position && position.commit > 0n ? toPosition(position) : await positionAt(stream, version) };
    } catch (error) {
      heads.delete(stream);
      const conflict = conflictOf(error);
      if (!conflict) throw error;
      return { kind: 'conflict', version: conflict.version ?? (await reader.newest(stream)).version };
    }
  };
  const append = async (stream: string, events: readonly EventTexts[], expected: number): Promise<Appended> => {
    if (events.length === 0) {
      const { version } = await reader.newest(stream);
      return version === expected ? { kind: 'appended', version, position: (await reader.head()).position } : { kind: 'conflict', version };
    }
    const before = await hashBefore(stream, expected);
    if (before.version !== expected || (isChained(stream) && before.hash === undefined)) return { kind: 'conflict', version: before.version };
    return send(stream, events, before);
  };
  return async (stream, given, expectedVersion) => {
    const events = given.map(toTexts);
    const answer = await inTurn(stream, () => append(stream, events, expectedVersion));
    stats.appends++;
    if (answer.kind === 'conflict') stats.conflicts++;
    else stats.events += events.length;
    return answer;
  };
}

/** Of a process's renewals, one every other second, and of counted attempts the newest is all that is ever asked for. */
const keepsOne = (stream: string): boolean => stream.startsWith('process-') || stream.startsWith('attempts-');

const charactersOf = (events: readonly EventTexts[]): number => events.reduce((sum, { data }) => sum + data.length, 0);

/** `version` is undefined where the database does not say where the stream stands. */
function conflictOf(error: unknown): { version: number | undefined } | undefined {
  const cause = error instanceof KurrentProblem ? undefined : error;
  if (cause === undefined || failureOf(cause) !== 'wrong-version') return undefined;
  const { actualState } = cause as { actualState?: unknown };
  if (actualState === 'no_stream') return { version: 0 };
  return { version: typeof actualState === 'bigint' ? Number(actualState) + 1 : undefined };
}

const goesOnElsewhere = (stream: string): KurrentProblem => new KurrentProblem('stream-deleted',
  `The stream ${stream} was deleted in KurrentDB and goes on at another version; Tandem never deletes one.`);

/** Work with the same key runs one behind the other. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = last.get(key);
    const mine = before ? before.then(work, work) : work();
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
