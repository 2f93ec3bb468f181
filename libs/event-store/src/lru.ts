/** A map that forgets what was used least recently: it holds the `capacity / 2` entries used last, and some more. */
export interface Lru<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  clear(): void;
}

/** Two generations instead of an order: an order would cost a removal and an insertion with every look. */
export const lru = <Key, Value>(capacity: number): Lru<Key, Value> => {
  const half = Math.max(1, capacity / 2);
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();
  const set = (key: Key, value: Value): void => {
    young.set(key, value);
    if (young.size >= half) [old, young] = [young, new Map<Key, Value>()];
  };
  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    clear() {
      young.clear();
      old.clear();
    },
  };
};
