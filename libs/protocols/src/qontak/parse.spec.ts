import { describe, expect, it } from '@jest/globals';
import type { InboundItem } from '@tandem/domain';
import fc from 'fast-check';
import { body, expectedItems, expectedNames, fixture, fixtureNames } from './fixtures/load.js';
import { parse } from './parse.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parsed = (json: unknown): readonly InboundItem[] => parse(body(json));
const event = (name: string): Record<string, unknown> => JSON.parse(new TextDecoder().decode(fixture(`${name}.json`))) as Record<string, unknown>;
const kindOf = (json: unknown): string | undefined => parsed(json)[0]?.kind;

describe('what Tandem makes of a webhook of Qontak', () => {
  it.each(fixtureNames)('%s', (name) => {
    expect(parse(fixture(name))).toEqual(expectedItems(name));
  });

  it('has an expectation for every fixture and a fixture for every expectation', () => {
    expect([...expectedNames].sort()).toEqual([...fixtureNames].sort());
    expect(fixtureNames.map((name) => expectedItems(name).length).every((count) => count > 0)).toBe(true);
  });
});

describe('a customer\'s message', () => {
  const customer = event('message-text-2024');

  it.each<[string, Record<string, unknown>]>([
    ['somebody else', { participant_type: 'agent' }],
    ['a bot', { participant_type: 'bot' }],
    ['nobody', { participant_type: null }],
    ['another status', { status: 'read' }],
    ['no status', { status: null }],
    ['the event of people\'s messages', { data_event: 'receive_message_from_agent' }],
    ['the event of statuses', { data_event: 'status_message' }],
    ['an event nobody knows', { data_event: 'something_new' }],
    ['no room', { room_id: null }],
    ['an empty room', { room_id: '' }],
  ])('is none with %s', (_what, change) => {
    expect(kindOf({ ...customer, ...change })).toBe('notice');
  });

  it('is one whether the event is named or not', () => {
    expect(kindOf(customer)).toBe('message');
    expect(kindOf({ ...customer, data_event: null, webhook_event: null })).toBe('message');
  });
});

describe('a message of somebody else', () => {
  it.each(['agent', 'bot'])('of %s is a status with every word but created', (participant_type) => {
    const message = event('message-text-2021');
    for (const status of ['sent', 'delivered', 'read', 'failed', 'pending']) {
      expect(parsed({ ...message, participant_type, status })).toMatchObject([{ kind: 'status', status, to: { phone: '6281200000001' } }]);
    }
    expect(kindOf({ ...message, participant_type, status: 'created' })).toBe('notice');
  });

  it('shows that a person spoke where a person did, and only when the message is new', () => {
    const message = event('notice-person-speaks-2021');
    expect(parsed(message)).toMatchObject([{ personSpoke: true, about: { phone: '6281200000001' }, room: { state: 'assigned' } }]);
    expect(parsed({ ...message, status: null })[0]).not.toHaveProperty('personSpoke');
    expect(parsed({ ...message, participant_type: 'bot', sender_type: 'Models::SystemAccount' })[0]).not.toHaveProperty('personSpoke');
  });
});

describe('a body that is no webhook of Qontak', () => {
  const none = 'not a webhook of Qontak: no event in it';

  it.each([
    ['an empty one', '', 'empty'],
    ['white space', ' \r\n', 'empty'],
    ['one that ends early', '{"room_id":"400b', 'not JSON: ends at byte 16'],
    ['one that breaks in the middle', '{"a":1,,}', 'not JSON: breaks at byte 7'],
    ['plain text', 'hello', 'not JSON'],
    ['a form of somebody else', 'a=1&b=2', 'not JSON'],
    ['a list', '[]', 'not a webhook of Qontak: no JSON object'],
    ['null', 'null', 'not a webhook of Qontak: no JSON object'],
    ['an empty object', '{}', none],
    ['Meta\'s', '{"object":"whatsapp_business_account","entry":[{"changes":[]}]}', none],
    ['Qontak\'s answer to a call', '{"status":"success","data":{"id":"1","room_id":"2","participant_type":"bot"}}', 'not a webhook of Qontak: an answer of its API'],
    ['Qontak\'s refusal of a call', '{"status":"error","error":{"code":422,"messages":["no"]}}', 'not a webhook of Qontak: an answer of its API'],
  ])('%s is unreadable', (_what, text, reason) => {
    expect(parse(bytes(text))).toEqual([{ kind: 'unreadable', reason }]);
  });

  it('says nothing of its text', () => {
    expect(JSON.stringify(parse(bytes('{"account_uniq_id":"6281200000001",}')))).not.toContain('6281');
  });
});

describe('bodies that nobody foresaw', () => {
  const hasKind = (item: InboundItem): boolean => ['message', 'status', 'notice', 'unreadable'].includes(item.kind);
  const keys = fc.constantFrom('id', 'type', 'room_id', 'room', 'participant_type', 'status', 'data_event', 'webhook_event', 'text', 'file', 'reply',
    'raw_message', 'sender', 'local_id', 'created_at', 'data', 'event', 'payload', 'channel_integration', 'account_uniq_id', 'errors', 'contacts',
    'location', 'messages_broadcast_id', 'messages_response', '__proto__', 'constructor', 'toString');
  const anything = fc.oneof(
    fc.constantFrom<unknown>(null, '', 0, true, 'customer', 'created', 'agent', 'sent', 'image', 'location', [], {}, '{"a":1}', '[1]', 1e300),
    fc.jsonValue({ maxDepth: 3 }),
  );

  it('never make it throw, whatever the bytes or the form', () => {
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.webQueryParameters().map(bytes)), (rawBody) => {
      expect(parse(rawBody).every(hasKind)).toBe(true);
    }));
  });

  it('never make it throw, whatever the JSON, and nothing unknown is invented', () => {
    fc.assert(fc.property(fc.dictionary(keys, fc.oneof(anything, fc.dictionary(keys, anything))), (json) => {
      const items = parsed(json);
      expect(items.length).toBeGreaterThan(0);
      expect(items.flatMap((item): unknown[] => Object.values(item)).some((value) => value === null || value === undefined)).toBe(false);
    }), { numRuns: 2_000 });
  });

  it('never become a customer\'s message by any change but of what makes one', () => {
    const echoes = ['notice-bot-echo', 'status-sent', 'notice-person-speaks-2024', 'notice-room-resolved', 'broadcast-delivered'].map(event);
    const harmless = fc.constantFrom('text', 'type', 'sender', 'reply', 'raw_message', 'buttons', 'file', 'extra', 'is_campaign');
    fc.assert(fc.property(fc.constantFrom(...echoes), harmless, anything, (echo, key, value) => {
      expect(kindOf({ ...echo, [key]: value })).not.toBe('message');
    }));
  });

  it('can be nested deeper than any stack, and what is kept of them can be written again', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const story = `{"room_id":"1","participant_type":"customer","status":"created","type":"story","extra":${deep}}`;
    const [item] = parse(bytes(story));
    expect(JSON.stringify(item)).toContain('story');
    expect(() => parse(bytes(deep))).not.toThrow();
    expect(() => parse(bytes(`${'{"data":'.repeat(100_000)}1${'}'.repeat(100_000)}`))).not.toThrow();
    expect(() => parse(bytes(`a${'[b]'.repeat(100_000)}=1`))).not.toThrow();
  });

  it('does not take a name of the language for a type or a key', () => {
    for (const type of ['constructor', '__proto__', 'toString', 'hasownproperty']) {
      expect(parsed({ ...event('message-text-2021'), type })).toMatchObject([{ kind: 'message', content: { type: 'other', was: type } }]);
    }
    expect(parse(bytes('room_id=1&participant_type=customer&status=created&__proto__[text]=x&text=hi'))).toMatchObject([{ content: { text: 'hi' } }]);
    expect({}).not.toHaveProperty('text');
  });
});
