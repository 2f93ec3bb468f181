// This file imports nothing and uses only what browsers and Node both have: `verifier.html` carries it whole.

/** The first thing that is wrong with one place of an export. */
export interface ExportMisfit {
  /** Line of the file, from 1 on. */
  readonly line: number;
  readonly why:
    | 'NotReadable' | 'NotAnExport' | 'Changed' | 'Removed' | 'OutOfOrder' | 'CutOff' | 'NotAsSigned' | 'NotSigned' | 'BadSignature' | 'UnknownKey' | 'KeyNotTrusted';
  readonly stream?: string;
  readonly version?: number;
  /** Event id of the entry; absent where it is not there. */
  readonly id?: string;
  readonly at?: number;
}

export interface ExportVerified {
  /** In the order of the file; empty: everything is as it was signed. */
  readonly misfits: readonly ExportMisfit[];
  readonly agent?: string;
  readonly exportedAt?: number;
  readonly signedAt?: number;
  readonly events: number;
  readonly streams: number;
  /** Public keys (SPKI, base64) the heads were signed with. */
  readonly keys: readonly string[];
}

export interface VerifyOptions {
  /** Public keys that were noted outside of the installation; without them a whole file could have been made anew. */
  readonly trusted?: readonly string[];
  /** `heads` lines of other exports: a tail that was cut off shows against any head that was signed after it. */
  readonly others?: readonly string[];
}

interface Head {
  readonly version: number;
  readonly hash: string;
}

interface Signed {
  readonly at: number;
  readonly key: string;
  readonly heads: Readonly<Record<string, Head>>;
  readonly signature: string;
}

interface Read {
  readonly line: number;
  readonly id: string;
  readonly at: number;
  readonly hash: string;
}

interface StreamRead {
  readonly entries: Map<number, Read>;
  last: number;
  /** An entry that does not name its predecessor's hash; what comes next tells which of the two was changed. */
  doubt?: { readonly version: number };
  broken: boolean;
}

type Misfits = ExportMisfit[];

const GENESIS = 'A'.repeat(43);

/** Checks an export line by line: hashes, order, signatures. Needs nothing but the file. */
export const verifyExport = async (lines: Iterable<string> | AsyncIterable<string>, options: VerifyOptions = {}): Promise<ExportVerified> => {
  const file = await readFile(lines);
  const { misfits, streams, about, signed, length } = file;
  const { heads, keys } = await trustedHeads(file, options);
  compareHeads(heads, { streams, misfits, end: length + 1, isIncluded: (stream) => isOf(about.agent, stream) });
  settleDoubts(streams, misfits);
  const events = [...streams.values()].reduce((sum, { entries }) => sum + entries.size, 0);
  if (about.tandemExport !== 1) misfits.push({ line: 1, why: 'NotAnExport' });
  else if (about.end?.events !== events || about.end.heads !== signed.length) misfits.push({ line: length + 1, why: 'CutOff' });
  const isElsewhere = ({ why, stream = '', version = 0 }: ExportMisfit) => why === 'Removed' && streams.get(stream)?.entries.has(version) === true;
  const named = misfits.map((misfit): ExportMisfit => (isElsewhere(misfit) ? { ...misfit, why: 'OutOfOrder' } : misfit));
  return {
    misfits: named.sort((one, other) => one.line - other.line), events, streams: streams.size, keys,
    ...(about.agent !== undefined && { agent: about.agent }), ...(about.at !== undefined && { exportedAt: about.at }),
    ...(heads.length > 0 && { signedAt: Math.max(...heads.map(({ at }) => at)) }),
  };
};

interface About {
  tandemExport?: number;
  agent?: string;
  at?: number;
  publicKeys: Record<string, string>;
  end?: { readonly events: number; readonly heads: number };
}

interface File {
  readonly misfits: Misfits;
  readonly streams: Map<string, StreamRead>;
  readonly signed: { readonly line: number; readonly heads: Signed }[];
  readonly about: About;
  /** Lines. */
  length: number;
  /** The stream whose entries are being read. */
  current: string;
}

const readFile = async (lines: Iterable<string> | AsyncIterable<string>): Promise<File> => {
  const file: File = { misfits: [], streams: new Map(), signed: [], about: { publicKeys: {} }, length: 0, current: '' };
  for await (const raw of lines) {
    file.length += 1;
    const text = raw.replace(/\r?\n?$/, '');
    if (text !== '') await takeLine(text, file);
  }
  return file;
};

const takeLine = async (text: string, file: File): Promise<void> => {
  const { misfits, about, streams, length: line } = file;
  const value = parsed(text);
  if (about.end) misfits.push({ line, why: 'OutOfOrder' });
  if (typeof value?.['stream'] === 'string') {
    const { stream } = value as { stream: string };
    if (stream !== file.current && streams.has(stream)) misfits.push({ line, why: 'OutOfOrder', stream, version: Number(value['version']) });
    file.current = stream;
    await takeEvent(value, { text, line, streams, misfits });
  } else if (value?.['heads']) file.signed.push({ line, heads: value['heads'] as Signed });
  else if (value?.['end']) about.end = value['end'] as About['end'];
  else if (value?.['tandemExport'] === 1 && line === 1) Object.assign(about, value);
  else misfits.push({ line, why: 'NotReadable' });
};

/** Heads whose signature fits, of the file and of later ones; and the keys of all. */
const trustedHeads = async ({ signed, about, misfits, length }: File, { trusted, others = [] }: VerifyOptions): Promise<{ heads: Signed[]; keys: string[] }> => {
  const later = others.flatMap((text) => {
    const heads = parsed(text)?.['heads'] as Signed | undefined;
    return heads ? [{ line: length + 1, heads }] : [];
  });
  const keys = new Set<string>();
  const heads: Signed[] = [];
  for (const { line, heads: one } of [...signed, ...later]) {
    const publicKey = about.publicKeys[one.key];
    const why = publicKey === undefined ? 'UnknownKey' : !(await isSignedBy(one, publicKey)) ? 'BadSignature'
      : trusted && !trusted.includes(publicKey) ? 'KeyNotTrusted' : undefined;
    if (why) misfits.push({ line, why, at: one.at });
    else heads.push(one);
    if (publicKey !== undefined) keys.add(publicKey);
  }
  return { heads, keys: [...keys] };
};

const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

interface Taking {
  readonly text: string;
  readonly line: number;
  readonly streams: Map<string, StreamRead>;
  readonly misfits: Misfits;
}

const takeEvent = async (event: Record<string, unknown>, { text, line, streams, misfits }: Taking): Promise<void> => {
  const [name, version, id] = [String(event['stream']), Number(event['version']), String(event['id'])];
  const meta = (event['meta'] ?? {}) as { prev?: string; at?: number };
  const stream = streams.get(name) ?? { entries: new Map<number, Read>(), last: 0, broken: false };
  streams.set(name, stream);
  const hash = await sha256(text);
  const before = stream.entries.get(stream.last);
  const entry: Read = { line, id, at: Number(meta.at), hash };
  const named = { line, stream: name, version, id, at: entry.at };
  if (version > stream.last + 1) misfits.push({ line, why: 'Removed', stream: name, version: stream.last + 1 });
  else if (version <= stream.last) misfits.push({ ...named, why: 'OutOfOrder' });
  if (version !== stream.last + 1) stream.broken = true;
  else if (meta.prev !== (before?.hash ?? GENESIS)) {
    if (stream.doubt?.version === version - 1) blame(stream, name, { version: version - 2, misfits });
    if (!before) misfits.push({ ...named, why: 'Changed' });
    else stream.doubt = { version };
    stream.broken = true;
  } else if (stream.doubt?.version === version - 1) blame(stream, name, { version: version - 2, misfits });
  stream.entries.set(version, entry);
  stream.last = Math.max(stream.last, version);
};

/** What follows an entry tells whether it was changed: then its hash is named by nobody. */
const blame = (stream: StreamRead, name: string, { version, misfits }: { version: number; misfits: Misfits }): void => {
  const entry = stream.entries.get(version);
  if (entry) misfits.push({ line: entry.line, why: 'Changed', stream: name, version, id: entry.id, at: entry.at });
  delete stream.doubt;
};

/** Nobody follows the last entry of a stream but its signature. */
const settleDoubts = (streams: ReadonlyMap<string, StreamRead>, misfits: Misfits): void => {
  for (const [name, stream] of streams) {
    const last = stream.doubt?.version;
    if (last === undefined) continue;
    const isSaid = misfits.some((misfit) => misfit.stream === name && misfit.version === last && misfit.why === 'NotAsSigned');
    if (isSaid) delete stream.doubt;
    else blame(stream, name, { version: last - 1, misfits });
  }
};

interface Comparing {
  readonly streams: ReadonlyMap<string, StreamRead>;
  readonly misfits: Misfits;
  readonly end: number;
  readonly isIncluded: (stream: string) => boolean;
}

const compareHeads = (signed: readonly Signed[], { streams, misfits, end, isIncluded }: Comparing): void => {
  const covered = new Map<string, number>();
  for (const [stream, head] of signed.flatMap(({ heads }) => Object.entries(heads))) {
    if (!isIncluded(stream)) continue;
    const read = streams.get(stream);
    const entry = read?.entries.get(head.version);
    if (!entry) {
      const version = (read?.last ?? 0) + 1;
      if (head.version >= version) misfits.push({ line: read ? (read.entries.get(read.last)?.line ?? end) + 1 : end, why: read ? 'CutOff' : 'Removed', stream, version });
    } else if (entry.hash !== head.hash) misfits.push({ line: entry.line, why: 'NotAsSigned', stream, version: head.version, id: entry.id, at: entry.at });
    covered.set(stream, Math.max(head.version, covered.get(stream) ?? 0));
  }
  for (const [stream, { last, entries, broken }] of streams) {
    const version = (covered.get(stream) ?? 0) + 1;
    const entry = entries.get(version);
    if (!broken && version <= last && entry) misfits.push({ line: entry.line, why: 'NotSigned', stream, version, id: entry.id, at: entry.at });
  }
};

/** Whether a stream belongs into the file. */
const isOf = (agent: string | undefined, stream: string): boolean =>
  agent === undefined ? /^(?:agent|channel)-/.test(stream) : [`agent-${agent}`, `channel-${agent}.draft`, `channel-${agent}.published`].includes(stream);

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const sha256 = async (data: string | Uint8Array<ArrayBuffer>): Promise<string> =>
  base64url(await crypto.subtle.digest('SHA-256', typeof data === 'string' ? new TextEncoder().encode(data) : data));

/** A key's name is derived from it, so that it cannot name another. */
const isSignedBy = async ({ at, key, heads, signature }: Signed, publicKey: string): Promise<boolean> => {
  try {
    const spki = bytesOf(publicKey);
    if ((await sha256(spki)).slice(0, 22) !== key) return false;
    const text = ['tandem-heads-v1', `${at} ${key}`, ...Object.keys(heads).sort().map((name) => `${name} ${heads[name]?.version} ${heads[name]?.hash}`), ''].join('\n');
    const imported = await crypto.subtle.importKey('spki', spki, { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify({ name: 'Ed25519' }, imported, bytesOf(signature), new TextEncoder().encode(text));
  } catch {
    return false;
  }
};
