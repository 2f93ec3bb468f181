import { describe, expect, it } from '@jest/globals';
import { en } from './en.js';
import { id } from './id.js';

type Tree = string | ((...values: never[]) => string) | { readonly [key: string]: Tree };

/** Every text with its path; those with parameters get their own names in, so that a forgotten one shows. */
const texts = (tree: Tree, path = ''): readonly (readonly [path: string, text: string])[] => {
  if (typeof tree === 'string') return [[path, tree]];
  if (typeof tree === 'function') return [[path, tree(...(Array.from({ length: tree.length }, (_, index) => `<${index}>`) as never[]))]];
  return Object.entries(tree).flatMap(([key, value]) => texts(value, `${path}.${key}`));
};

describe('the dictionary', () => {
  const [english, indonesian] = [texts(en as unknown as Tree), texts(id as unknown as Tree)];

  it('has no empty text in any language', () => {
    expect([...english, ...indonesian].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('uses every value it is given, in both languages', () => {
    const placeholders = (text: string) => [...text.matchAll(/<\d>/g)].map(([name]) => name).sort();
    const unlike = english.filter(([path, text]) => {
      const other = indonesian.find(([at]) => at === path)?.[1] ?? '';
      return placeholders(text).join() !== placeholders(other).join();
    });
    expect(unlike).toEqual([]);
  });

  it('is translated: no phrase is the same in both, but for a label that keeps its name', () => {
    const kept = ['Set Endpoint'];
    const isPhrase = (text: string) => /\p{L}{3,} \p{L}{3,}/u.test(text) && !kept.includes(text);
    const untouched = english.filter(([path, text]) => isPhrase(text) && indonesian.some(([at, other]) => at === path && other === text));
    expect(untouched).toEqual([]);
  });
});
