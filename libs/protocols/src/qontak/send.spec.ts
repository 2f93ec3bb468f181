import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutboundContent, SendOutcome } from '@tandem/domain';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createQontak } from './index.js';
import { MOST_MEDIUM_BYTES } from './send.js';

const credentials = { channelIntegrationId: 'channel-1', token: 'user-token-0123456789', botToken: 'bot-token-0123456789' };
const accepted: ScriptedAnswer = { status: 201, json: { status: 'success', data: { id: 'message-1', status: 'created' } } };
const refusal = (status: number, words: string, headers?: Record<string, string>): ScriptedAnswer =>
  ({ status, json: { status: 'error', error: { code: status, messages: [words] } }, headers });
const roomIs = (status: string): ScriptedAnswer => ({ status: 200, json: { status: 'success', data: { id: 'room-1', status } } });

let provider: ScriptedProvider;
beforeEach(async () => {
  provider = await startScriptedProvider();
});
afterEach(() => provider.stop());

interface Sending {
  readonly script?: readonly ScriptedAnswer[];
  readonly more?: Record<string, string>;
  readonly room?: string | null;
  readonly phone?: string;
}

const send = async (content: OutboundContent, { script = [accepted], more = {}, room = 'room-1', phone = '6281200000001' }: Sending = {}) => {
  provider.answers(...script);
  const outbound = { send: 'send-1', to: { phone }, content, ...(room !== null && { room }) };
  const outcome = await createQontak({ url: provider.url }).send(outbound, { ...credentials, ...more }, { timeout: 2_000 });
  const call = provider.calls.at(-1);
  return { outcome, call, body: (): unknown => JSON.parse(call?.body ?? 'null') };
};
const text: OutboundContent = { type: 'text', text: 'Hello' };
const choices = (count: number, title = 'Choice') => Array.from({ length: count }, (_, index) => ({ id: `id-${index + 1}`, title: `${title} ${index + 1}` }));
const notesOf = (outcome: SendOutcome): readonly string[] => (outcome.kind === 'accepted' ? (outcome.notes ?? []) : ['not accepted']);

describe('a text', () => {
  it('goes into the customer\'s room by the bot endpoint, with the bot token and our id', async () => {
    const { outcome, call, body } = await send(text);
    expect(outcome).toEqual({ kind: 'accepted', id: 'message-1' });
    expect(call).toMatchObject({ method: 'POST', path: '/v1/messages/whatsapp/bot' });
    expect(call?.headers).toMatchObject({ authorization: 'Bearer bot-token-0123456789', 'content-type': 'application/json' });
    expect(body()).toEqual({ room_id: 'room-1', type: 'text', text: 'Hello', local_id: 'tandem-send-1' });
  });

  it('goes as the user where the channel says so, and without our id where it says so', async () => {
    const { call, body } = await send(text, { more: { replyEndpoint: 'user', localId: 'no' } });
    expect(call).toMatchObject({ path: '/v1/messages/whatsapp', headers: { authorization: 'Bearer user-token-0123456789' } });
    expect(body()).toEqual({ room_id: 'room-1', type: 'text', text: 'Hello' });
  });

  it('goes with the only token there is', async () => {
    expect((await send(text, { more: { botToken: '' } })).call?.headers.authorization).toBe('Bearer user-token-0123456789');
  });

  it('is signed in HMAC mode, with the digest where the channel has it', async () => {
    const hmac = { mode: 'hmac', token: '', botToken: '', clientId: 'client-1', clientSecret: 'client-secret-0123456789' };
    const { call } = await send(text, { more: hmac });
    expect(call?.headers.authorization).toMatch(/^hmac username="client-1", algorithm="hmac-sha256", headers="date request-line", signature="[^"]{44}"$/);
    expect(Math.abs(Date.parse(call?.headers.date ?? '') - Date.now())).toBeLessThan(10_000);
    expect(call?.headers.digest).toMatch(/^SHA-256=/);
    expect((await send(text, { more: { ...hmac, digest: 'no' } })).call?.headers).not.toHaveProperty('digest');
  });

  it('without a room is refused in clear words, and nobody is asked', async () => {
    for (const content of [text, { type: 'buttons', text: 'x', buttons: choices(2) }, { type: 'media', media: 'image', link: 'https://a.example/b.jpg' }] as const) {
      expect((await send(content, { room: null })).outcome).toMatchObject({ kind: 'refused', papers: { code: 'NoRoom', title: expect.stringContaining('NoRoom') } });
    }
    expect(provider.calls).toEqual([]);
  });

  it('that is empty or too long is refused, counted as characters', async () => {
    expect((await send({ type: 'text', text: ' ' })).outcome).toMatchObject({ kind: 'refused' });
    expect((await send({ type: 'text', text: 'x'.repeat(4_097) })).outcome).toMatchObject({ kind: 'refused' });
    expect(provider.calls).toEqual([]);
    expect((await send({ type: 'text', text: '😀'.repeat(4_096) })).outcome).toMatchObject({ kind: 'accepted' });
  });

  it('waits for an operator where the credentials are incomplete', async () => {
    expect((await send(text, { more: { token: '' } })).outcome).toMatchObject({ kind: 'pause' });
    expect((await send(text, { more: { mode: 'hmac' } })).outcome).toMatchObject({ kind: 'pause' });
    expect(provider.calls).toEqual([]);
  });

  it.each(['http://10.0.0.1', 'https://192.168.1.1/api', 'https://localhost', 'https://user:pass@api.example', 'ftp://api.example', 'nonsense'])(
    'never takes the token to %s', async (baseUrl) => {
      expect((await send(text, { more: { baseUrl } })).outcome).toMatchObject({ kind: 'pause' });
      expect(provider.calls).toEqual([]);
    });
});

describe('choices', () => {
  it('up to three are buttons in Qontak\'s shape', async () => {
    const { outcome, call, body } = await send({ type: 'buttons', text: 'More?', buttons: choices(3) });
    expect(notesOf(outcome)).toEqual([]);
    expect(call?.path).toBe('/v1/messages/whatsapp/interactive_message/bot');
    expect(body()).toEqual({ room_id: 'room-1', local_id: 'tandem-send-1', type: 'button', interactive: { body: 'More?', buttons: choices(3) } });
  });

  it('more than three are a list, and a note says so', async () => {
    const { outcome, body } = await send({ type: 'buttons', text: 'Which?', buttons: choices(4) });
    expect(notesOf(outcome)).toEqual(['4 buttons: sent as a list']);
    expect(body()).toMatchObject({
      type: 'list', interactive: { body: 'Which?', lists: { button: 'Options', sections: [{ title: 'Options', rows: choices(4) }] } },
    });
  });

  it('of a list keep their descriptions, cut to what WhatsApp takes', async () => {
    const rows = [{ id: 'a', title: 'x'.repeat(25), description: 'y'.repeat(73) }, { id: 'b', title: 'B' }];
    const { outcome, body } = await send({ type: 'list', text: 'Which?', open: 'z'.repeat(21), rows });
    expect(notesOf(outcome)).toEqual(['Title of row 1 cut to 24 characters', 'Description of row 1 cut to 72 characters', 'Label of the list cut to 20 characters']);
    expect(body()).toMatchObject({ interactive: { lists: { sections: [{ rows: [{ id: 'a' }, { id: 'b', title: 'B' }] }] } } });
  });

  it.each<[string, OutboundContent, Record<string, string>]>([
    ['buttons are off', { type: 'buttons', text: 'More?', buttons: choices(2) }, { buttons: 'no' }],
    ['there are more than a list holds', { type: 'list', text: 'More?', open: 'Open', rows: choices(11) }, {}],
    ['two are called the same', { type: 'buttons', text: 'More?', buttons: [{ id: 'a', title: 'Yes' }, { id: 'b', title: 'Yes' }] }, {}],
  ])('are numbered text where %s', async (_what, content, more) => {
    const { outcome, call, body } = await send(content, { more });
    expect(notesOf(outcome).at(-1)).toMatch(/numbered text/);
    expect(call?.path).toBe('/v1/messages/whatsapp/bot');
    expect(body()).toMatchObject({ type: 'text', text: expect.stringMatching(/^More\?\n\n1\. /) });
  });
});

describe('a medium', () => {
  const photo: ScriptedAnswer = { status: 200, text: 'bytes of a photo', headers: { 'content-type': 'image/jpeg' } };
  const image = (link: string): OutboundContent => ({ type: 'media', media: 'image', link, caption: 'This one' });

  it('is fetched without a token and goes as a file', async () => {
    const { outcome, call } = await send(image(`${provider.url}/photo.jpg`), { script: [photo, accepted] });
    expect(outcome).toEqual({ kind: 'accepted', id: 'message-1' });
    expect(provider.calls[0]).toMatchObject({ method: 'GET', path: '/photo.jpg' });
    expect(provider.calls[0]?.headers).not.toHaveProperty('authorization');
    expect(call?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    for (const part of ['name="room_id"\r\n\r\nroom-1', 'name="type"\r\n\r\nimage', 'name="text"\r\n\r\nThis one', 'filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\nbytes of a photo']) {
      expect(call?.body).toContain(part);
    }
  });

  it('goes as an address where the channel says so, and is not fetched', async () => {
    const document: OutboundContent = { type: 'media', media: 'document', link: 'https://files.example/bill', filename: 'bill.pdf', caption: 'Bill' };
    const { body } = await send(document, { more: { mediaBy: 'url' } });
    expect(body()).toMatchObject({ room_id: 'room-1', type: 'document', document: { url: 'https://files.example/bill', caption: 'Bill', filename: 'bill.pdf' } });
    expect(provider.calls).toHaveLength(1);
  });

  it('says what is lost: a sticker is an image, sound has no caption', async () => {
    const url = { more: { mediaBy: 'url' } };
    expect(notesOf((await send({ type: 'media', media: 'sticker', link: 'https://a.example/b' }, url)).outcome)).toEqual(['No stickers: sent as an image']);
    const sound = await send({ type: 'media', media: 'audio', link: 'https://a.example/b', caption: 'x' }, url);
    expect(notesOf(sound.outcome)).toEqual(['No caption with audio: left out']);
  });

  it.each([
    ['of a private network', 'https://10.1.2.3/a.jpg'],
    ['in clear', 'http://files.example/a.jpg'],
    ['of no host', 'file:///etc/passwd'],
  ])('%s is refused, and nobody is asked', async (_what, link) => {
    expect((await send(image(link))).outcome).toMatchObject({ kind: 'refused' });
    expect(provider.calls).toEqual([]);
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['is gone', { status: 404, text: '' }, 'refused'],
    ['is something else', { status: 200, text: '<html>', headers: { 'content-type': 'text/html' } }, 'refused'],
    ['is too large', { status: 200, text: '', headers: { 'content-type': 'image/jpeg', 'content-length': String(MOST_MEDIUM_BYTES + 1) } }, 'refused'],
    ['is not there now', { status: 503, text: '' }, 'retry'],
    ['does not come', 'silence', 'retry'],
  ])('that %s is never sent', async (_what, answer, kind) => {
    expect((await send(image(`${provider.url}/photo.jpg`), { script: [answer] })).outcome).toMatchObject({ kind });
    expect(provider.calls).toHaveLength(1);
  });

  it('without a link is refused: Qontak has no ids of media', async () => {
    expect((await send({ type: 'media', media: 'image', id: '1' })).outcome).toMatchObject({ kind: 'refused' });
  });
});

describe('a template', () => {
  const template = (parameters?: readonly string[]): OutboundContent => ({ type: 'template', name: 'template-1', language: 'id', parameters });

  it('goes into a room by its id, as the user', async () => {
    const { call, body } = await send(template());
    expect(call).toMatchObject({ path: '/v1/messages/whatsapp/hsm', headers: { authorization: 'Bearer user-token-0123456789' } });
    expect(body()).toEqual({ room_id: 'room-1', message_template_id: 'template-1', local_id: 'tandem-send-1' });
  });

  it.each<[string, Sending, readonly string[] | undefined]>([
    ['without a room', { room: null }, ['Sari', '42']],
    ['with parameters, which a room does not take,', {}, ['Sari', '42']],
  ])('%s goes as a broadcast to one', async (_what, sending, parameters) => {
    const { call, body } = await send(template(parameters), sending);
    expect(call?.path).toBe('/v1/broadcasts/whatsapp/direct');
    expect(body()).toEqual({
      to_name: '6281200000001', to_number: '6281200000001', message_template_id: 'template-1', channel_integration_id: 'channel-1',
      language: { code: 'id' },
      parameters: { body: [{ key: '1', value: 'parameter_1', value_text: 'Sari' }, { key: '2', value: 'parameter_2', value_text: '42' }] },
    });
  });

  it('needs a phone number where there is no room', async () => {
    expect((await send(template(), { room: null, phone: '' })).outcome).toMatchObject({ kind: 'refused' });
  });
});

describe('an answer of Qontak', () => {
  it.each<[string, ScriptedAnswer, Partial<SendOutcome>]>([
    ['the token', refusal(401, 'Unauthorized'), { kind: 'pause' }],
    ['validation', refusal(422, 'room_id is invalid'), { kind: 'refused' }],
    ['a room that is not there', refusal(404, 'Room not found'), { kind: 'refused' }],
    ['a request that is wrong', refusal(400, 'Bad request'), { kind: 'refused' }],
    ['the rate', refusal(429, 'Too many', { 'retry-after': '7' }), { kind: 'retry', holds: 'number', after: 7_000 }],
    ['the rate, without a time', refusal(429, 'Too many'), { kind: 'retry', holds: 'number', after: 2_000 }],
    ['itself', { status: 500, text: 'oops' }, { kind: 'retry', holds: 'message' }],
    ['a gateway that waited in vain', { status: 504, text: '' }, { kind: 'unknown' }],
    ['an address that is another one', { status: 301, text: '', headers: { location: 'https://api.example' } }, { kind: 'pause' }],
    ['an error under 200', { status: 200, json: { status: 'error', error: { code: 422, messages: ['no'] } } }, { kind: 'refused' }],
    ['an acceptance without an id', { status: 201, json: { status: 'success', data: {} } }, { kind: 'unknown' }],
    ['something that is no JSON', { status: 200, text: 'ok' }, { kind: 'unknown' }],
    ['a room that a person took over', refusal(403, 'Room has been taken over by Budi'), { kind: 'held' }],
    ['a room that is assigned', refusal(422, 'Room already assigned'), { kind: 'held' }],
  ])('about %s', async (_what, answer, outcome) => {
    expect((await send(text, { script: [answer] })).outcome).toMatchObject(outcome);
    expect(provider.calls).toHaveLength(1);
  });

  it('that forbids without saying why is looked up in the room: a person there is no broken credential', async () => {
    expect((await send(text, { script: [refusal(403, 'Forbidden'), roomIs('assigned')] })).outcome).toMatchObject({ kind: 'held', papers: { title: 'Forbidden' } });
    expect(provider.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v1/messages/whatsapp/bot', 'GET /v1/rooms/room-1']);
    expect((await send(text, { script: [refusal(403, 'Forbidden'), roomIs('unassigned')] })).outcome).toMatchObject({ kind: 'pause' });
    expect((await send(text, { script: [refusal(403, 'Forbidden')] })).outcome).toMatchObject({ kind: 'pause' });
  });

  it.each<[string, unknown, string]>([
    ['messages', { status: 'error', error: { code: 422, messages: ['one', 'two'] } }, 'one; two'],
    ['a gateway', { message: 'HMAC signature does not match' }, 'HMAC signature does not match'],
    ['OAuth', { error: 'invalid_token', error_description: 'The access token expired' }, 'The access token expired'],
    ['fields', { status: 'error', error: { code: 422, messages: { room_id: ['is invalid', 'is blank'] } } }, 'room_id is invalid, is blank'],
    ['a token that is quoted', { message: 'no such token bot-token-0123456789' }, 'no such token ***'],
    ['one who says much', { message: `${'x'.repeat(990)} bot-token-0123456789 ${'x'.repeat(99)}` }, `${'x'.repeat(990)} *** xxxxx`],
    ['nothing', {}, 'HTTP 422'],
  ])('keeps the words of %s', async (_what, json, title) => {
    expect((await send(text, { script: [{ status: 422, json }] })).outcome).toMatchObject({ kind: 'refused', papers: { title, httpStatus: 422 } });
  });
});
