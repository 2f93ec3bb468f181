import { describe, expect, it } from '@jest/globals';
import { nestedJson, readJsonOrForm } from './form.js';

const read = (text: string): unknown => readJsonOrForm(new TextEncoder().encode(text));
const inner = { a: 'salt & pepper = 2+2', b: [1] };
const written = JSON.stringify(inner);

describe('JSON that may have come within a form', () => {
  it.each<[string, string, unknown]>([
    ['as it is', written, inner],
    ['within a text', JSON.stringify(written), inner],
    ['in a field', `payload=${encodeURIComponent(written)}`, { payload: inner }],
    ['in a field, spaces as plus', `payload=${encodeURIComponent('{"a": 1}').replaceAll('%20', '+')}`, { payload: { a: 1 } }],
    ['in a field that nobody encoded', `payload=${written}`, { payload: inner }],
    ['as the only key', encodeURIComponent(written), inner],
    ['as the only key, with nothing behind it', `${encodeURIComponent(written)}=`, inner],
    ['in one of several fields', `id=7&data=${encodeURIComponent(written)}`, { id: '7', data: inner }],
  ])('is found: %s', (_what, text, expected) => {
    expect(read(text)).toEqual({ json: expected });
  });

  it('is not found where there is none, and the reason is that of JSON', () => {
    expect(read('a=1&b=2')).toEqual({ reason: 'not JSON' });
    expect(read('{"a":')).toEqual({ reason: 'not JSON: ends at byte 5' });
    expect(read('%')).toEqual({ reason: 'not JSON' });
  });

  it('is an object or a list', () => {
    expect([nestedJson('1'), nestedJson('"x"'), nestedJson('{'), nestedJson(7), nestedJson('[1]')]).toEqual([undefined, undefined, undefined, undefined, [1]]);
  });
});
