import type { Fact } from '@tandem/domain';
import type { History, KeptEntry } from '../history/history.js';
import type { People } from '../operator/people.js';
import { signedHeads, type ExportDeps, type ExportScope } from './export-lines.js';

const columns = ['kind', 'at', 'agent', 'subject', 'action', 'actor', 'means', 'reason', 'revision', 'entry', 'field', 'old', 'new'] as const;
type Cells = Partial<Record<(typeof columns)[number], string | number | undefined>>;

const PAGE = 200;

/**
 * The history as a table, newest first: a row for each changed field; at its end the signed heads, to find the same history
 * again in an export that can be verified.
 */
export async function* csvLines(
  { agents, streams }: ExportScope, { store, history, people }: ExportDeps & { history: Pick<History, 'find'>; people: Pick<People, 'nameOf'> },
): AsyncGenerator<string> {
  yield row(Object.fromEntries(columns.map((name) => [name, name])));
  for (const agent of agents) for (const kept of entriesOf(agent, history)) yield* rowsOf(kept, people);
  const { signed, publicKeys } = await signedHeads(store, streams);
  for (const { at, heads, key, signature } of signed) {
    for (const stream of streams) {
      const head = heads[stream];
      if (head) yield row({ kind: 'head', at: iso(at), entry: stream, old: head.version, new: head.hash });
    }
    yield row({ kind: 'signature', at: iso(at), entry: key, old: publicKeys[key], new: signature });
  }
}

function* entriesOf(agent: string, history: Pick<History, 'find'>): Generator<KeptEntry> {
  for (let before: number | undefined; ; ) {
    const page = history.find(agent, { limit: PAGE, ...(before !== undefined && { before }) });
    yield* page;
    before = page.at(-1)?.n;
    if (page.length < PAGE) return;
  }
}

async function* rowsOf({ agent, entry }: KeptEntry, people: Pick<People, 'nameOf'>): AsyncGenerator<string> {
  const { id, at, actor, changes, subject, action, means, reason, revision } = entry;
  const who = await people.nameOf(actor);
  const cells: Cells = { kind: 'change', at: iso(at), agent, subject, action, actor: who, means, reason, revision, entry: id };
  if (changes.length === 0) yield row(cells);
  for (const { field, old, new: now } of changes) yield row({ ...cells, field, old: worded(old), new: worded(now) });
}

const iso = (at: number): string => new Date(at).toISOString();

const worded = (fact: Fact | undefined): string | undefined =>
  fact === undefined ? undefined : typeof fact === 'object' ? `secret ${fact.secret}` : String(fact);

const row = (cells: Cells): string => `${columns.map((name) => cell(cells[name])).join(',')}\r\n`;

/** RFC 4180; what a spreadsheet would take for a formula gets an apostrophe. */
const cell = (value: string | number | undefined): string => {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
