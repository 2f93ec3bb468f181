/** A map that forgets what was used least recently once it holds `capacity` entries. */
export interface Lru<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  clear(): void;
}

export function createLru<Value>(capacity: number): Lru<Value> {
  const entries = new Map<string, Value>(); // in the order of use, the oldest first
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined && entries.delete(key)) entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > capacity) entries.delete(entries.keys().next().value as string);
    },
    delete: (key) => { entries.delete(key); },
    clear: () => entries.clear(),
  };
}
