/** An event as the database keeps it: revisions from 0, positions that grow by the size of what is written. */
export interface ServerRecord {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly meta: Uint8Array;
  readonly created: number;
}

export type ProposedRecord = Pick<ServerRecord, 'id' | 'type' | 'contentType' | 'data' | 'meta'>;

/** What an append expects: a revision, or one of the database's words. */
export type Expected = number | 'no_stream' | 'any' | 'stream_exists';

export type Written =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number }
  /** `revision` -1: there is no such stream. */
  | { readonly kind: 'wrong-version'; readonly revision: number }
  | { readonly kind: 'deleted' };

/** What outlives a restart of the double. */
export type ServerLog = ReturnType<typeof createServerLog>;

/** The largest revision there is: what a soft delete truncates before. */
const everything = Number.MAX_SAFE_INTEGER;

/**
 * The rules of the database that an adapter can trip over, as its documentation and server code tell them: strong
 * idempotence at exact revisions (`IndexWriter.CheckCommit`), truncation by metadata that `$all` does not heed before
 * a scavenge, soft and hard deletion.
 */
export function createServerLog(now: () => number = Date.now) {
  const streams = new Map<string, ServerRecord[]>();
  const lastRevisions = new Map<string, number>();
  const tombstones = new Set<string>();
  let all: ServerRecord[] = [];
  let end = 0;

  const lastOf = (stream: string): number => lastRevisions.get(stream) ?? -1;
  const record = (stream: string, event: ProposedRecord): ServerRecord => {
    const made = { ...event, stream, revision: lastOf(stream) + 1, position: end, created: now() };
    end += 120 + event.data.length + event.meta.length;
    lastRevisions.set(stream, made.revision);
    const known = streams.get(stream);
    if (known) known.push(made);
    else streams.set(stream, [made]);
    all.push(made);
    return made;
  };
  const metadata = (stream: string): { $tb?: number; $maxCount?: number } => {
    const newest = streams.get(`$$${stream}`)?.at(-1);
    return newest ? JSON.parse(Buffer.from(newest.data).toString('utf8')) as object : {};
  };
  const firstVisible = (stream: string): number => {
    const { $tb = 0, $maxCount } = stream.startsWith('$$') ? { $maxCount: 1 } : metadata(stream);
    return Math.max($tb, $maxCount === undefined ? 0 : lastOf(stream) + 1 - $maxCount);
  };
  const setMetadata = (stream: string, changes: object): void => {
    const data = Buffer.from(JSON.stringify({ ...metadata(stream), ...changes }));
    record(`$$${stream}`, { id: crypto.randomUUID(), type: '$metadata', contentType: 'application/json', data, meta: new Uint8Array() });
  };
  const isSoftDeleted = (stream: string): boolean => (metadata(stream).$tb ?? 0) >= everything;

  /** Undefined where the events have to be written. */
  const check = (stream: string, expected: Expected, ids: readonly string[]): Written | undefined => {
    const last = lastOf(stream);
    const wrong: Written = { kind: 'wrong-version', revision: last };
    if (tombstones.has(stream)) return { kind: 'deleted' };
    if (expected === 'stream_exists') return last >= 0 && !isSoftDeleted(stream) ? undefined : wrong;
    if (expected === 'any') return undefined; // its weak idempotence is nobody's to rely on
    const revision = expected === 'no_stream' ? -1 : expected;
    if (revision === last) return undefined;
    if (revision > last) return wrong;
    const standing = ids.map((id, i) => streams.get(stream)?.find((event) => event.revision === revision + 1 + i && event.id === id));
    if (standing[0] === undefined && expected === 'no_stream' && isSoftDeleted(stream)) return undefined;
    const newest = standing.at(-1);
    return newest && standing.every(Boolean) ? { kind: 'written', revision: newest.revision, position: newest.position } : wrong;
  };

  // The database has written before anybody else does: the first position is not ours.
  setMetadata('$settings', {});
  return {
    append(stream: string, expected: Expected, events: readonly ProposedRecord[]): Written {
      const known = check(stream, expected, events.map(({ id }) => id));
      if (known) return known;
      if (isSoftDeleted(stream)) setMetadata(stream, { $tb: lastOf(stream) + 1 });
      const made = events.map((event) => record(stream, event));
      return { kind: 'written', revision: lastOf(stream), position: made.at(-1)?.position ?? -1 };
    },
    /** Undefined: no such stream, or deleted softly. What its metadata hide is left out. */
    stream(name: string): readonly ServerRecord[] | 'deleted' | undefined {
      if (tombstones.has(name)) return 'deleted';
      if (lastOf(name) < 0 || isSoftDeleted(name)) return undefined;
      const first = firstVisible(name);
      return (streams.get(name) ?? []).filter(({ revision }) => revision >= first);
    },
    /** Everything that was not scavenged, whatever metadata say. */
    all: (): readonly ServerRecord[] => all,
    delete: (stream: string): void => setMetadata(stream, { $tb: everything }),
    tombstone: (stream: string): void => { tombstones.add(stream); },
    /** Removes for good what is hidden, except the newest event of every stream. */
    scavenge(): void {
      const stays = ({ stream, revision }: ServerRecord): boolean => revision === lastOf(stream) || revision >= firstVisible(stream);
      all = all.filter(stays);
      for (const [name, records] of streams) streams.set(name, records.filter(stays));
    },
  };
}
