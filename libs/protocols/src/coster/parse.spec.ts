import { describe, expect, it } from '@jest/globals';
import type { InboundItem } from '@tandem/domain';
import fc from 'fast-check';
import { body, expectedItems, expectedNames, fixture, fixtureNames } from './fixtures/load.js';
import { parse } from './parse.js';

const parsed = (json: unknown): readonly InboundItem[] => parse(body(json));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hasKind = (item: InboundItem): boolean => ['message', 'status', 'notice', 'unreadable'].includes(item.kind);
const text = (id: string) => ({ from: '15550100001', id, timestamp: '1781078480', type: 'text', text: { body: 'Hello' } });

describe('what Tandem makes of a webhook of Coster', () => {
  it.each(fixtureNames)('%s', (name) => {
    expect(parse(fixture(name))).toEqual(expectedItems(name));
  });

  it('has an expectation for every fixture and a fixture for every expectation', () => {
    expect([...expectedNames].sort()).toEqual([...fixtureNames].sort());
    expect(fixtureNames.length).toBeGreaterThan(60);
    expect(fixtureNames.filter((name) => expectedItems(name).length === 0)).toEqual([]);
  });
});

describe('a body that is no webhook of Coster', () => {
  it.each([
    ['an empty one', '', 'empty'],
    ['white space', ' \r\n', 'empty'],
    ['one that ends early', '{"messages":[', 'not JSON: ends at byte 13'],
    ['one that breaks in the middle', '{"a":1,,}', 'not JSON: breaks at byte 7'],
    ['plain text', 'hello', 'not JSON'],
    ['a form without JSON', 'a=1&b=2', 'not JSON'],
    ['an empty list', '[]', 'not a webhook of Coster: no JSON object'],
    ['a number', '1', 'not a webhook of Coster: no JSON object'],
    ['an empty object', '{}', 'not a webhook of Coster: none of its forms'],
    ['another product of Meta\'s', '{"object":"instagram","entry":[{"changes":[]}]}', 'not a webhook of Coster: none of its forms'],
    ['another provider', '{"id":"1","room_id":"2","text":"x"}', 'not a webhook of Coster: none of its forms'],
    ['an answer to a send', '{"meta":{},"messages":[{"id":"wamid.1","xid":"x"}]}', 'not a webhook of Coster: none of its forms'],
    ['a refusal of a send', '{"meta":{},"errors":[{"code":1006}]}', 'not a webhook of Coster: none of its forms'],
  ])('%s is unreadable', (_what, words, reason) => {
    expect(parse(bytes(words))).toEqual([{ kind: 'unreadable', reason }]);
  });

  it('says nothing of its text', () => {
    expect(JSON.stringify(parse(bytes('{"from":"15550100001",}')))).not.toContain('1555');
  });

  it('does not take its neighbours in a list along', () => {
    expect(parsed([{ messages: [text('a')] }, { hello: 1, world: 2 }]).map(({ kind }) => kind)).toEqual(['message', 'unreadable']);
  });
});

describe('the id that Coster gives a delivery', () => {
  it('counts for a message without one, but for no second message', () => {
    const [one, two] = [{ ...text('x'), id: null }, { ...text('y'), id: null }];
    const ids = (messages: unknown) => parsed({ account: { id: 'a' }, mid: 'mid-1', data: { messages } })
      .map((item) => (item.kind === 'message' ? item.id : 'none'));
    expect(ids([one])).toEqual(['mid-1']);
    expect(ids([one, two])).toEqual([undefined, undefined]);
  });
});

describe('the order of statuses', () => {
  it('is the order of the body, whatever it is', () => {
    const statuses = ['read', 'sent', 'delivered'].map((status) => ({ id: 'wamid.1', recipient_id: '1', status }));
    expect(parsed({ statuses }).map((item) => item.kind === 'status' && item.status)).toEqual(['read', 'sent', 'delivered']);
  });
});

describe('bodies that nobody foresaw', () => {
  const anything = fc.oneof(
    fc.constantFrom<unknown>(null, '', 0, -1, true, 'x', [], {}, '__proto__', 1e300, '{"messages":[{}]}'),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const keys = fc.constantFrom('entry', 'changes', 'value', 'messages', 'statuses', 'contacts', 'metadata', 'from', 'type', 'text', 'data', 'account',
    'timestamp', 'errors', 'xid', 'mid', 'outbound', 'reroute', 'object', 'field', 'meta', 'message_type', '__proto__', 'constructor', 'toString');

  it('never make it throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 200 }).map((value) => bytes(`payload=${value}`))), (rawBody) => {
      expect(parse(rawBody).length).toBeGreaterThan(0);
    }));
  });

  it('never make it throw, whatever the JSON', () => {
    fc.assert(fc.property(fc.dictionary(keys, anything), fc.dictionary(keys, anything), (outer, data) => {
      for (const json of [outer, { ...outer, data }, { ...outer, entry: [{ changes: [{ value: data }] }] }]) {
        const items = parsed(json);
        expect(items.length > 0 && items.every(hasKind)).toBe(true);
      }
    }), { numRuns: 500 });
  });

  it('never make it invent a null, wherever a real body is damaged', () => {
    const real = fixtureNames.filter((name) => !name.startsWith('form-')).map((name) => JSON.parse(new TextDecoder().decode(fixture(name))) as object);
    fc.assert(fc.property(fc.constantFrom(...real), fc.nat(), anything, (json, place, damage) => {
      const items = parsed(damaged(json, place, damage));
      expect(items.length > 0 && items.every(hasKind)).toBe(true);
      expect(items.flatMap((item): unknown[] => Object.values(item)).some((value) => value === null || value === undefined)).toBe(false);
    }), { numRuns: 2_000 });
  });

  it('can be nested deeper than any stack', () => {
    for (const [open, close] of [['{"data":', '}'], ['[', ']'], ['{"entry":', '}']] as const) {
      expect(() => parse(bytes(`${open.repeat(100_000)}1${close.repeat(100_000)}`))).not.toThrow();
    }
  });

  it('gives a thousand items in order, each with what its layers say', () => {
    const messages = Array.from({ length: 1_000 }, (_, index) => text(`wamid.${index}`));
    const items = parsed({ account: { id: 'acc' }, data: { entry: [{ changes: [{ field: 'messages', value: { messages } }] }] } });
    expect(items.map((item) => (item.kind === 'message' ? `${item.address} ${item.id}` : ''))).toEqual(messages.map(({ id }) => `acc ${id}`));
  });
});

/** A copy of `json` in which one value, counted along the way by `place`, is `damage`. */
const damaged = (json: unknown, place: number, damage: unknown): unknown => {
  const size = JSON.stringify(json).split(/[,:[{]/).length;
  let left = place % size;
  return JSON.parse(JSON.stringify(json), (_key, value: unknown) => {
    left -= 1;
    return left === 0 ? damage : value;
  });
};
