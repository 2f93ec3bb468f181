import { afterEach, describe, expect, it } from '@jest/globals';
import type { HistoryLine, InboundContent } from '@tandem/domain';
import { createOpenAiRuntime, type OpenAiRuntimeOptions } from './openai-runtime.js';
import { openStubEndpoint, respondJson, respondText, turnRequest, type Respond, type StubEndpoint } from './stub-endpoint.js';

const timeout = 5_000;
const completion = (message: unknown, finish_reason: unknown = 'stop') => ({ id: 'x', choices: [{ index: 0, message, finish_reason }] });
const says = (content: unknown, finish_reason?: unknown) => completion({ role: 'assistant', content }, finish_reason);
const line = (from: HistoryLine['from'], text: string): HistoryLine => ({ from, at: 1, text });

describe('the OpenAI-compatible runtime', () => {
  let endpoint: StubEndpoint | undefined;
  afterEach(async () => {
    await endpoint?.stop();
    endpoint = undefined;
  });
  const answering = async (respond: Respond, request = turnRequest(), changes: Partial<OpenAiRuntimeOptions> = {}) => {
    endpoint = await openStubEndpoint(respond);
    const runtime = createOpenAiRuntime({
      baseUrl: `${endpoint.url}/v1/`, model: 'small', systemPrompt: 'You are kind.', apiKey: 'sk-123', historyLimit: 4, ...changes,
    });
    return runtime.answer(request, { timeout });
  };
  const sent = () => JSON.parse(endpoint!.calls[0]!.body) as { model: string; messages: { role: string; content: string }[] };

  it('asks chat/completions with the key and the model, and replies with its text', async () => {
    const outcome = await answering(respondJson(says('It is noon.')));
    expect(outcome).toEqual({ kind: 'answered', replies: [{ type: 'text', text: 'It is noon.' }], endSession: false });
    expect([endpoint!.calls[0]?.path, endpoint!.calls[0]?.headers.authorization]).toEqual(['/v1/chat/completions', 'Bearer sk-123']);
    expect(sent()).toEqual({
      model: 'small',
      messages: [{ role: 'system', content: 'You are kind.' }, { role: 'user', content: 'What time is it?' }],
    });
  });

  it('gives the model what went before in its roles, the newest lines only', async () => {
    const history = [line('customer', 'old'), line('customer', 'Hi'), line('agent', 'Hello'), line('operator', 'Budi here'), line('customer', 'Are you there?')];
    await answering(respondJson(says('Yes')), turnRequest({ history }), { systemPrompt: '' });
    expect(sent().messages).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello\nBudi here' },
      { role: 'user', content: 'Are you there?\nWhat time is it?' },
    ]);
  });

  it('gives no history when the bound is nought', async () => {
    await answering(respondJson(says('Yes')), turnRequest({ history: [line('customer', 'old')] }), { historyLimit: 0 });
    expect(sent().messages.map(({ content }) => content)).toEqual(['You are kind.', 'What time is it?']);
  });

  const described: readonly [string, InboundContent][] = [
    ['[image: menu.jpg] which of these?', { type: 'image', mediaId: '1', filename: 'menu.jpg', caption: 'which of these?' }],
    ['[voice message]', { type: 'audio', voice: true }],
    ['[location: Monas; -6.17, 106.82]', { type: 'location', label: 'Monas', latitude: -6.17, longitude: 106.82 }],
    ['[contacts: Ani, unnamed]', { type: 'contacts', contacts: [{ name: 'Ani' }, {}] }],
    ['Yes please', { type: 'button', id: 'yes', title: 'Yes please' }],
    ['[choice: r1]', { type: 'list', id: 'r1' }],
    ['[form: order; {"n":2}]', { type: 'form', name: 'order', response: { n: 2 } }],
    ['[reaction: 👍]', { type: 'reaction', emoji: '👍' }],
    ['[reaction taken back]', { type: 'reaction' }],
    ['[order: 2 items]', { type: 'order', items: [1, 2] }],
    ['[message of an unknown kind: poll]', { type: 'other', was: 'poll', raw: { secret: 1 } }],
  ];
  it.each(described)('describes what is not text: %s', async (text, content) => {
    await answering(respondJson(says('I see')), turnRequest({ messages: [{ id: 'm1', at: 1, content }] }));
    expect(sent().messages.at(-1)).toEqual({ role: 'user', content: text });
  });

  const answers: readonly [string, { json: unknown; texts: string[] }][] = [
    ['an answer that was cut short', { json: says('It is no', 'length'), texts: ['It is no'] }],
    ['an answer in parts', { json: says([{ type: 'text', text: 'It is ' }, { type: 'text', text: 'noon' }]), texts: ['It is noon'] }],
    ['an answer of a server that gives no reason', { json: says('Noon', null), texts: ['Noon'] }],
    ['a refusal', { json: completion({ content: null, refusal: 'I cannot say.' }), texts: ['I cannot say.'] }],
    ['a long answer, split', { json: says(`${'a'.repeat(4_000)}\n\n${'b'.repeat(4_000)}`), texts: ['a'.repeat(4_000), 'b'.repeat(4_000)] }],
  ];
  it.each(answers)('replies with %s', async (_title, { json, texts }) =>
    expect(await answering(respondJson(json))).toEqual({ kind: 'answered', replies: texts.map((text) => ({ type: 'text', text })), endSession: false }));

  const failures: readonly [string, { respond: Respond; reason: string }][] = [
    ['an empty answer', { respond: respondJson(says('  ')), reason: 'EmptyAnswer' }],
    ['no content', { respond: respondJson(says(null)), reason: 'EmptyAnswer' }],
    ['a call of a tool', { respond: respondJson(completion({ content: null, tool_calls: [{}] }, 'tool_calls')), reason: 'ToolCallsNotSupported' }],
    ['a content filter', { respond: respondJson(says('part of it', 'content_filter')), reason: 'ContentFiltered' }],
    ['no choices', { respond: respondJson({ choices: [] }), reason: 'AnswerNotAChatCompletion' }],
    ['an error with 200', { respond: respondJson({ error: { message: 'no key sk-123' } }), reason: 'AnswerNotAChatCompletion' }],
    ['no JSON', { respond: respondText('upstream timed out'), reason: 'AnswerNotAChatCompletion' }],
    ['an endless answer', { respond: respondJson(says('x'.repeat(4_096 * 10 + 1))), reason: 'TextTooLong' }],
    ['too many requests', { respond: respondJson({}, 429), reason: 'HttpStatus429' }],
    ['a wrong key', { respond: respondJson({ error: { message: 'sk-123 is wrong' } }, 401), reason: 'HttpStatus401' }],
    ['an outage', { respond: respondText('', 503), reason: 'HttpStatus503' }],
    ['a redirect', { respond: (response) => void response.writeHead(301, { location: '/' }).end(), reason: 'Redirected' }],
  ];
  it.each(failures)('fails on %s', async (_title, { respond, reason }) =>
    expect(await answering(respond)).toEqual({ kind: 'failed', reason }));

  it('fails when the model takes too long', async () => {
    endpoint = await openStubEndpoint(() => undefined);
    const runtime = createOpenAiRuntime({ baseUrl: endpoint.url, model: 'small', apiKey: '' });
    expect(await runtime.answer(turnRequest(), { timeout: 60 })).toEqual({ kind: 'failed', reason: 'TimedOut' });
    expect(endpoint.calls[0]?.headers.authorization).toBeUndefined();
  });

  it('fails without a call on settings that cannot work', async () => {
    const outcomes = [{ baseUrl: 'ftp://example.com' }, { apiKey: 'two\nlines' }].map((wrong) =>
      createOpenAiRuntime({ baseUrl: 'https://example.com/v1', model: 'small', apiKey: 'k', ...wrong }).answer(turnRequest(), { timeout }));
    expect(await Promise.all(outcomes)).toEqual([{ kind: 'failed', reason: 'UrlNotHttp' }, { kind: 'failed', reason: 'SecretNotUsable' }]);
  });
});
