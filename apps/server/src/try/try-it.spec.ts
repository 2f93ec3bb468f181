import { describe, expect, it } from '@jest/globals';
import { receiptContract } from '@tandem/domain/testing';
import { createTryIt, type TrialCall } from './try-it.js';

const phone = '9990000000001';
const bytes = (call: TrialCall): Uint8Array => Buffer.from(JSON.stringify(call));

const bodies: readonly TrialCall[] = [
  { messages: [{ id: 'm1', from: phone, at: 1_000, text: 'Hello' }] },
  { messages: [{ id: 'm2', from: phone, at: 2_000, choice: { kind: 'button', id: 'b1', title: 'Yes' } }] },
  { statuses: [{ send: 'c1~s1.r1', to: phone, at: 3_000, status: 'delivered' }, { send: 'c1~s1.r1', to: phone, at: 3_000, status: 'read' }] },
];

receiptContract('try-it', createTryIt(), {
  bodies: bodies.map(bytes), call: (rawBody, pathSecret) => ({ rawBody, headers: {}, pathSecret }),
});

describe('the phone in the CMS', () => {
  const { parse, send } = createTryIt();

  it('says words, presses buttons and rows, and shows what it has seen', () => {
    expect(bodies.flatMap((body) => parse(bytes(body)))).toEqual([
      { kind: 'message', id: 'm1', from: { phone }, at: 1_000, content: { type: 'text', text: 'Hello' } },
      { kind: 'message', id: 'm2', from: { phone }, at: 2_000, content: { type: 'button', id: 'b1', title: 'Yes' } },
      { kind: 'status', id: 'try-c1~s1.r1', to: { phone }, at: 3_000, status: 'delivered', send: 'c1~s1.r1' },
      { kind: 'status', id: 'try-c1~s1.r1', to: { phone }, at: 3_000, status: 'read', send: 'c1~s1.r1' },
    ]);
    const row: TrialCall = { messages: [{ id: 'm3', from: phone, at: 1, choice: { kind: 'list', id: 'r1', title: 'Tea' } }] };
    expect(parse(bytes(row))).toMatchObject([{ content: { type: 'list', id: 'r1', title: 'Tea' } }]);
  });

  it('accepts whatever is sent, under an id that its statuses name', async () => {
    const accepted = await send({ send: 'c1~s1.r1', to: { phone }, content: { type: 'text', text: 'Hi' } }, {}, { timeout: 1_000 });
    expect(accepted).toEqual({ kind: 'accepted', id: 'try-c1~s1.r1' });
  });
});
