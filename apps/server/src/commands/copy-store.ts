import { createWrapping, hashEvent, hashKeyName, type Copyable, type MasterKey } from '@tandem/event-store';
import type { NewEvent, RecordedEvent } from '@tandem/domain';
import { verifyHeads } from '../audit/verify-heads.js';
import { StartupProblem } from '../startup-problem.js';

export interface CopyProgress {
  /** Everything at or before this position of the source is copied. */
  load(): number;
  save(position: number): void;
}

export interface CopyDeps {
  readonly from: Copyable;
  readonly to: Copyable;
  readonly masterKeys: readonly MasterKey[];
  readonly progress: CopyProgress;
  /** Told now and then how many events are copied or verified. */
  readonly tell?: (what: 'copied' | 'verified', events: number) => void;
}

export interface Copied {
  readonly events: number;
  readonly keys: number;
}

const page = 500;

/**
 * Copies a log and its vault in the order of the log: same streams, versions, ids and hashes; positions and times of
 * recording are the target's own. May be broken off and run again. Rejects with a `StartupProblem` where the target
 * holds something else, or is not equal in the end.
 */
export const copyStore = async (deps: CopyDeps): Promise<Copied> => {
  const keys = await copyVault(deps);
  await copyLog(deps);
  return { keys, events: await verify(deps) };
};

const copyVault = async ({ from, to, masterKeys }: CopyDeps): Promise<number> => {
  const wrapping = createWrapping(masterKeys);
  const [ours, theirs] = [await from.hashKey(), await to.hashKey()];
  if (!ours) throw new StartupProblem('There is no vault beside the log that is to be copied.');
  const open = (key: typeof ours): Buffer => {
    if (!wrapping.knows(key.master)) throw new StartupProblem(`The vault needs a master key that was not given (id ${key.master}).`);
    return wrapping.unwrap(hashKeyName, key);
  };
  if (theirs && !open(ours).equals(open(theirs))) throw new StartupProblem('The target holds another installation; copy into an empty one.');
  open(ours);
  return to.putKeys(ours, from.keys());
};

const copyLog = async ({ from, to, progress, tell }: CopyDeps): Promise<void> => {
  for (const start of (await from.emptied()).filter(isCopied)) if ((await versionIn(to, start.stream)) === 0) await to.begin(start);
  const versions = new Map<string, number>();
  let count = 0;
  for (let after = progress.load(); ; ) {
    const events = await from.store.readAll({ after, limit: page });
    for (const run of runsOf(events.filter(isCopied))) await copyRun(to, run, versions);
    count += events.length;
    after = events.at(-1)?.position ?? after;
    progress.save(after);
    tell?.('copied', count);
    if (events.length < page) return;
  }
};

const versionIn = async (to: Copyable, stream: string): Promise<number> => (await to.store.readBackwards(stream, { limit: 1 })).version;

/** Who shares a log, and who guesses at a password just now, is no matter of a copy; what these streams say of positions is true in their own log alone. */
const isCopied = ({ stream }: { readonly stream: string }): boolean => !notCopied.some((prefix) => stream.startsWith(prefix));

const notCopied = ['lease-', 'process-', 'attempts-'];

/** Events of one stream that stand side by side, which go in one append. */
const runsOf = (events: readonly RecordedEvent[]): readonly (readonly RecordedEvent[])[] => {
  const runs: RecordedEvent[][] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (last?.[0]?.stream === event.stream && last.length < 50) last.push(event);
    else runs.push([event]);
  }
  return runs;
};

const copyRun = async (to: Copyable, run: readonly RecordedEvent[], versions: Map<string, number>): Promise<void> => {
  const [first] = run;
  if (!first) return;
  const { stream } = first;
  let version = versions.get(stream) ?? (await versionIn(to, stream));
  if (version < first.version - 1) {
    if (version > 0) throw unlike(stream, first.version);
    await to.begin({ stream, version: first.version - 1, hash: first.meta.prev });
    version = first.version - 1;
  }
  const missing = run.filter((event) => event.version > version);
  if (missing.length > 0) {
    const answer = await to.store.append(stream, missing.map(asNew), version);
    if (answer.kind === 'conflict') throw unlike(stream, version + 1);
    version = answer.version;
  }
  versions.set(stream, version);
};

/** The target's store computes `prev` by itself; that it comes out equal is verified. */
const asNew = ({ id, type, data, meta: { prev: _, ...meta } }: RecordedEvent): NewEvent => ({ id, type, data, meta });

const unlike = (stream: string, version: number): StartupProblem =>
  new StartupProblem(`The target differs from the source: stream ${stream}, version ${version}.`);

async function* eventsOf({ store }: Copyable): AsyncGenerator<RecordedEvent, undefined> {
  for (let after = 0; ; ) {
    const events = await store.readAll({ after, limit: page });
    yield* events.filter(isCopied);
    if (events.length < page) return undefined;
    after = events.at(-1)?.position ?? after;
  }
}

/** Both logs side by side, event by event, then the signed heads. */
const verify = async ({ from, to, tell }: CopyDeps): Promise<number> => {
  let count = 0;
  const theirs = eventsOf(to);
  for await (const event of eventsOf(from)) {
    const { value: copy } = await theirs.next();
    if (!copy || hashEvent(event) !== hashEvent(copy)) throw unlike(event.stream, event.version);
    count += 1;
    if (count % page === 0) tell?.('verified', count);
  }
  tell?.('verified', count);
  const { value: surplus } = await theirs.next();
  if (surplus) throw unlike(surplus.stream, surplus.version);
  const [misfit] = (await verifyHeads(to.store)).misfits;
  if (misfit) throw new StartupProblem(`The signed heads do not hold: stream ${misfit.stream}, version ${misfit.version} (${misfit.why}).`);
  return count;
};
