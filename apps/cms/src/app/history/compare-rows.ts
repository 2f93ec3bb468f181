import type { Comparison, FormAt } from '@tandem/wire';
import type { FieldRow } from './fields-table.js';

/** Every field of both, in the order of the form; what is different bears the mark. */
export const comparedRows = ({ one, other, changes }: Comparison, mark: string): readonly FieldRow[] => {
  const different = new Set(changes.map(({ field }) => field));
  const [before, after] = [valuesOf(one), valuesOf(other)];
  return fieldsOf(one, other).map((field) => ({
    field, ...(before.has(field) && { old: before.get(field) }), ...(after.has(field) && { new: after.get(field) }), ...(different.has(field) && { mark }),
  }));
};

const valuesOf = ({ fields }: FormAt) => new Map(fields.map(({ field, value }) => [field, value]));

/** The order of `other`; what only `one` has stands behind the field it followed there. */
const fieldsOf = (one: FormAt, other: FormAt): readonly string[] => {
  const order = other.fields.map(({ field }) => field);
  one.fields.forEach(({ field }, place) => {
    if (order.includes(field)) return;
    const before = one.fields[place - 1]?.field;
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, field);
  });
  return order;
};
