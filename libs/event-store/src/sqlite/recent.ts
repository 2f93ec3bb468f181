import type { RecordedEvent } from '@tandem/domain';
import type { Page } from '../feed.js';
import { startsWithAny } from '../names.js';
import { pageCharacters, pageLimit } from './reader.js';

/** An event as it was written. */
export interface WrittenEvent {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly meta: string;
}

/**
 * The newest events, so that those who follow the log need not ask the file for what was just written, each of them
 * anew: an event is read once and shown to all. Nobody may change it.
 */
export interface Recent {
  /** What a commit has brought to the disk. A gap before it makes everything older forgotten here. */
  add(events: readonly WrittenEvent[]): void;
  /** As `Reader.page`; undefined where a part of it is too old. */
  page(range: { after: number; upTo: number }, prefixes: readonly string[] | undefined): Page | undefined;
  clear(): void;
}

const mostCharacters = 8 * 2 ** 20;

export function createRecent(mostEvents = 2_000): Recent {
  let kept: (WrittenEvent & { event?: RecordedEvent })[] = [];
  let from = 0; // what stands before it is dropped
  let characters = 0;

  const clear = (): void => { [kept, from, characters] = [[], 0, 0]; };
  const trim = (): void => {
    while (kept.length - from > mostEvents || (characters > mostCharacters && from < kept.length)) characters -= kept[from++]?.data.length ?? 0;
    if (from > mostEvents) [kept, from] = [kept.slice(from), 0];
  };
  return {
    clear,
    add(events) {
      const [first] = events;
      if (first && first.position !== (kept.at(-1)?.position ?? 0) + 1) clear();
      for (const event of events) characters += event.data.length;
      kept.push(...events.map((event) => ({ ...event })));
      trim();
    },
    page({ after, upTo }, prefixes) {
      const oldest = kept[from]?.position;
      if (oldest === undefined || after < oldest - 1) return undefined;
      const events: RecordedEvent[] = [];
      let size = 0;
      for (let i = from + after + 1 - oldest; i < kept.length; i++) {
        const written = kept[i] as WrittenEvent & { event?: RecordedEvent };
        if (written.position > upTo) break;
        if (prefixes && !startsWithAny(written.stream, prefixes)) continue;
        events.push((written.event ??= toEvent(written)));
        size += written.data.length;
        if (events.length === pageLimit || size >= pageCharacters) return { events, upTo: written.position };
      }
      return { events, upTo };
    },
  };
}

const toEvent = ({ id, stream, version, position, type, data, meta }: WrittenEvent): RecordedEvent =>
  ({ id, stream, version, position, type, data: JSON.parse(data) as object, meta: JSON.parse(meta) as RecordedEvent['meta'] });
