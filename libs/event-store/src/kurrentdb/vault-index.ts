import { keyPrefix } from './names.js';
import type { Reader } from './reader.js';
import { toPosition } from './records.js';
import { destroyedType } from './vault-streams.js';

/** Names of living keys. */
export interface KeyIndex {
  living(prefix: string): Promise<readonly string[]>;
}

const recordsAtOnce = 500;

/** The database has no list of streams: the log is read for keys of a prefix, each time from where the last time ended. */
export function createKeyIndex(reader: Reader): KeyIndex {
  const known = new Map<string, { position: number; names: Set<string> }>();
  return {
    async living(prefix) {
      const place = known.get(prefix) ?? { position: 0, names: new Set<string>() };
      known.set(prefix, place);
      for (let ended = false; !ended;) {
        const page = await reader.records({ after: place.position, limit: recordsAtOnce, prefixes: [`${keyPrefix}${prefix}`] });
        for (const { streamId, type, position } of page.records) {
          const name = streamId.slice(keyPrefix.length);
          if (type === destroyedType) place.names.delete(name);
          else place.names.add(name);
          place.position = toPosition(position);
        }
        ended = page.ended;
      }
      return [...place.names].sort();
    },
  };
}
