import { describe, expect, it } from '@jest/globals';
import { interactiveRefusal } from './interactive-body.js';

const refusal = (interactive: Record<string, unknown>) => interactiveRefusal(interactive, () => undefined);

const button = (number: number, title = `Title ${number}`) => ({ type: 'reply', reply: { id: `id-${number}`, title } });
const buttons = (count: number, more: Record<string, unknown> = {}) => ({
  type: 'button',
  body: { text: 'Choose' },
  action: { buttons: Array.from({ length: count }, (_, at) => button(at + 1)) },
  ...more,
});

const row = (number: number, more: Record<string, unknown> = {}) => ({ id: `row-${number}`, title: `Row ${number}`, ...more });
const list = (rows: Record<string, unknown>[], more: Record<string, unknown> = {}) => ({
  type: 'list', body: { text: 'Choose' }, action: { button: 'Open', sections: [{ title: 'All', rows }] }, ...more,
});
const rows = (count: number) => Array.from({ length: count }, (_, at) => row(at + 1));

describe('reply buttons', () => {
  it('may be one to three', () => {
    expect([1, 2, 3].map((count) => refusal(buttons(count)))).toEqual([undefined, undefined, undefined]);
    for (const count of [0, 4]) {
      expect(refusal(buttons(count))).toEqual({ code: 131009, details: 'Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3' });
    }
  });

  it.each([
    ['title', 20, (length: number) => buttons(0, { action: { buttons: [button(1, 'x'.repeat(length))] } })],
    ['id', 256, (length: number) => buttons(0, { action: { buttons: [{ type: 'reply', reply: { id: 'x'.repeat(length), title: 'Yes' } }] } })],
    ['body', 1024, (length: number) => buttons(1, { body: { text: 'x'.repeat(length) } })],
    ['footer', 60, (length: number) => buttons(1, { footer: { text: 'x'.repeat(length) } })],
    ['header', 60, (length: number) => buttons(1, { header: { type: 'text', text: 'x'.repeat(length) } })],
  ])('limit the %s to %i characters', (_what, limit, make) => {
    expect(refusal(make(limit))).toBeUndefined();
    expect(refusal(make(limit + 1))?.code).toBe(131009);
  });

  it('differ in id and title, and are never empty', () => {
    expect(refusal(buttons(0, { action: { buttons: [button(1), button(1, 'Other')] } }))?.code).toBe(131009);
    expect(refusal(buttons(0, { action: { buttons: [button(1, 'Same'), button(2, 'Same')] } }))?.code).toBe(131009);
    expect(refusal(buttons(0, { action: { buttons: [button(1, '')] } }))?.details).toBe('Button title length invalid. Min length: 1, Max length: 20');
  });

  it('need a body text', () => {
    expect(refusal(buttons(1, { body: undefined }))?.code).toBe(131008);
  });
});

describe('a list', () => {
  it('has one to ten rows in all its sections together', () => {
    expect(refusal(list(rows(10)))).toBeUndefined();
    expect(refusal(list([]))?.code).toBe(131009);
    const two = { action: { button: 'Open', sections: [{ title: 'A', rows: rows(6) }, { title: 'B', rows: rows(11).slice(6) }] } };
    expect(refusal(list([], two))).toEqual({ code: 131009, details: 'Total row count exceed max allowed count: 10' });
  });

  it.each([
    ['button label', 20, (text: string) => list(rows(1), { action: { button: text, sections: [{ rows: rows(1) }] } })],
    ['section title', 24, (text: string) => list(rows(1), { action: { button: 'Open', sections: [{ title: text, rows: rows(1) }] } })],
    ['row id', 200, (text: string) => list([row(1, { id: text })])],
    ['row title', 24, (text: string) => list([row(1, { title: text })])],
    ['row description', 72, (text: string) => list([row(1, { description: text })])],
    ['body', 4096, (text: string) => list(rows(1), { body: { text } })],
    ['footer', 60, (text: string) => list(rows(1), { footer: { text } })],
    ['header', 60, (text: string) => list(rows(1), { header: { type: 'text', text } })],
  ])('limits the %s to %i characters', (_what, limit, make) => {
    expect(refusal(make('x'.repeat(limit)))).toBeUndefined();
    expect(refusal(make('x'.repeat(limit + 1)))?.code).toBe(131009);
  });

  it('needs section titles where there are several sections, and different row ids', () => {
    const untitled = { action: { button: 'Open', sections: [{ rows: [row(1)] }, { rows: [row(2)] }] } };
    expect(refusal(list([], untitled))?.code).toBe(131009);
    expect(refusal(list([row(1), row(1)]))?.code).toBe(131009);
  });

  it('has no picture in its header', () => {
    expect(refusal(list(rows(1), { header: { type: 'image', image: { link: 'https://example.org/a.png' } } }))?.code).toBe(131009);
  });
});

describe('a link button', () => {
  const link = (parameters: Record<string, unknown>) => ({ type: 'cta_url', body: { text: 'See' }, action: { name: 'cta_url', parameters } });

  it('has one address and a label of at most 20 characters', () => {
    expect(refusal(link({ display_text: 'x'.repeat(20), url: 'https://example.org/' }))).toBeUndefined();
    expect(refusal(link({ display_text: 'x'.repeat(21), url: 'https://example.org/' }))?.code).toBe(131009);
    expect(refusal(link({ display_text: 'See', url: 'nowhere' }))?.code).toBe(131009);
  });
});
