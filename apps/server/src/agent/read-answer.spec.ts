import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readAnswer } from './read-answer.js';

const buttons = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `b${n}`, title: `Button ${n}` }));
const one = (reply: unknown) => ({ replies: [reply] });

describe('reading a runtime\'s answer', () => {
  const good: readonly [string, { json: unknown; replies: unknown[]; endSession?: boolean }][] = [
    ['a string is a text', { json: one('Hello'), replies: [{ type: 'text', text: 'Hello' }] }],
    ['nothing to say', { json: { replies: [] }, replies: [] }],
    ['nothing to say and the end', { json: { replies: [], endSession: true }, replies: [], endSession: true }],
    ['fields that we do not know are left out', { json: { ...one({ type: 'text', text: 'Hi', mood: 'gay' }), v: 2 }, replies: [{ type: 'text', text: 'Hi' }] }],
    ['buttons', { json: one({ type: 'buttons', text: 'So?', buttons: buttons(2) }), replies: [{ type: 'buttons', text: 'So?', buttons: buttons(2) }] }],
    ['a list', {
      json: one({ type: 'list', text: 'So?', open: 'See', rows: [{ id: 'a', title: 'A', description: '' }, { id: 'b', title: 'B', description: 'b' }] }),
      replies: [{ type: 'list', text: 'So?', open: 'See', rows: [{ id: 'a', title: 'A' }, { id: 'b', title: 'B', description: 'b' }] }],
    }],
    ['a medium by link', {
      json: one({ type: 'media', media: 'image', link: 'https://example.com/a.png', caption: 'A' }),
      replies: [{ type: 'media', media: 'image', link: 'https://example.com/a.png', caption: 'A' }],
    }],
    ['a medium by id', { json: one({ type: 'media', media: 'audio', id: '77', link: null }), replies: [{ type: 'media', media: 'audio', id: '77' }] }],
    ['a template', {
      json: one({ type: 'template', name: 'order_update', language: 'en_US', parameters: ['Sari', '17'], text: 'Hello Sari' }),
      replies: [{ type: 'template', name: 'order_update', language: 'en_US', parameters: ['Sari', '17'], text: 'Hello Sari' }],
    }],
    ['a template without placeholders', {
      json: one({ type: 'template', name: 'hello', language: 'id', parameters: [] }), replies: [{ type: 'template', name: 'hello', language: 'id' }],
    }],
    ['a long text in parts', { json: one(`${'a'.repeat(4_096)}b`), replies: [{ type: 'text', text: 'a'.repeat(4_096) }, { type: 'text', text: 'b' }] }],
  ];
  it.each(good)('%s', (_title, { json, replies, endSession = false }) =>
    expect(readAnswer(json)).toEqual({ kind: 'answer', replies, endSession }));

  it.each([['id', 'id'], ['id-ID', 'id'], ['EN_us', 'en'], ['fr', undefined], ['', undefined], [null, undefined], [7, undefined], ['indonesian', undefined]])(
    'takes %j for the language %j', (named, language) => {
      expect(readAnswer({ replies: [], language: named })).toEqual({ kind: 'answer', replies: [], endSession: false, ...(language && { language }) });
    });

  const link = (address: string) => one({ type: 'media', media: 'image', link: address });
  const bad: readonly [string, unknown][] = [
    ['AnswerNotAnObject', null],
    ['AnswerNotAnObject', []],
    ['AnswerNotAnObject', 'Hello'],
    ['RepliesMissing', {}],
    ['RepliesMissing', { replies: 'Hello' }],
    ['TooManyReplies', { replies: Array.from({ length: 11 }, () => 'x') }],
    ['EndSessionNotABoolean', { replies: [], endSession: 'true' }],
    ['ReplyNotAnObject', one(7)],
    ['ReplyNotAnObject', one(null)],
    ['UnknownReplyType', one({ text: 'Hello' })],
    ['UnknownReplyType', one({ type: 'flow', text: 'x' })],
    ['TemplateNameMissing', one({ type: 'template', text: 'x' })],
    ['TemplateNameTooLong', one({ type: 'template', name: 'x'.repeat(513), language: 'en' })],
    ['LanguageMissing', one({ type: 'template', name: 'hello' })],
    ['LanguageTooLong', one({ type: 'template', name: 'hello', language: 'x'.repeat(21) })],
    ['ParametersNotAList', one({ type: 'template', name: 'hello', language: 'en', parameters: { name: 'Sari' } })],
    ['TooManyParameters', one({ type: 'template', name: 'hello', language: 'en', parameters: Array.from({ length: 51 }, () => 'x') })],
    ['ParameterMissing', one({ type: 'template', name: 'hello', language: 'en', parameters: [''] })],
    ['ParameterTooLong', one({ type: 'template', name: 'hello', language: 'en', parameters: ['x'.repeat(1_025)] })],
    ['TextTooLong', one({ type: 'template', name: 'hello', language: 'en', text: 'x'.repeat(4_097) })],
    ['TextMissing', one('  ')],
    ['TextMissing', one({ type: 'text', text: { body: 'Hello' } })],
    ['TextTooLong', one('x'.repeat(4_096 * 20 + 1))],
    ['TextTooLong', { replies: ['x'.repeat(4_096 * 15), 'x'.repeat(4_096 * 15)] }],
    ['TextTooLong', one({ type: 'buttons', text: 'x'.repeat(1_025), buttons: buttons(1) })],
    ['ButtonsMissing', one({ type: 'buttons', text: 'So?' })],
    ['ButtonsMissing', one({ type: 'buttons', text: 'So?', buttons: [] })],
    ['TooManyButtons', one({ type: 'buttons', text: 'So?', buttons: buttons(11) })],
    ['ButtonNotAnObject', one({ type: 'buttons', text: 'So?', buttons: ['Yes'] })],
    ['IdMissing', one({ type: 'buttons', text: 'So?', buttons: [{ title: 'Yes' }] })],
    ['IdReserved', one({ type: 'buttons', text: 'So?', buttons: [{ id: 'tandem:end:s1.a1', title: 'Yes' }] })],
    ['TitleTooLong', one({ type: 'buttons', text: 'So?', buttons: [{ id: 'y', title: 'y'.repeat(61) }] })],
    ['SameIdTwice', one({ type: 'buttons', text: 'So?', buttons: [{ id: 'y', title: 'A' }, { id: 'y', title: 'B' }] })],
    ['SameTitleTwice', one({ type: 'buttons', text: 'So?', buttons: [{ id: 'y', title: 'A' }, { id: 'n', title: 'A ' }] })],
    ['OpenMissing', one({ type: 'list', text: 'So?', rows: buttons(1) })],
    ['RowsMissing', one({ type: 'list', text: 'So?', open: 'See' })],
    ['TooManyRows', one({ type: 'list', text: 'So?', open: 'See', rows: buttons(21) })],
    ['DescriptionTooLong', one({ type: 'list', text: 'So?', open: 'See', rows: [{ id: 'a', title: 'A', description: 'x'.repeat(73) }] })],
    ['UnknownMedia', one({ type: 'media', media: 'hologram', id: '1' })],
    ['EitherIdOrLink', one({ type: 'media', media: 'image' })],
    ['EitherIdOrLink', one({ type: 'media', media: 'image', id: '1', link: 'https://example.com/a.png' })],
    ['LinkNotHttps', link('http://example.com/a.png')],
    ['LinkNotHttps', link('file:///etc/passwd')],
    ['LinkNotHttps', link('https://me:secret@example.com/a.png')],
    ['LinkNotHttps', link('not an address')],
  ];
  it.each(bad)('%s: %j', (problem, json) => expect(readAnswer(json)).toEqual({ kind: 'nonsense', problem }));

  it('answers anything that JSON can say, and never quotes it', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => {
      const read = readAnswer(json);
      expect(read.kind === 'answer' || /^[A-Z][A-Za-z]+$/.test(read.problem)).toBe(true);
    }));
  });
});
