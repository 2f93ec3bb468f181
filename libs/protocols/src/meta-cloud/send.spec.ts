import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutboundContent, SendOutcome } from '@tandem/domain';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createMetaCloud } from './index.js';

const credentials = {
  phoneNumberId: '200000000000001', businessAccountId: '3', appId: '4', appSecret: 'app-secret-0123456789', accessToken: 'token-0123456789',
};
const accepted: ScriptedAnswer = { status: 200, json: { messaging_product: 'whatsapp', messages: [{ id: 'wamid.1' }] } };
const metaError = (code: number, more: Record<string, unknown> = {}): unknown =>
  ({ error: { message: `(#${code}) Words of Meta`, type: 'OAuthException', code, error_data: { details: 'Details' }, fbtrace_id: 'trace-1', ...more } });

let provider: ScriptedProvider;
beforeEach(async () => {
  provider = await startScriptedProvider();
});
afterEach(() => provider.stop());

const send = async (content: OutboundContent, answer: ScriptedAnswer = accepted, to: { phone?: string; userId?: string } = { phone: '15550100001' }) => {
  provider.answers(answer);
  const outcome = await createMetaCloud({ graphUrl: provider.url }).send({ send: 'send-1', to, content }, credentials, { timeout: 2_000 });
  const call = provider.calls.at(-1);
  return { outcome, call, body: call ? (JSON.parse(call.body) as Record<string, unknown>) : undefined };
};
const text: OutboundContent = { type: 'text', text: 'Hello' };
const choices = (count: number, title = 'Choice') => Array.from({ length: count }, (_, index) => ({ id: `id-${index + 1}`, title: `${title} ${index + 1}` }));
const notesOf = (outcome: SendOutcome): readonly string[] => (outcome.kind === 'accepted' ? (outcome.notes ?? []) : ['not accepted']);

describe('a call of Meta\'s API', () => {
  it('goes to the number\'s messages with the bearer token, the customer in E.164 and our id of the send', async () => {
    const { outcome, call, body } = await send(text);
    expect(outcome).toEqual({ kind: 'accepted', id: 'wamid.1' });
    expect(call).toMatchObject({ method: 'POST', path: '/v25.0/200000000000001/messages' });
    expect(call?.headers.authorization).toBe('Bearer token-0123456789');
    expect(body).toEqual({
      messaging_product: 'whatsapp', recipient_type: 'individual', to: '+15550100001', type: 'text', text: { body: 'Hello' },
      biz_opaque_callback_data: 'send-1',
    });
  });

  it('names a customer without a phone by the business-scoped id, and one with both by the phone', async () => {
    expect((await send(text, accepted, { userId: 'US.1' })).body).toMatchObject({ recipient: 'US.1' });
    const both = await send(text, accepted, { phone: '15550100001', userId: 'US.1' });
    expect(both.body).toMatchObject({ to: '+15550100001' });
    expect(both.body).not.toHaveProperty('recipient');
  });

  it('is not made for nobody, without a token, or for a text that does not fit', async () => {
    expect((await send(text, accepted, {})).outcome).toMatchObject({ kind: 'refused' });
    expect((await send({ type: 'text', text: 'x'.repeat(4_097) })).outcome).toMatchObject({ kind: 'refused' });
    expect((await send({ type: 'text', text: ' ' })).outcome).toMatchObject({ kind: 'refused' });
    const protocol = createMetaCloud({ graphUrl: provider.url });
    expect(await protocol.send({ send: 's', to: { phone: '1' }, content: text }, { phoneNumberId: '1' }, { timeout: 2_000 })).toMatchObject({ kind: 'pause' });
    expect(provider.calls).toEqual([]);
  });

  it('takes a text of just as many characters as Meta allows, counted as characters', async () => {
    expect((await send({ type: 'text', text: '😀'.repeat(4_096) })).outcome).toMatchObject({ kind: 'accepted' });
  });
});

describe('buttons', () => {
  it('up to three are reply buttons', async () => {
    const { outcome, body } = await send({ type: 'buttons', text: 'More?', buttons: choices(3) });
    expect(notesOf(outcome)).toEqual([]);
    expect(body).toMatchObject({
      type: 'interactive',
      interactive: {
        type: 'button', body: { text: 'More?' },
        action: { buttons: [1, 2, 3].map((n) => ({ type: 'reply', reply: { id: `id-${n}`, title: `Choice ${n}` } })) },
      },
    });
  });

  it('more than three are a list, and a note says so', async () => {
    const { outcome, body } = await send({ type: 'buttons', text: 'Which?', buttons: choices(4) });
    expect(notesOf(outcome)).toEqual(['4 buttons: sent as a list']);
    expect(body).toMatchObject({ interactive: { type: 'list', action: { sections: [{ rows: choices(4) }] } } });
  });

  it('more than ten are numbered text, and a note says so', async () => {
    const { outcome, body } = await send({ type: 'buttons', text: 'Which?', buttons: choices(11) });
    expect(notesOf(outcome)).toEqual(['11 choices: sent as numbered text']);
    expect(body).toMatchObject({ type: 'text', text: { body: expect.stringMatching(/^Which\?\n\n1\. Choice 1\n2\. .*\n11\. Choice 11$/s) as unknown } });
  });

  it('titles are cut to twenty characters, and a note says so', async () => {
    const { outcome, body } = await send({ type: 'buttons', text: 'More?', buttons: [{ id: 'a', title: 'A title of more than twenty' }] });
    expect(notesOf(outcome)).toEqual(['Title of button 1 cut to 20 characters']);
    expect(body).toMatchObject({ interactive: { action: { buttons: [{ reply: { title: 'A title of more tha…' } }] } } });
  });

  it.each([
    ['are equal once cut', [{ id: 'a', title: 'The same beginning, one' }, { id: 'b', title: 'The same beginning, two' }]],
    ['have equal ids', [{ id: 'a', title: 'One' }, { id: 'a', title: 'Two' }]],
    ['have an id that is too long', [{ id: 'a'.repeat(257), title: 'One' }]],
    ['have no title', [{ id: 'a', title: ' ' }]],
  ])('that %s are numbered text', async (_what, buttons) => {
    const { outcome, body } = await send({ type: 'buttons', text: 'More?', buttons });
    expect(body).toMatchObject({ type: 'text' });
    expect(notesOf(outcome)).toEqual(['Buttons sent as numbered text']);
  });

  it('under a text that is too long for buttons are a list', async () => {
    const { outcome, body } = await send({ type: 'buttons', text: 'x'.repeat(1_025), buttons: choices(2) });
    expect(body).toMatchObject({ interactive: { type: 'list' } });
    expect(notesOf(outcome)).toEqual(['Text over 1024 characters: buttons sent as a list']);
  });
});

describe('lists and media', () => {
  it('a list has its label, titles and descriptions within Meta\'s limits', async () => {
    const rows = [{ id: 'r', title: 'A title of more than 24 characters', description: 'd'.repeat(80) }];
    const { outcome, body } = await send({ type: 'list', text: 'Which?', open: 'Open this long list now', rows });
    expect(body).toMatchObject({ interactive: { action: { button: 'Open this long list…', sections: [{ rows: [{ id: 'r', title: 'A title of more than 24…' }] }] } } });
    expect(notesOf(outcome)).toHaveLength(3);
  });

  it('a medium goes by its id or its link, with what its kind allows', async () => {
    expect((await send({ type: 'media', media: 'image', link: 'https://a.example/i.png', caption: 'Look' })).body)
      .toMatchObject({ type: 'image', image: { link: 'https://a.example/i.png', caption: 'Look' } });
    expect((await send({ type: 'media', media: 'document', id: '9', filename: 'a.pdf' })).body)
      .toMatchObject({ type: 'document', document: { id: '9', filename: 'a.pdf' } });
    const { outcome, body } = await send({ type: 'media', media: 'audio', id: '9', caption: 'Listen' });
    expect(body).toMatchObject({ type: 'audio', audio: { id: '9' } });
    expect(notesOf(outcome)).toEqual(['No caption with audio: left out']);
    expect((await send({ type: 'media', media: 'video' })).outcome).toMatchObject({ kind: 'refused' });
  });
});

const message = { kind: 'retry', holds: 'message' } as const;
const number = { kind: 'retry', holds: 'number' } as const;

describe('what Meta refuses', () => {
  it.each<[string, readonly number[], Partial<SendOutcome>]>([
    ['service down: few tries', [1, 2, 131000, 131016, 133004], { ...message, after: 5_000, tries: 5 }],
    ['volume of calls: minutes', [4, 17, 613, 80007], { ...number, after: 120_000 }],
    ['throughput: the number waits', [130429], { ...number, after: 2_000 }],
    ['pair limit: the customer waits', [131056], { kind: 'retry', holds: 'customer', after: 4_000 }],
    ['upgrade of the number: a minute', [131057, 2494100], { ...number, after: 60_000 }],
    ['medium not taken: twice', [131053], { ...message, after: 10_000, tries: 2 }],
    ['flow throttled: an hour', [132069], { ...message, after: 3_600_000 }],
    ['registration: minutes', [133015], { ...number, after: 300_000 }],
    ['registration too often: an hour', [133016], { ...number, after: 3_600_000 }],
    ['token', [0, 190], { kind: 'pause' }],
    ['permission', [3, 10, 200, 230, 299, 131005], { kind: 'pause' }],
    ['spam limit, lock, policy, payment, registration, name', [131048, 131031, 368, 131042, 131045, 133010, 131037], { kind: 'pause' }],
    ['country', [130497], { kind: 'refused' }],
    ['wrong request', [33, 100, 131008, 131009, 131051, 131055, 135000], { kind: 'refused' }],
    ['this customer', [131021, 131026, 131030, 131062], { kind: 'refused' }],
    ['window closed, marketing limits, experiment', [131047, 131049, 131050, 130472], { kind: 'refused' }],
    ['templates', [132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068], { kind: 'refused' }],
    ['inbound medium', [131052], { kind: 'refused' }],
    ['PIN', [133000, 133005, 133006, 133008, 133009], { kind: 'refused' }],
    ['others', [134011, 131063, 131064, 137000], { kind: 'refused' }],
    ['a code nobody knows', [999_999], { kind: 'refused' }],
  ])('%s', async (_what, codes, expected) => {
    for (const code of codes) {
      const { outcome } = await send(text, { status: 400, json: metaError(code) });
      expect({ code, outcome }).toMatchObject({ code, outcome: expected });
    }
  });

  it('is judged by the code, whatever the HTTP status', async () => {
    for (const status of [400, 429, 500]) {
      expect((await send(text, { status, json: metaError(131047) })).outcome).toMatchObject({ kind: 'refused' });
    }
  });

  it('keeps its papers', async () => {
    expect((await send(text, { status: 400, json: metaError(131026) })).outcome).toEqual({
      kind: 'refused',
      papers: { httpStatus: 400, code: 131026, title: '(#131026) Words of Meta', details: 'Details', requestId: 'trace-1' },
    });
  });

  it('shows neither token nor secret where Meta quotes them', async () => {
    const message = 'Malformed access token token-0123456789 app-secret-0123456789';
    const { outcome } = await send(text, { status: 401, json: metaError(190, { message }) });
    expect(outcome).toMatchObject({ kind: 'pause', papers: { title: 'Malformed access token *** ***' } });
  });

  it.each<[string, ScriptedAnswer, Partial<SendOutcome>]>([
    ['an overload without a code', { status: 429, json: {} }, { ...number }],
    ['an overload that says how long', { status: 429, text: '', headers: { 'retry-after': '7' } }, { ...number, after: 7_000 }],
    ['a gateway\'s page', { status: 502, text: '<html>Bad gateway</html>' }, { ...message }],
    ['a gateway\'s page with a friendly status', { status: 404, text: 'nginx' }, { ...message }],
    ['an unknown code of a service that is down', { status: 500, json: metaError(999_999) }, { ...message }],
    ['what Meta itself calls transient', { status: 400, json: metaError(131009, { is_transient: true }) }, { ...message }],
    ['an unknown refusal of the token', { status: 401, json: metaError(999_999) }, { kind: 'pause' }],
    ['a redirection', { status: 302, text: '', headers: { location: 'https://elsewhere.example/' } }, { ...message }],
  ])('%s', async (_what, answer, expected) => {
    expect((await send(text, answer)).outcome).toMatchObject(expected);
  });

  it.each<[string, ScriptedAnswer]>([
    ['no answer', 'silence'],
    ['a lost connection', 'cut'],
    ['an acceptance that cannot be read', { status: 200, text: '<html>' }],
    ['an acceptance without an id', { status: 200, json: { messages: [] } }],
  ])('leaves it unknown after %s', async (_what, answer) => {
    expect((await send(text, answer)).outcome).toMatchObject({ kind: 'unknown' });
  });

  it('notes that Meta holds a message back', async () => {
    const { outcome } = await send(text, { status: 200, json: { messages: [{ id: 'wamid.1', message_status: 'held_for_quality_assessment' }] } });
    expect(outcome).toEqual({ kind: 'accepted', id: 'wamid.1', notes: ['Meta says: held_for_quality_assessment'] });
  });
});

describe('typing', () => {
  it('marks the message read and shows that an answer is being written', async () => {
    provider.answers({ status: 200, json: { success: true } });
    await createMetaCloud({ graphUrl: provider.url }).showTyping?.({ message: 'wamid.9', customer: { phone: '1' } }, credentials, { timeout: 2_000 });
    expect(JSON.parse(provider.calls[0]?.body ?? '')).toEqual({
      messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.9', typing_indicator: { type: 'text' },
    });
  });
});
