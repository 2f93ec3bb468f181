import type { RecordedEvent } from '@tandem/domain';
import { toPosition, type DatabaseRecord } from './records.js';
import { ofTheLog } from './reader.js';

const maxEvents = 20_000;
/** Of data, counted in characters as far as that is cheap: sealed bodies are one long text each. */
const maxCharacters = 64 * 2 ** 20;

interface Kept {
  readonly position: number;
  readonly event: RecordedEvent | undefined;
  readonly characters: number;
}

/** The newest events of the log, as the process's subscription brought them. */
export interface Recent {
  head(): number;
  add(records: readonly DatabaseRecord[]): void;
  /** Events behind `after` up to `upTo`; undefined where not all of them are here any more. */
  between(after: number, upTo: number): readonly RecordedEvent[] | undefined;
}

/** Begins to be complete behind `head`. */
export function createRecent(head: number): Recent {
  let kept: Kept[] = [];
  let completeAfter = head;
  let newest = head;
  let characters = 0;

  const drop = (): void => {
    let gone = 0;
    while (gone < kept.length && (kept.length - gone > maxEvents || characters > maxCharacters)) characters -= kept[gone++]?.characters ?? 0;
    completeAfter = kept[gone - 1]?.position ?? completeAfter;
    kept = kept.slice(gone);
  };
  return {
    head: () => newest,
    add(records) {
      for (const record of records) {
        newest = toPosition(record.position);
        const size = sizeOf(record.data);
        characters += size;
        kept.push({ position: newest, event: ofTheLog(record)?.event, characters: size });
      }
      if (kept.length > maxEvents * 1.25 || characters > maxCharacters) drop();
    },
    between(after, upTo) {
      if (after < completeAfter) return undefined;
      const found: RecordedEvent[] = [];
      for (let i = firstAfter(kept, after); i < kept.length; i++) {
        const { position, event } = kept[i] as Kept;
        if (position > upTo) break;
        if (event) found.push(event);
      }
      return found;
    },
  };
}

const sizeOf = (data: unknown): number =>
  Object.values((data ?? {}) as Record<string, unknown>).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 50), 100);

function firstAfter(kept: readonly Kept[], after: number): number {
  let [low, high] = [0, kept.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((kept[middle] as Kept).position <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
