import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outbound, OutboundContent, SendOutcome } from '@tandem/domain';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createCoster } from './index.js';

const credentials = {
  accountId: 'a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5', divisionId: 'b0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5',
  accessToken: 'bot-token-0123456789', pushAccessToken: 'push-token-0123456789',
};
const accepted: ScriptedAnswer = { status: 200, json: { meta: {}, messages: [{ id: 'wamid.1', xid: 'send-1' }] } };
const text: OutboundContent = { type: 'text', text: 'Hello' };
const template: OutboundContent = { type: 'template', name: 'hello', language: 'id', parameters: ['Ana', '7'] };
const choices = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `id-${index + 1}`, title: `Choice ${index + 1}` }));

let provider: ScriptedProvider;
beforeEach(async () => {
  provider = await startScriptedProvider();
});
afterEach(() => provider.stop());

interface Sent {
  readonly answer?: ScriptedAnswer;
  readonly settings?: Readonly<Record<string, string | undefined>>;
  readonly more?: Partial<Outbound>;
}

const send = async (content: OutboundContent, { answer = accepted, settings = {}, more = {} }: Sent = {}) => {
  provider.answers(answer);
  const entered = Object.entries({ ...credentials, ...settings }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const outbound: Outbound = { send: 'customer~send-1', to: { phone: '+15550100001' }, content, ...more };
  const outcome = await createCoster({ url: provider.url, pushUrl: provider.url }).send(outbound, Object.fromEntries(entered), { timeout: 2_000 });
  const call = provider.calls.at(-1);
  return { outcome, call, body: call ? (JSON.parse(call.body) as Record<string, unknown>) : undefined };
};
const notesOf = (outcome: SendOutcome): readonly string[] => (outcome.kind === 'accepted' ? (outcome.notes ?? []) : ['not accepted']);

describe('a reply', () => {
  it('is a message of the Cloud API in Coster\'s envelope, with the bare token and our id of the send', async () => {
    const { outcome, call, body } = await send(text);
    expect(outcome).toEqual({ kind: 'accepted', id: 'wamid.1' });
    expect(call).toMatchObject({ method: 'POST', path: '/bot/webhook' });
    expect(call?.headers).toMatchObject({ 'x-access-token': 'bot-token-0123456789', 'content-type': 'application/json' });
    expect(call?.headers).not.toHaveProperty('authorization');
    expect(body).toEqual({
      xid: 'send-1', channel_id: 'whatsapp-cloud', account_id: credentials.accountId, division_id: credentials.divisionId,
      is_helpdesk: false, message_type: 'outbound',
      data: { messaging_product: 'whatsapp', recipient_type: 'individual', to: '15550100001', type: 'text', text: { body: 'Hello' } },
    });
  });

  it('goes where and how the channel\'s settings say', async () => {
    const settings = {
      baseUrl: `${provider.url}/proxy/`, authHeader: 'Authorization', authScheme: 'Bearer', channelId: 'whatsapp', helpdesk: 'on',
    };
    const { call, body } = await send(text, { settings });
    expect(call?.path).toBe('/proxy/bot/webhook');
    expect(call?.headers).toMatchObject({ authorization: 'Bearer bot-token-0123456789' });
    expect(call?.headers).not.toHaveProperty('x-access-token');
    expect(body).toMatchObject({ channel_id: 'whatsapp', is_helpdesk: true });
  });

  it('names a customer without a phone by the business-scoped id', async () => {
    expect((await send(text, { more: { to: { userId: 'ID.1' } } })).body).toMatchObject({ data: { recipient: 'ID.1' } });
  });

  it('is not made for nobody, without account or token, or for a text that does not fit', async () => {
    expect((await send(text, { more: { to: {} } })).outcome).toMatchObject({ kind: 'refused' });
    expect((await send({ type: 'text', text: 'x'.repeat(4_097) })).outcome).toMatchObject({ kind: 'refused' });
    expect((await send(text, { settings: { accessToken: undefined } })).outcome).toMatchObject({ kind: 'pause' });
    expect((await send(text, { settings: { accountId: undefined } })).outcome).toMatchObject({ kind: 'pause' });
    expect(provider.calls).toEqual([]);
  });
});

describe('choices', () => {
  it('are buttons up to three, and a list up to ten', async () => {
    expect((await send({ type: 'buttons', text: 'More?', buttons: choices(3) })).body)
      .toMatchObject({ data: { type: 'interactive', interactive: { type: 'button' } } });
    expect((await send({ type: 'buttons', text: 'More?', buttons: choices(4) })).body)
      .toMatchObject({ data: { type: 'interactive', interactive: { type: 'list' } } });
    expect((await send({ type: 'list', text: 'Which?', open: 'Open', rows: choices(2) })).body)
      .toMatchObject({ data: { interactive: { type: 'list', action: { button: 'Open' } } } });
  });

  it.each<[string, OutboundContent, Record<string, string>]>([
    ['buttons where they are off', { type: 'buttons', text: 'More?', buttons: choices(2) }, { buttons: 'off' }],
    ['a list where they are off', { type: 'list', text: 'More?', open: 'Open', rows: choices(2) }, { lists: 'off' }],
    ['too many buttons where lists are off', { type: 'buttons', text: 'More?', buttons: choices(4) }, { lists: 'off' }],
  ])('are numbered text, with a note: %s', async (_what, content, settings) => {
    const { outcome, body } = await send(content, { settings });
    expect(body).toMatchObject({ data: { type: 'text', text: { body: expect.stringContaining('More?\n\n1. Choice 1\n2. Choice 2') as unknown } } });
    expect(notesOf(outcome)).toHaveLength(1);
  });

  it('stay what they are where only the others are off', async () => {
    expect((await send({ type: 'buttons', text: 'More?', buttons: choices(2) }, { settings: { lists: 'off' } })).body)
      .toMatchObject({ data: { interactive: { type: 'button' } } });
  });

  it('that are none are text', async () => {
    const { outcome, body } = await send({ type: 'buttons', text: 'More?', buttons: [] }, { settings: { buttons: 'off' } });
    expect(body).toMatchObject({ data: { type: 'text', text: { body: 'More?' } } });
    expect(notesOf(outcome)).toHaveLength(1);
  });
});

describe('a medium', () => {
  const image: OutboundContent = { type: 'media', media: 'image', link: 'https://a.example/i.png', caption: 'Look' };

  it('goes by its link, never by the id of an upload', async () => {
    expect((await send(image)).body).toMatchObject({ data: { type: 'image', image: { link: 'https://a.example/i.png', caption: 'Look' } } });
    expect((await send({ ...image, id: '9' })).body).toMatchObject({ data: { image: { link: 'https://a.example/i.png' } } });
    expect((await send({ type: 'media', media: 'image', id: '9' })).outcome).toMatchObject({ kind: 'refused' });
  });

  it('is a line with its link where media are off, with a note', async () => {
    const { outcome, body } = await send(image, { settings: { media: 'off' } });
    expect(body).toMatchObject({ data: { type: 'text', text: { body: 'Look\nhttps://a.example/i.png' } } });
    expect(notesOf(outcome)).toHaveLength(1);
    expect((await send({ type: 'media', media: 'image', id: '9' }, { settings: { media: 'off' } })).outcome).toMatchObject({ kind: 'refused' });
  });
});

describe('a template', () => {
  it('goes to the push API of the account, with the push token as bearer', async () => {
    const { outcome, call, body } = await send(template);
    expect(outcome).toEqual({ kind: 'accepted', id: 'wamid.1' });
    expect(call).toMatchObject({ method: 'POST', path: `/v1/${credentials.accountId}/messages` });
    expect(call?.headers).toMatchObject({ authorization: 'Bearer push-token-0123456789' });
    expect(call?.headers).not.toHaveProperty('x-access-token');
    const parameters = [{ type: 'text', text: 'Ana' }, { type: 'text', text: '7' }];
    expect(body).toEqual({
      xid: 'send-1', to: '15550100001', type: 'template',
      template: { name: 'hello', language: { code: 'id', policy: 'deterministic' }, components: [{ type: 'body', parameters }] },
    });
  });

  it('takes the bot\'s token where there is no other, and goes where and how the settings say', async () => {
    expect((await send(template, { settings: { pushAccessToken: undefined } })).call?.headers).toMatchObject({ authorization: 'Bearer bot-token-0123456789' });
    const settings = { pushBaseUrl: `${provider.url}/push`, pushAuthHeader: 'x-push', pushAuthScheme: 'none' };
    const { call } = await send(template, { settings });
    expect(call?.path).toBe(`/push/v1/${credentials.accountId}/messages`);
    expect(call?.headers).toMatchObject({ 'x-push': 'push-token-0123456789' });
  });

  it('needs a phone number, a name and a language', async () => {
    expect((await send(template, { more: { to: { userId: 'ID.1' } } })).outcome).toMatchObject({ kind: 'refused' });
    expect((await send({ ...template, name: '' })).outcome).toMatchObject({ kind: 'refused' });
    expect((await send({ ...template, language: '' })).outcome).toMatchObject({ kind: 'refused' });
    expect(provider.calls).toEqual([]);
  });
});

describe('what Coster accepts', () => {
  it.each<[string, ScriptedAnswer, string]>([
    ['under WhatsApp\'s id', accepted, 'wamid.1'],
    ['under an xid it gives back', { status: 200, json: { messages: [{ id: null, xid: 'x-7' }] } }, 'x-7'],
    ['under the id of its data', { status: 201, json: { data: { id: 'd-7' } } }, 'd-7'],
    ['under our own xid where it names no id', { status: 200, json: { status: 'ok' } }, 'send-1'],
    ['under our own xid where it says nothing', { status: 200, text: '' }, 'send-1'],
    ['with the word that there was no error', { status: 200, json: { errors: [{ code: 0, title: 'Success' }], error: false } }, 'send-1'],
    ['with an empty list of errors', { status: 202, json: { errors: [], error: null } }, 'send-1'],
  ])('is known %s', async (_what, answer, id) => {
    expect((await send(text, { answer })).outcome).toEqual({ kind: 'accepted', id });
  });
});

const message = { kind: 'retry', holds: 'message' } as const;
const number = { kind: 'retry', holds: 'number' } as const;
const error = (code: unknown, more: object = {}) => ({ meta: { author: 'gateway' }, errors: [{ code, title: 'Words', details: 'Details', ...more }] });

describe('what Coster refuses', () => {
  it.each<[string, readonly unknown[], Partial<SendOutcome>]>([
    ['a service that is down', [500, 503, 1011, '1014', 1016, 131000], { ...message, after: 5_000 }],
    ['too many requests', [429, '1015', 130429], { ...number, after: 2_000 }],
    ['too fast for one customer', [131056], { kind: 'retry', holds: 'customer', after: 4_000 }],
    ['token, access, account', [401, 403, '1005', 1031, 190, 131031, 471], { kind: 'pause' }],
    ['a parameter, an unknown contact', [1006, '1006', 1008, 1009], { kind: 'refused' }],
    ['the window, the customer', [470, 131047, '131026', 1026], { kind: 'refused' }],
    ['a code nobody knows', [999_999, 'E-17'], { kind: 'refused' }],
  ])('%s', async (_what, codes, expected) => {
    for (const code of codes) {
      for (const status of [200, 400]) {
        const { outcome } = await send(text, { answer: { status, json: error(code) } });
        expect({ code, status, outcome }).toMatchObject({ code, status, outcome: expected });
      }
    }
  });

  it('is judged by the code, though the HTTP status is one of a failure of its own', async () => {
    expect((await send(template, { answer: { status: 500, json: error(1006) } })).outcome).toMatchObject({ kind: 'refused' });
  });

  it('keeps its papers, whatever the shape they come in', async () => {
    const papers = { httpStatus: 400, code: 1006, title: 'Words', details: 'Details' };
    expect((await send(text, { answer: { status: 400, json: error('1006'), headers: { 'x-request-id': 'r-1' } } })).outcome)
      .toEqual({ kind: 'refused', papers: { ...papers, requestId: 'r-1' } });
    expect((await send(text, { answer: { status: 400, json: { error: { code: 1006, detail: 'Details', title: 'Words' } } } })).outcome)
      .toEqual({ kind: 'refused', papers });
    expect((await send(text, { answer: { status: 400, json: { error: 'Words' } } })).outcome)
      .toEqual({ kind: 'refused', papers: { httpStatus: 400, title: 'Words' } });
    expect((await send(text, { answer: { status: 200, json: { success: false, message: 'Words' } } })).outcome)
      .toEqual({ kind: 'refused', papers: { httpStatus: 200, title: 'Words' } });
  });

  it('shows no token where Coster quotes one', async () => {
    const quoted = error(1005, { title: 'bad bot-token-0123456789', details: 'push-token-0123456789' });
    expect((await send(text, { answer: { status: 401, json: quoted } })).outcome)
      .toMatchObject({ kind: 'pause', papers: { title: 'bad ***', details: '***' } });
  });

  it.each<[string, ScriptedAnswer, Partial<SendOutcome>]>([
    ['an overload without a code', { status: 429, json: {} }, { ...number }],
    ['an overload that says how long', { status: 429, text: '', headers: { 'retry-after': '7' } }, { ...number, after: 7_000 }],
    ['a gateway\'s page', { status: 502, text: '<html>Bad gateway</html>' }, { ...message }],
    ['a gateway\'s page with a friendly status', { status: 404, text: 'nginx' }, { ...message }],
    ['an unknown code of a service that is down', { status: 500, json: error(999_999) }, { ...message }],
    ['a refusal without a code', { status: 400, json: { message: 'no' } }, { kind: 'refused' }],
    ['a token that is not taken, without a code', { status: 401, text: '' }, { kind: 'pause' }],
    ['a redirection', { status: 302, text: '', headers: { location: 'https://elsewhere.example/' } }, { ...message }],
  ])('%s', async (_what, answer, expected) => {
    expect((await send(text, { answer })).outcome).toMatchObject(expected);
  });

  it.each<[string, ScriptedAnswer]>([
    ['no answer', 'silence'],
    ['a lost connection', 'cut'],
    ['a page in place of an answer', { status: 200, text: '<html>', headers: { 'content-type': 'text/html' } }],
  ])('leaves it unknown after %s', async (_what, answer) => {
    expect((await send(text, { answer })).outcome).toMatchObject({ kind: 'unknown' });
  });
});
