import { describe, expect, it } from '@jest/globals';
import type { InboundItem } from '@tandem/domain';
import fc from 'fast-check';
import { body, expectedItems, fixture, fixtureNames } from './fixtures/load.js';
import { parse } from './parse.js';

const meta = (...changes: unknown[]): unknown => ({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] });
const texts = (messages: readonly unknown[]): unknown => meta({ field: 'messages', value: { metadata: { phone_number_id: '7' }, messages } });
const parsed = (json: unknown): readonly InboundItem[] => parse(body(json));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what Tandem makes of a webhook of the Cloud API', () => {
  it.each(fixtureNames)('%s', (name) => {
    expect(parse(fixture(name))).toEqual(expectedItems(name));
  });

  it('has an expectation for every fixture and a fixture for every expectation', () => {
    expect(fixtureNames.length).toBeGreaterThan(70);
    expect(fixtureNames.map((name) => expectedItems(name).length).every((count) => count > 0)).toBe(true);
  });
});

describe('a body that is no webhook of the Cloud API', () => {
  it.each([
    ['an empty one', '', 'empty'],
    ['white space', ' \r\n', 'empty'],
    ['one that ends early', '{"object":"whats', 'not JSON: ends at byte 16'],
    ['one that ends between two values', '{"object":1,', 'not JSON: ends at byte 12'],
    ['one that breaks in the middle, counted in bytes', '{"ä":1,,}', 'not JSON: breaks at byte 8'],
    ['plain text', 'hello', 'not JSON'],
    ['a list', '[]', 'not a webhook of the Cloud API: no JSON object'],
    ['null', 'null', 'not a webhook of the Cloud API: no JSON object'],
    ['another product', '{"object":"instagram","entry":[{"changes":[]}]}', 'not a webhook of the Cloud API: its object is another one'],
    ['another provider', '{"id":"1","room_id":"2"}', 'not a webhook of the Cloud API: no entry with changes'],
  ])('%s is unreadable', (_what, text, reason) => {
    expect(parse(bytes(text))).toEqual([{ kind: 'unreadable', reason }]);
  });

  it('is read in spite of a byte order mark', () => {
    expect(parse(bytes('\uFEFF{"object":"whatsapp_business_account","entry":[]}'))).toMatchObject([{ kind: 'notice' }]);
  });

  it('says nothing of its text', () => {
    expect(JSON.stringify(parse(bytes('{"from":"15550100001",}')))).not.toContain('1555');
  });
});

describe('a body in which nothing concerns anybody', () => {
  it('is one notice, however many empty places it has', () => {
    const empty = { object: 'whatsapp_business_account', entry: [{ changes: [] }, null, { changes: [{ field: 'messages', value: {} }] }] };
    expect(parsed(empty)).toEqual([{ kind: 'notice', what: 'entry', reason: 'nothing in it' }]);
  });
});

describe('bodies that nobody foresaw', () => {
  const anything = fc.oneof(
    fc.constantFrom<unknown>(null, '', 0, -1, true, 'x', [], {}, '__proto__', 1e300, '99999999999999999999'),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const keys = fc.constantFrom('entry', 'changes', 'value', 'messages', 'statuses', 'contacts', 'metadata', 'from', 'type', 'text', 'interactive',
    'timestamp', 'errors', 'history', 'threads', 'standby', 'field', 'context', 'profile', '__proto__', 'constructor', 'toString');

  it('never make it throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (rawBody) => {
      expect(parse(rawBody).length).toBeGreaterThan(0);
    }));
  });

  it('never make it throw, whatever the JSON', () => {
    fc.assert(fc.property(fc.dictionary(keys, anything), anything, (value, entry) => {
      expect(parsed(meta({ field: 'messages', value })).every(hasKind)).toBe(true);
      expect(parsed({ object: 'whatsapp_business_account', entry }).every(hasKind)).toBe(true);
    }), { numRuns: 500 });
  });

  it('never make it throw, lose its order or invent a null, wherever a real body is damaged', () => {
    fc.assert(fc.property(fc.constantFrom(...fixtureNames), fc.nat(), anything, (name, place, damage) => {
      const items = parsed(damaged(JSON.parse(new TextDecoder().decode(fixture(name))), place, damage));
      expect(items.length).toBeGreaterThan(0);
      expect(items.every(hasKind)).toBe(true);
      expect(items.flatMap((item): unknown[] => Object.values(item)).some((value) => value === null || value === undefined)).toBe(false);
    }), { numRuns: 2_000 });
  });

  it('does not take a name of the language for a type or a key', () => {
    for (const type of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const [item] = parse(bytes(`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messages":[
        {"from":"1","id":"a","type":"${type}","__proto__":{"id":"b"}}]}}]}]}`));
      expect(item).toMatchObject({ kind: 'message', id: 'a', content: { type: 'other', was: type } });
    }
  });

  it('can be nested deeper than any stack, and what is kept of them can be written again', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const [item] = parse(bytes(`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messages":[
      {"from":"1","type":"interactive","interactive":{"type":"new_kind","new_kind":${deep}}}]}}]}]}`));
    expect(JSON.stringify(item)).toContain('new_kind');
    expect(() => parse(bytes(deep))).not.toThrow();
  });
});

describe('a batch of the largest kind', () => {
  it('gives its thousand items in order, three megabytes within a second', () => {
    const message = (index: number): unknown =>
      ({ from: `1555${index}`, id: `wamid.${index}`, timestamp: '1781078480', type: 'text', text: { body: 'x'.repeat(2_900) } });
    const contacts = Array.from({ length: 1_000 }, (_, index) => ({ wa_id: `1555${999 - index}`, profile: { name: `N${999 - index}` } }));
    const value = { metadata: { phone_number_id: '7' }, contacts, messages: Array.from({ length: 1_000 }, (_, index) => message(index)) };
    const rawBody = body(meta({ field: 'messages', value }));
    const started = performance.now();
    const items = parse(rawBody);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(rawBody.length).toBeGreaterThan(2_900_000);
    expect(items.map((item) => (item.kind === 'message' ? `${item.id} ${item.name}` : ''))).toEqual(
      Array.from({ length: 1_000 }, (_, index) => `wamid.${index} N${index}`),
    );
  });

  it('keeps two equal messages apart', () => {
    const twice = { from: '1', id: 'wamid.1', type: 'text', text: { body: 'x' } };
    expect(parsed(texts([twice, twice]))).toHaveLength(2);
  });
});

const hasKind = (item: InboundItem): boolean => ['message', 'status', 'notice', 'unreadable'].includes(item.kind);

/** A copy of `json` whose `place`-th value is `damage`. */
const damaged = (json: unknown, place: number, damage: unknown): unknown => {
  const places = count(json);
  let left = place % places;
  const walk = (value: unknown): unknown => {
    left -= 1;
    if (left < 0) {
      left = Infinity;
      return damage;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]));
  };
  return walk(json);
};

const count = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Object.values(value).reduce<number>((sum, part) => sum + count(part), 0) : 1;
