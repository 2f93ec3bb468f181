import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from './canonical.js';

describe('canonical JSON', () => {
  it('has one text for equal data, whatever the order of its keys', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: null }], a: 'ü' })).toBe('{"a":"ü","b":[1,{"c":null,"d":1}]}');
    expect(canonicalJson({ a: 'ü', b: [1, { c: null, d: 1 }] })).toBe(canonicalJson({ b: [1, { d: 1, c: null }], a: 'ü' }));
  });

  it('sorts keys by UTF-16 code units and writes numbers as ECMAScript does (the example of RFC 8785, 3.2.3)', () => {
    const keys = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew', 1: 'One', '\ud83d\ude00': 'Emoji', '\u0080': 'Control', '\u00f6': 'Latin' };
    expect(Object.values(JSON.parse(canonicalJson(keys).replace('"1"', '"x1"')) as object))
      .toEqual(['Carriage Return', 'One', 'Control', 'Latin', 'Euro Sign', 'Emoji', 'Hebrew']);
    expect(canonicalJson([333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0])).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0]');
  });

  it('says the same as JSON.stringify about what JSON does not have', () => {
    const odd = { undefined: undefined, fn: () => 1, date: new Date(0), nan: NaN, list: [undefined, () => 1, Symbol('x')], symbol: Symbol('x') };
    expect(JSON.parse(canonicalJson(odd))).toEqual(JSON.parse(JSON.stringify(odd)));
    expect(() => canonicalJson({ big: 1n })).toThrow(TypeError);
  });
});
