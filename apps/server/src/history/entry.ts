import type { ConfigurationSubject, EventMetadata, FieldChange, Millis } from '@tandem/domain';

/** One save, as the view keeps it: who did it is an id. */
export interface Entry {
  readonly id: string;
  readonly at: Millis;
  readonly subject: ConfigurationSubject;
  readonly action: string;
  readonly actor?: string;
  readonly means?: EventMetadata['means'];
  readonly reason?: string;
  readonly correlation?: string;
  readonly revision?: number;
  readonly changes: readonly FieldChange[];
}

export interface KeptEntry {
  /** Position of its newest event: the order of entries, and what pages go on from. */
  readonly n: number;
  readonly agent: string;
  readonly save: string;
  readonly entry: Entry;
}

/** An entry in a row of the table. */
export const entryIn = (row: Record<string, unknown> | undefined): KeptEntry | undefined =>
  row && { n: Number(row['n']), agent: String(row['agent']), save: String(row['save']), entry: JSON.parse(String(row['entry'])) as Entry };

/** Everything that a search looks through: values and reason, in small letters. */
export const wordsOf = ({ changes, reason }: Entry): string => {
  const values = changes.flatMap(({ old, new: now }) => [old, now]).flatMap((fact) =>
    (fact === undefined ? [] : [typeof fact === 'object' ? fact.secret : String(fact)]));
  return [...new Set([...values, ...(reason === undefined ? [] : [reason])])].join('\n').toLowerCase();
};

/** Paths of the changed fields with all their beginnings: `a.b` and `a`. */
export const pathsOf = ({ changes }: Entry): ReadonlySet<string> =>
  new Set(changes.flatMap(({ field }) => {
    const parts = field.split('.');
    return parts.map((_part, length) => parts.slice(0, length + 1).join('.'));
  }));
