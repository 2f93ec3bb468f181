import { describe, expect, it } from '@jest/globals';
import { blocksOf, inlineOf } from './markdown.js';

const text = (words: string) => [{ is: 'text', text: words }];

describe('the operators’ documents', () => {
  it('have headings, paragraphs over several lines, lists, tables and code', () => {
    const markdown = '# Connect\n\nOne line\nand another.\n\n- first\n  goes on\n- second\n\n1. one\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```\ncode\n\nmore\n```\nend';
    expect(blocksOf(markdown)).toEqual([
      { is: 'heading', level: 1, text: text('Connect') },
      { is: 'paragraph', text: text('One line and another.') },
      { is: 'list', ordered: false, items: [text('first goes on'), text('second')] },
      { is: 'list', ordered: true, items: [text('one')] },
      { is: 'table', head: [text('a'), text('b')], rows: [[text('1'), text('2')]] },
      { is: 'code', text: 'code\n\nmore' },
      { is: 'paragraph', text: text('end') },
    ]);
  });

  it('have pictures, each in a paragraph of its own', () => {
    expect(blocksOf('![The wizard](../pictures/connect-wizard.png)')).toEqual([{ is: 'picture', alt: 'The wizard', file: 'connect-wizard.png' }]);
    expect(blocksOf('![elsewhere](https://example.com/a.gif)')).toMatchObject([{ is: 'paragraph' }]);
  });

  it('have words that stand out, and links; names with underscores stay whole', () => {
    expect(inlineOf('the **number** is `a_b`, see _here_ and [there](x.md); snake_case_name')).toEqual([
      ...text('the '), { is: 'strong', text: 'number' }, ...text(' is '), { is: 'code', text: 'a_b' }, ...text(', see '), { is: 'em', text: 'here' }, ...text(' and '),
      { is: 'link', text: 'there', to: 'x.md' }, ...text('; snake_case_name'),
    ]);
  });

  it('never end the page: an open code block reaches to the end, and nothing is nothing', () => {
    expect(blocksOf('```\nopen')).toEqual([{ is: 'code', text: '' }]);
    expect(blocksOf('')).toEqual([]);
  });
});
