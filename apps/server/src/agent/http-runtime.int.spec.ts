import { afterEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { createHttpRuntime } from './http-runtime.js';
import { openStubEndpoint, respondJson, respondText, turnRequest, type Respond, type StubEndpoint } from './stub-endpoint.js';
import { newRuntimeSecret } from './webhook-signature.js';

/** The example secret that the Standard Webhooks libraries test with. */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const timeout = 5_000;
const mebibyte = 2 ** 20;

describe('the HTTP runtime', () => {
  let endpoint: StubEndpoint | undefined;
  afterEach(async () => {
    await endpoint?.stop();
    endpoint = undefined;
  });
  const answering = async (respond: Respond, options = { timeout }) => {
    endpoint = await openStubEndpoint(respond);
    return createHttpRuntime({ url: `${endpoint.url}/turns`, secret, now: () => 1_795_424_400_999 }).answer(turnRequest(), options);
  };

  it('posts the turn as JSON and takes the replies', async () => {
    const outcome = await answering(respondJson({ replies: ['Noon', { type: 'text', text: 'exactly' }], endSession: true }));
    expect(outcome).toEqual({ kind: 'answered', endSession: true, replies: [{ type: 'text', text: 'Noon' }, { type: 'text', text: 'exactly' }] });
    const [call] = endpoint!.calls;
    expect([call?.method, call?.path, call?.headers['content-type']]).toEqual(['POST', '/turns', 'application/json']);
    expect(JSON.parse(call!.body)).toEqual(turnRequest());
  });

  it('signs so that anybody with the secret can verify it', async () => {
    await answering(respondText('', 204));
    const { headers, body } = endpoint!.calls[0]!;
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const expected = createHmac('sha256', key).update(`s1.t1.1795424400.${body}`).digest('base64');
    expect(headers).toMatchObject({ 'webhook-id': 's1.t1', 'webhook-timestamp': '1795424400', 'webhook-signature': `v1,${expected}` });
  });

  it('signs the bytes that it sends, whatever was said', async () => {
    endpoint = await openStubEndpoint(respondText('', 204));
    await createHttpRuntime({ url: endpoint.url, secret }).answer(turnRequest({ text: 'apa kabar? 😀 é \ud800 \u2028' }), { timeout });
    const { headers, body } = endpoint.calls[0]!;
    const signed = `${headers['webhook-id']?.toString()}.${headers['webhook-timestamp']?.toString()}.${body}`;
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  });

  it('takes 204 for nothing to say', async () =>
    expect(await answering(respondText('', 204))).toEqual({ kind: 'answered', replies: [], endSession: false }));

  it('says in which language the customer is spoken to, where the answer does', async () => {
    expect(await answering(respondText('{"replies":[],"language":"id-ID"}'))).toEqual({ kind: 'answered', replies: [], endSession: false, language: 'id' });
  });

  it('gives no more history than asked for, the newest', async () => {
    endpoint = await openStubEndpoint(respondText('', 204));
    const history = ['a', 'b', 'c'].map((text, at) => ({ from: 'customer' as const, at, text }));
    for (const historyLimit of [2, 0]) {
      await createHttpRuntime({ url: endpoint.url, secret, historyLimit }).answer(turnRequest({ history }), { timeout });
    }
    const given = endpoint.calls.map(({ body }) => (JSON.parse(body) as { history: { text: string }[] }).history.map(({ text }) => text));
    expect(given).toEqual([['b', 'c'], []]);
  });

  const big = `{"replies":["${'x'.repeat(mebibyte)}"]}`;
  const headersOnly: Respond = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  const failures: readonly [string, { respond: Respond; reason: string; timeout?: number }][] = [
    ['never answers', { respond: () => undefined, reason: 'TimedOut', timeout: 60 }],
    ['begins an answer and never ends it', { respond: headersOnly, reason: 'TimedOut', timeout: 60 }],
    ['hangs up', { respond: (_response, request) => void request.socket.destroy(), reason: 'Unreachable' }],
    ['hangs up in the middle', {
      respond: (response, request) => void response.writeHead(200, { 'content-length': 100 }).write('{"repl', () => request.socket.destroy()),
      reason: 'Unreachable',
    }],
    ['is broken', { respond: respondJson({ replies: ['x'] }, 500), reason: 'HttpStatus500' }],
    ['is overloaded', { respond: respondText('', 503), reason: 'HttpStatus503' }],
    ['does not know us', { respond: respondJson({}, 401), reason: 'HttpStatus401' }],
    ['redirects', { respond: (response) => void response.writeHead(302, { location: '/elsewhere' }).end(), reason: 'Redirected' }],
    ['redirects and keeps the method', { respond: (response) => void response.writeHead(307, { location: 'http://169.254.169.254/' }).end(), reason: 'Redirected' }],
    ['says that it is too big', { respond: respondText(big), reason: 'AnswerTooBig' }],
    ['is too big without saying so', { respond: (response) => void response.write(big, () => response.end()), reason: 'AnswerTooBig' }],
    ['is too big once unpacked', {
      respond: (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50 * mebibyte, 0x20))),
      reason: 'AnswerTooBig',
    }],
    ['says nothing with 200', { respond: respondText(''), reason: 'AnswerNotJson' }],
    ['answers HTML', { respond: respondText('<html>Welcome to nginx</html>'), reason: 'AnswerNotJson' }],
    ['answers half a JSON', { respond: respondText('{"replies":["x"'), reason: 'AnswerNotJson' }],
    ['answers bytes that are no text', { respond: respondText(Uint8Array.of(0x22, 0xff, 0xfe, 0x22)), reason: 'AnswerNotText' }],
    ['answers null', { respond: respondText('null'), reason: 'AnswerNotAnObject' }],
    ['answers a list', { respond: respondJson(['Hello']), reason: 'AnswerNotAnObject' }],
    ['answers somebody else\'s shape', { respond: respondJson({ output: 'Hello' }), reason: 'RepliesMissing' }],
    ['answers replies of numbers', { respond: respondJson({ replies: [1, 2] }), reason: 'ReplyNotAnObject' }],
    ['answers a reply of no known type', { respond: respondJson({ replies: [{ type: 'dance' }] }), reason: 'UnknownReplyType' }],
    ['answers an empty text', { respond: respondJson({ replies: [''] }), reason: 'TextMissing' }],
    ['answers a flood', { respond: respondJson({ replies: Array.from({ length: 500 }, () => 'x') }), reason: 'TooManyReplies' }],
  ];
  it.each(failures)('fails when the endpoint %s', async (_title, { respond, reason, timeout: deadline = timeout }) =>
    expect(await answering(respond, { timeout: deadline })).toEqual({ kind: 'failed', reason }));

  it('did not follow the redirect', async () => {
    await answering((response) => void response.writeHead(308, { location: '/elsewhere' }).end());
    expect(endpoint!.calls.map(({ path }) => path)).toEqual(['/turns']);
  });

  it('fails when nobody listens', async () => {
    const gone = await openStubEndpoint(respondText(''));
    await gone.stop();
    expect(await createHttpRuntime({ url: gone.url, secret }).answer(turnRequest(), { timeout })).toEqual({ kind: 'failed', reason: 'Unreachable' });
  });

  const settings: readonly [string, { url?: string; secret?: string; reason: string }][] = [
    ['another scheme', { url: 'file:///etc/passwd', reason: 'UrlNotHttp' }],
    ['no address', { url: 'agent', reason: 'UrlNotAnAddress' }],
    ['a password in the address', { url: 'https://me:pw@example.com/', reason: 'UrlWithCredentials' }],
    ['a secret of another form', { secret: 'hunter2', reason: 'SecretNotUsable' }],
    ['a secret that is too short', { secret: 'whsec_aGk=', reason: 'SecretNotUsable' }],
  ];
  it.each(settings)('fails without a call with %s', async (_title, { reason, ...wrong }) => {
    const fetch = () => Promise.reject(new Error('called'));
    const runtime = createHttpRuntime({ url: 'https://example.com/', secret, fetch, ...wrong });
    expect(await runtime.answer(turnRequest(), { timeout })).toEqual({ kind: 'failed', reason });
  });

  it('makes secrets that it can use, never the same', () => {
    const secrets = [newRuntimeSecret(), newRuntimeSecret()];
    expect(secrets[0]).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(secrets[0]).not.toBe(secrets[1]);
  });
});
