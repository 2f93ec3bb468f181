import type { RecordedEvent } from '@tandem/domain';
import { categoryOf, familiesAround, familyOf, startsWithAny } from '../names.js';

interface Range {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
}

/** The log in its order, and by category and family, so that reading a few streams does not pass all the others. */
export function createPlaces() {
  const all: RecordedEvent[] = [];
  const times: { position: number; at: number }[] = []; // the first position of every new time of recording
  const categories = new Map<string, RecordedEvent[]>();
  const families = new Map<string, RecordedEvent[]>();
  const familiesOf = new Map<string, Set<string>>();
  const gone = new Set<RecordedEvent>(); // forgotten, and still in the lists

  const add = (event: RecordedEvent, at: number): void => {
    const [category, family] = [categoryOf(event.stream), familyOf(event.stream)];
    all.push(event);
    entry(categories, category, () => []).push(event);
    entry(families, family, () => []).push(event);
    entry(familiesOf, category, () => new Set<string>()).add(family);
    if (at > (times.at(-1)?.at ?? -1)) times.push({ position: event.position, at });
  };
  /** The lists that together hold everything with one of the prefixes, none of them twice. */
  const listsOf = (prefixes: readonly string[]): Set<readonly RecordedEvent[]> => {
    const lists = new Set<readonly RecordedEvent[]>();
    const whole = [...categories.keys()].filter((category) => startsWithAny(category, prefixes));
    for (const category of whole) lists.add(categories.get(category) ?? []);
    for (const prefix of prefixes) {
      const category = categoryOf(prefix);
      if (whole.includes(category)) continue;
      const around = familiesAround(prefix).filter((family) => families.has(family));
      const inside = [...(familiesOf.get(category) ?? [])].filter((family) => family.startsWith(prefix));
      for (const family of [...around, ...inside]) lists.add(families.get(family) ?? []);
    }
    return lists;
  };
  return {
    add,
    read({ after, upTo, limit }: Range, prefixes?: readonly string[]): RecordedEvent[] {
      const isThere = (event: RecordedEvent): boolean => !gone.has(event) && (!prefixes || startsWithAny(event.stream, prefixes));
      if (!prefixes) return slice(all, { after, upTo, limit }, isThere);
      const matching = [...listsOf(prefixes)].map((list) => slice(list, { after, upTo, limit }, isThere)).filter(({ length }) => length > 0);
      if (matching.length < 2) return matching[0] ?? [];
      return matching.flat().sort((a, b) => a.position - b.position).slice(0, limit);
    },
    /** Position of the last event recorded before `before`. */
    lastBefore(before: number): number {
      const next = times[firstWhere(times, ({ at }) => at >= before)];
      return next ? next.position - 1 : all.at(-1)?.position ?? 0;
    },
    /** The lists are gone through only once half of them is forgotten: to forget a stream costs no more than the stream. */
    forget(events: readonly RecordedEvent[]): void {
      for (const event of events) gone.add(event);
      if (gone.size * 2 < all.length) return;
      for (const list of [all, ...categories.values(), ...families.values()]) {
        const kept = list.filter((event) => !gone.has(event));
        list.length = 0;
        for (const event of kept) list.push(event);
      }
      gone.clear();
    },
  };
}

function slice(list: readonly RecordedEvent[], { after, upTo, limit }: Range, isThere: (event: RecordedEvent) => boolean): RecordedEvent[] {
  const found: RecordedEvent[] = [];
  for (let i = firstWhere(list, ({ position }) => position > after); i < list.length && found.length < limit; i++) {
    const event = list[i] as RecordedEvent;
    if (event.position > upTo) break;
    if (isThere(event)) found.push(event);
  }
  return found;
}

/** Index of the first of which it is true, where it is true of all behind that one; the length where it is of none. */
function firstWhere<Item>(list: readonly Item[], isTrue: (item: Item) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(list[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = make());
  return value;
}
