import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutboundContent } from '@tandem/domain';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createQontak } from './index.js';

const credentials = { channelIntegrationId: 'channel-1', token: 'user-token-0123456789', botToken: 'bot-token-0123456789' };
const data = (value: unknown): ScriptedAnswer => ({ status: 200, json: { status: 'success', data: value } });

let provider: ScriptedProvider;
beforeEach(async () => {
  provider = await startScriptedProvider();
});
afterEach(() => provider.stop());
const calls = () => provider.calls.map(({ method, path }) => `${method} ${path}`);

describe('reading a room', () => {
  const read = (answer: ScriptedAnswer, room = 'room-1') => {
    provider.answers(answer);
    return createQontak({ url: provider.url }).readRoom?.(room, credentials, { timeout: 2_000 });
  };

  it.each(['unassigned', 'assigned', 'resolved'] as const)('says that it is %s', async (state) => {
    expect(await read(data({ id: 'room-1', status: state }))).toEqual({ kind: 'read', room: { id: 'room-1', state } });
    expect(await read(data({ room: { id: 'room-1', status: state } }))).toMatchObject({ kind: 'read' });
    expect(provider.calls[0]).toMatchObject({ method: 'GET', path: '/v1/rooms/room-1', headers: { authorization: 'Bearer user-token-0123456789' } });
  });

  it.each<[string, ScriptedAnswer]>([
    ['says nothing of it', data({ id: 'room-1', status: 'campaign' })],
    ['speaks of another room', data({ id: 'room-2', status: 'assigned' })],
    ['does not have it', { status: 404, json: { status: 'error', error: { code: 404, messages: ['Room not found'] } } }],
    ['is down', { status: 503, text: '' }],
    ['is silent', 'silence'],
  ])('knows nothing where Qontak %s', async (_what, answer) => {
    expect(await read(answer)).toMatchObject({ kind: 'unanswered' });
  });

  it('does not let an id lead to another address', async () => {
    await read(data({}), '../integrations?x=1');
    expect(calls()).toEqual(['GET /v1/rooms/..%2Fintegrations%3Fx%3D1']);
  });
});

describe('resolving a room when its session has ended', () => {
  it('happens where the channel says so, and nowhere else', async () => {
    provider.answers(data({}));
    const protocol = createQontak({ url: provider.url });
    await protocol.resolveRoom?.('room-1', credentials, { timeout: 2_000 });
    expect(calls()).toEqual([]);
    await protocol.resolveRoom?.('room-1', { ...credentials, resolveRooms: 'yes' }, { timeout: 2_000 });
    expect(calls()).toEqual(['PUT /v1/rooms/room-1/resolve']);
  });
});

describe('looking for a send of unknown outcome', () => {
  const since = Date.UTC(2026, 5, 10, 8, 0, 0);
  const at = (seconds: number): string => new Date(since + seconds * 1_000).toISOString();
  const entry = (more: Record<string, unknown> = {}) =>
    ({ id: 'message-9', participant_type: 'bot', type: 'text', text: 'Hello', local_id: null, created_at: at(1), ...more });

  const find = (entries: readonly unknown[], more: { content?: OutboundContent; room?: string; options?: Record<string, string> } = {}) => {
    provider.answers(data(entries));
    const { content = { type: 'text', text: 'Hello' }, room = 'room-1', options = {} } = more;
    const outbound = { send: 'send-1', to: { phone: '1' }, content, ...(room !== '' && { room }) };
    return createQontak({ url: provider.url }).findSent?.({ outbound, since }, { ...credentials, ...options }, { timeout: 2_000 });
  };

  it.each<[string, Record<string, unknown>]>([
    ['by what the bot said since then', {}],
    ['in the same moment', { created_at: at(0) }],
    ['under a local_id that is not ours', { local_id: 'somebody-elses' }],
    ['by our local_id, whatever it looks like', { local_id: 'tandem-send-1', text: 'changed', created_at: at(-60) }],
  ])('finds it in the room\'s history %s', async (_what, more) => {
    expect(await find([entry({ id: 'other', text: 'Bye' }), entry(more)])).toEqual({ kind: 'found', id: 'message-9' });
    expect(calls()).toEqual(['GET /v1/rooms/room-1/histories?limit=50']);
  });

  it.each<[string, Record<string, unknown>]>([
    ['the customer', { participant_type: 'customer' }],
    ['a person', { participant_type: 'agent' }],
    ['us, before', { created_at: at(-0.001) }],
    ['us, with other words', { text: 'Hello!' }],
    ['us, in another send', { local_id: 'tandem-send-0' }],
    ['us, at no time', { created_at: null }],
  ])('is not taken in by what was said by %s', async (_what, more) => {
    expect(await find([entry(more)])).toEqual({ kind: 'not-found' });
  });

  it('knows the message by its words in every shape that it was sent in', async () => {
    const buttons: OutboundContent = { type: 'buttons', text: 'More?', buttons: [{ id: 'a', title: 'Yes' }, { id: 'b', title: 'No' }] };
    expect(await find([entry({ text: 'More?' })], { content: buttons })).toMatchObject({ kind: 'found' });
    expect(await find([entry({ text: 'More?\n\n1. Yes\n2. No' })], { content: buttons, options: { buttons: 'no' } })).toMatchObject({ kind: 'found' });
    const image: OutboundContent = { type: 'media', media: 'image', link: 'https://a.example/b.jpg', caption: 'This one' };
    expect(await find([entry({ text: 'This one' })], { content: image })).toMatchObject({ kind: 'found' });
    expect(await find([entry({ participant_type: 'agent' })], { options: { replyEndpoint: 'user' } })).toMatchObject({ kind: 'found' });
  });

  it('does not say that it is not there where the page does not reach back so far', async () => {
    const page = (first: number, step: number) => Array.from({ length: 50 }, (_, index) => entry({ text: 'Bye', created_at: at(first + step * index) }));
    expect(await find(page(100, -1))).toMatchObject({ kind: 'unanswered' });
    expect(await find(page(-100, 1))).toMatchObject({ kind: 'unanswered' });
    expect(await find(page(10, -1))).toEqual({ kind: 'not-found' });
  });

  it('cannot tell of a template, without a room, or while Qontak does not answer', async () => {
    expect(await find([], { content: { type: 'template', name: 't', language: 'id' } })).toMatchObject({ kind: 'unanswered' });
    expect(await find([], { room: '' })).toMatchObject({ kind: 'unanswered' });
    expect(calls()).toEqual([]);
    provider.answers({ status: 500, text: '' });
    const outbound = { send: 'send-1', to: {}, content: { type: 'text', text: 'Hello' }, room: 'room-1' } as const;
    expect(await createQontak({ url: provider.url }).findSent?.({ outbound, since }, credentials, { timeout: 2_000 })).toMatchObject({ kind: 'unanswered' });
  });
});
