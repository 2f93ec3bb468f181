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
      if (!prefixes) return slice(all, { after, upTo, limit });
      const matching = [...listsOf(prefixes)].map((list) => slice(list, { after, upTo, limit }, prefixes)).filter(({ length }) => length > 0);
      if (matching.length < 2) return matching[0] ?? [];
      return matching.flat().sort((a, b) => a.position - b.position).slice(0, limit);
    },
    /** Position of the last event recorded before `before`. */
    lastBefore(before: number): number {
      const next = times.find(({ at }) => at >= before);
      return next ? next.position - 1 : all.at(-1)?.position ?? 0;
    },
    forget(prefix: string, upTo: number): void {
      const goes = (event: RecordedEvent): boolean => event.position <= upTo && event.stream.startsWith(prefix);
      for (const list of [all, ...categories.values(), ...families.values()]) {
        const kept = list.filter((event) => !goes(event));
        list.length = 0;
        for (const event of kept) list.push(event);
      }
    },
  };
}

function slice(list: readonly RecordedEvent[], { after, upTo, limit }: Range, prefixes?: readonly string[]): RecordedEvent[] {
  const found: RecordedEvent[] = [];
  for (let i = firstAfter(list, after); i < list.length && found.length < limit; i++) {
    const event = list[i] as RecordedEvent;
    if (event.position > upTo) break;
    if (!prefixes || startsWithAny(event.stream, prefixes)) found.push(event);
  }
  return found;
}

function firstAfter(list: readonly RecordedEvent[], position: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as RecordedEvent).position <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = make());
  return value;
}
