// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND, type VerdictCounts } from '@tandem/domain';
import { signed } from '../testing/installation.js';
import type { Line } from '../testing/story-line.js';
import { startStory, type Story } from '../testing/story.js';
import { openViews } from '../views/views.js';

const sari = '6281234500001';

let story: Story;
let a: Line;
let b: Line;

beforeEach(async () => {
  story = await startStory();
  a = story.published;
  b = story.other;
});
afterEach(() => story.end());

interface Handled {
  readonly calls: number;
  readonly counts: VerdictCounts;
  readonly exceptions: readonly { readonly verdict: string; readonly reason: string }[];
}

const handledOn = (line: Line): readonly Handled[] => story.log().events
  .filter(({ stream, type }) => stream === `intake-${line.channel}` && type === 'ReceiptsHandled').map(({ data }) => data as unknown as Handled);

const text = (id: string, from: string, body: string) => ({ id, from, timestamp: '1793620800', type: 'text', text: { body } });
const change = (line: Line, value: object, field = 'messages') =>
  ({ field, value: { messaging_product: 'whatsapp', metadata: { phone_number_id: line.number.phoneNumberId }, ...value } });
const bodyOf = (...changes: readonly object[]) => JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] });

const post = async (line: Line, body: string, headers: Record<string, string> = signed(body, line.number.appSecret)): Promise<number> => {
  const answer = await fetch(`${story.server().url}/webhooks/meta-cloud/${line.address}`, { method: 'POST', body, headers });
  return answer.status;
};

const balanceOf = async (line: Line) => {
  const { store, vault, writer } = story.server().context;
  const views = openViews({ file: ':memory:', store, vault });
  await views.start();
  await views.waitFor(story.log().events.findLast(({ stream }) => stream.startsWith('intake-'))?.position ?? 0);
  const balance = await views.balance(line.channel, [writer]);
  await views.stop();
  return balance;
};

describe('a call of Meta', () => {
  it('a body signed by A\'s secret naming B\'s number reaches nothing of B and is recorded as foreign', async () => {
    const before = story.log().events.filter(({ stream }) => stream.includes(b.channel)).length;
    expect(await post(a, bodyOf(change(b, { messages: [text('wamid.forged', sari, 'let me in')] })))).toBe(200);
    await story.quiet();
    expect(handledOn(a)).toMatchObject([{ counts: { foreign: 1, handled: 0 }, exceptions: [{ verdict: 'foreign', reason: 'ForeignNumber' }] }]);
    expect(story.log().events.filter(({ stream }) => stream.includes(b.channel))).toHaveLength(before);
    expect([a.agent.turns, b.agent.turns, a.texts(), b.texts()]).toEqual([[], [], [], []]);
    expect(await post(b, '{}', signed('{}', a.number.appSecret))).toBe(401);
  });

  it('a body naming a sibling\'s number under the app secret of both is the sibling\'s, and answered by it', async () => {
    expect(await post(a, bodyOf(change(story.draft, { messages: [text('wamid.one', sari, 'hello')] })))).toBe(200);
    await story.draft.sent(1);
    await story.quiet();
    expect(handledOn(a)).toMatchObject([{ counts: { handled: 1, foreign: 0 } }]);
    expect([a.agent.turns.length, story.draft.agent.turns.length]).toEqual([0, 1]);
    expect([a.texts(), story.draft.texts()]).toEqual([[], ['You said: hello']]);
  });

  it('is refused without a signature or with a garbled one, and counted once a minute', async () => {
    const body = bodyOf(change(a, { messages: [text('wamid.one', sari, 'hello')] }));
    const right = signed(body, a.number.appSecret)['x-hub-signature-256'] ?? '';
    const garbled = ['', 'sha256=', right.slice(0, -1), right.toUpperCase().replace('SHA256', 'sha1'), `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}`];
    expect(await post(a, body, {})).toBe(401);
    for (const signature of garbled) expect([signature, await post(a, body, { 'x-hub-signature-256': signature })]).toEqual([signature, 401]);
    await story.advance(MINUTE);
    await story.quiet();
    const refused = story.log().events.filter(({ type }) => type === 'CallsRefused').map(({ data }) => (data as { counts: { BadSignature: number } }).counts.BadSignature);
    expect(refused).toEqual([1, garbled.length]);
    expect(handledOn(a)).toEqual([]);
    expect(a.agent.turns).toEqual([]);
  });

  it('to verify the address is answered with its challenge: that is how the numbers of this story were connected', async () => {
    const page = await (await fetch(`${story.server().url}/metrics`)).text();
    expect(page).toMatch(/tandem_challenges_answered_total\{protocol="meta-cloud"\} [1-9]/);
    const wrong = `${story.server().url}/webhooks/meta-cloud/${a.address}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=guess`;
    expect((await fetch(wrong)).status).toBe(403);
  });

  it('that is no JSON is kept, read as one unreadable item, and stops nothing behind it', async () => {
    expect(await post(a, '{"object":"whats')).toBe(200);
    await a.talks(sari, 'hello');
    expect(handledOn(a).reduce((sum, { counts }) => sum + counts.unreadable, 0)).toBe(1);
    expect(a.texts()).toEqual(['You said: hello']);
  });

  it('with 1,000 items in 3 MB is handled whole, and the balance adds up', async () => {
    a.agent.behave(() => ({ replies: ['Noted'] }));
    a.faults({ window: 'off', statuses: { upTo: 'none' } });
    const customers = Array.from({ length: 40 }, (_, n) => `62812345${1000 + n}`);
    const long = (n: number) => `${n} ${'word '.repeat(900)}`;
    const messages = Array.from({ length: 640 }, (_, n) => text(`wamid.${n}`, customers[n % customers.length] ?? sari, long(n)));
    const doubles = messages.slice(0, 60);
    const statuses = Array.from({ length: 150 }, (_, n) => ({ id: `wamid.of-nobody-${n}`, status: 'read', timestamp: '1793620800', recipient_id: `1999555${1000 + n}` }));
    const foreign = Array.from({ length: 50 }, (_, n) => text(`wamid.f${n}`, sari, 'not for you'));
    const echoes = Array.from({ length: 100 }, (_, n) => ({ ...text(`wamid.e${n}`, a.number.number, 'our own'), to: sari }));
    const body = bodyOf(
      change(a, { messages }), change(a, { messages: doubles }), change(a, { statuses }), change(b, { messages: foreign }),
      change(a, { message_echoes: echoes }, 'message_echoes'),
    );
    expect(Buffer.byteLength(body)).toBeGreaterThan(3_000_000);
    expect(await post(a, body)).toBe(200);
    await story.log().until('the call to be read', () => handledOn(a).length > 0);
    expect(handledOn(a).map(({ calls, counts }) => ({ calls, counts }))).toEqual([
      { calls: 1, counts: { handled: 640, duplicate: 60, ignored: 250, foreign: 50, unreadable: 0, parked: 0 } },
    ]);
    await story.log().until('every customer to be answered', async () => {
      await story.clock.advance(SECOND / 10);
      return story.log().isQuiet(story);
    });
    expect(customers.every((customer) => a.texts(customer).length > 0)).toBe(true);
    const heard = a.agent.turns.flatMap(({ customer, messages: said }) => said.map(({ content }) => ({ customer: customer.id, n: parseInt((content as { text: string }).text) })));
    expect(heard).toHaveLength(640);
    for (const mine of Map.groupBy(heard, ({ customer }) => customer).values()) expect(mine.map(({ n }) => n)).toEqual(mine.map(({ n }) => n).sort((x, y) => x - y));
    expect(await balanceOf(a)).toMatchObject({
      accepted: 1, waiting: 0, callsRead: 1, counts: { handled: 640, duplicate: 60, ignored: 250, foreign: 50, unreadable: 0, parked: 0 },
    });
    expect(b.agent.turns).toEqual([]);
  }, 60_000);

  it.each(['image', 'audio', 'video', 'document', 'sticker'])('with a medium (%s) is answered at once, whatever becomes of its bytes', async (type) => {
    story.simulator.setFaults(a.number.phoneNumberId, { calls: [{ fault: 'no-answer-before', on: 'media', always: true }] });
    await a.writes(sari, { type });
    await a.sent(1);
    expect(a.agent.turns[0]?.messages).toMatchObject([{ content: { type } }]);
  });
});
