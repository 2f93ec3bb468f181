import { describe, expect, it } from '@jest/globals';
import type { InboundContent, OutboundContent, TurnRequest } from '@tandem/domain';
import { createDemoRuntime } from './demo-runtime.js';
import { demoWords } from './demo-words.js';
import { readAnswer } from './read-answer.js';
import { turnRequest } from './stub-endpoint.js';

const timeout = 30_000;
const known = [{ from: 'agent' as const, at: 1, text: 'Hi' }];
const answer = (request: Partial<TurnRequest> & { text?: string }) => createDemoRuntime({ sleep: async () => undefined }).answer(turnRequest(request), { timeout });
const repliesTo = async (request: Partial<TurnRequest> & { text?: string }): Promise<readonly OutboundContent[]> => {
  const outcome = await answer({ history: known, ...request });
  return outcome.kind === 'answered' ? outcome.replies : [];
};
const said = (...contents: InboundContent[]) => contents.map((content, n) => ({ id: `m${n}`, at: n, content }));

describe('the demo agent', () => {
  it('greets a new customer by name and echoes', async () =>
    expect(await repliesTo({ text: 'my order is late', history: [] })).toEqual([
      { type: 'text', text: 'Hello, Sari! I am the demo agent. Write *help* to see what I can do.' },
      { type: 'text', text: 'You wrote: my order is late' },
    ]));

  it('greets once, and without a name where there is none', async () =>
    expect(await repliesTo({ text: 'Hi!', history: [], customer: { id: 'c1' } })).toEqual([{ type: 'text', text: demoWords.en.hello(undefined) }]));

  const wishes: readonly [string, { text: string; shows: object }][] = [
    ['help', { text: ' HELP! ', shows: { type: 'text', text: demoWords.en.help } }],
    ['buttons', { text: 'buttons', shows: { type: 'buttons', buttons: [{ id: 'demo-1', title: 'Black' }, { id: 'demo-2', title: 'With milk' }, { id: 'demo-3', title: 'Tea, please' }] } }],
    ['a list', { text: 'list', shows: { type: 'list', open: 'Show places' } }],
    ['a picture', { text: 'image', shows: { type: 'media', media: 'image', link: 'https://www.gstatic.com/webp/gallery/1.jpg' } }],
    ['buttons in Indonesian', { text: 'tombol', shows: { type: 'buttons', text: demoWords.id.buttons.text } }],
    ['help in Indonesian', { text: 'Bantuan', shows: { type: 'text', text: demoWords.id.help } }],
  ];
  it.each(wishes)('shows %s', async (_title, { text, shows }) => expect(await repliesTo({ text })).toEqual([expect.objectContaining(shows)]));

  it('does not take a word inside a sentence for a wish', async () =>
    expect(await repliesTo({ text: 'a list of buttons' })).toEqual([{ type: 'text', text: 'You wrote: a list of buttons' }]));

  it('ends the session on bye, in both languages', async () => {
    for (const text of ['bye', 'Dah!']) expect(await answer({ text })).toMatchObject({ kind: 'answered', endSession: true });
    expect(await answer({ text: 'hello' })).toMatchObject({ endSession: false });
  });

  it('acknowledges a pressed button, a chosen row and a picture, and leaves a reaction alone', async () => {
    const messages = said({ type: 'button', id: 'demo-1', title: 'Black' }, { type: 'list', id: 'demo-2', title: 'Bali' }, { type: 'image', caption: 'look' }, { type: 'reaction', emoji: '👍' });
    expect(await repliesTo({ messages })).toEqual(
      ['You chose *Black*. Good choice!', 'You chose *Bali*. Good choice!', 'I received this: [image] look'].map((text) => ({ type: 'text', text })));
    expect(await repliesTo({ messages: said({ type: 'reaction', emoji: '👍' }) })).toEqual([]);
  });

  it('answers a burst of messages within the limit of replies', async () => {
    const replies = await repliesTo({ history: [], messages: said(...Array.from({ length: 30 }, (_, n) => ({ type: 'text' as const, text: `line ${n}` }))) });
    expect(replies).toHaveLength(7);
    expect(replies.at(-1)).toEqual({ type: 'text', text: expect.stringContaining('line 29') });
  });

  const languages: readonly [string, { request: Partial<TurnRequest> & { text?: string }; echo: string }][] = [
    ['the words used', { request: { text: 'saya mau pesan', customer: { id: 'c1', language: 'en' } }, echo: 'Anda menulis: saya mau pesan' }],
    ['the customer\'s language', { request: { text: '12345', customer: { id: 'c1', language: 'id-ID' } }, echo: 'Anda menulis: 12345' }],
    ['the words used before', { request: { text: '12345', history: [{ from: 'customer', at: 1, text: 'selamat pagi' }] }, echo: 'Anda menulis: 12345' }],
    ['English otherwise', { request: { text: '12345', customer: { id: 'c1', language: 'fr' } }, echo: 'You wrote: 12345' }],
  ];
  it('names the language it spoke, so that the ask comes in it', async () => {
    expect(await answer({ text: 'saya mau pesan' })).toMatchObject({ language: 'id' });
    expect(await answer({ text: 'what can you do?' })).toMatchObject({ language: 'en' });
  });

  it.each(languages)('speaks by %s', async (_title, { request, echo }) => expect(await repliesTo(request)).toEqual([{ type: 'text', text: echo }]));

  it('takes its time on slow, and is too slow for a short deadline', async () => {
    const waits: number[] = [];
    const runtime = createDemoRuntime({ slowness: 5_000, sleep: async (time) => void waits.push(time) });
    expect(await runtime.answer(turnRequest({ text: 'slow', history: known }), { timeout: 30_000 })).toMatchObject({ kind: 'answered' });
    expect(await runtime.answer(turnRequest({ text: 'lambat', history: known }), { timeout: 1_000 })).toEqual({ kind: 'failed', reason: 'TimedOut' });
    expect(waits).toEqual([5_000, 1_000]);
  });

  it('fails twice on fail and then answers', async () => {
    const kinds = await Promise.all([1, 2, 3].map(async (attempt) => (await answer({ text: 'fail', attempt })).kind));
    expect(kinds).toEqual(['failed', 'failed', 'answered']);
  });

  it('answers the same request always the same, and as the contract for runtimes has it', async () => {
    for (const text of ['hello', 'help', 'buttons', 'list', 'image', 'slow', 'bye', 'daftar', 'x'.repeat(9_000)]) {
      const first = await answer({ text });
      expect(await answer({ text })).toEqual(first);
      expect(first.kind === 'answered' && readAnswer(JSON.parse(JSON.stringify(first)))).toEqual({ ...first, kind: 'answer' });
    }
  });
});
