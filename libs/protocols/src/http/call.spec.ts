import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { callHttp, masked, type HttpCall } from './call.js';

let provider: ScriptedProvider;
beforeEach(async () => {
  provider = await startScriptedProvider();
});
afterEach(() => provider.stop());

const call = (answer: ScriptedAnswer, more: Partial<HttpCall> = {}) => {
  provider.answers(answer);
  return callHttp({ method: 'POST', url: `${provider.url}/a`, body: { x: 1 }, ...more }, { timeout: 2_000 });
};

describe('a call of a provider', () => {
  it('says JSON with its headers, and brings status and JSON back', async () => {
    const answer = await call({ status: 201, json: { y: 2 } }, { headers: { 'x-token': 't' } });
    expect(answer).toMatchObject({ kind: 'answered', status: 201, ok: true, json: { y: 2 } });
    expect(provider.calls[0]).toMatchObject({ method: 'POST', path: '/a', body: '{"x":1}' });
    expect(provider.calls[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-token': 't' });
  });

  it('has no content type where it has no body', async () => {
    await call({ status: 200, json: {} }, { method: 'GET', body: undefined });
    expect(provider.calls[0]?.headers).not.toHaveProperty('content-type');
  });

  it('hands on a failure, with or without JSON, and how long the provider wants to be left alone', async () => {
    expect(await call({ status: 429, text: 'slow', headers: { 'retry-after': '7' } }))
      .toMatchObject({ kind: 'answered', status: 429, ok: false, json: undefined, retryAfter: 7_000 });
    expect(await call({ status: 429, text: '', headers: { 'retry-after': '999999' } })).toMatchObject({ retryAfter: 3_600_000 });
    expect(await call({ status: 500, json: { e: 1 } })).toMatchObject({ json: { e: 1 } });
  });

  it('follows no redirection', async () => {
    expect(await call({ status: 302, text: '', headers: { location: `${provider.url}/b` } })).toMatchObject({ status: 302, ok: false });
    expect(provider.calls).toHaveLength(1);
  });

  it.each<[string, ScriptedAnswer]>([
    ['no answer in time', 'silence'],
    ['a connection lost after the call', 'cut'],
    ['an answer that stops in the middle', { status: 200, text: '{"a', headers: { 'content-length': '100' } }],
  ])('leaves open what became of it after %s', async (_what, answer) => {
    expect(await call(answer)).toMatchObject({ kind: 'unknown' });
  });

  it.each<[string, Partial<HttpCall>]>([
    ['nobody listens', { url: 'http://127.0.0.1:9/' }],
    ['the address is none', { url: 'http://' }],
    ['a header cannot be written', { headers: { 'x-token': 'a\nb' } }],
    ['a header has letters that none can have', { headers: { 'x-token': 'ключ' } }],
    ['a header has an impossible name', { headers: { 'x token': 't' } }],
  ])('knows that nothing left this machine when %s', async (_what, more) => {
    expect(await call({ status: 200, json: {} }, more)).toMatchObject({ kind: 'unreached' });
    expect(provider.calls).toEqual([]);
  });
});

describe('words of a provider', () => {
  it('lose the secrets they quote', () => {
    expect(masked('token abcd1234 is wrong, abcd1234', ['abcd1234', ''])).toBe('token *** is wrong, ***');
    expect(masked(undefined, ['abcd1234'])).toBeUndefined();
  });
});
