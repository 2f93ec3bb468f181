// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '@tandem/domain';
import type { Line } from '../testing/story-line.js';
import { startStory, type Story } from '../testing/story.js';

const sari = '6281234500001';
const budi = '6281234500002';

let story: Story;
let line: Line;

beforeEach(async () => {
  story = await startStory();
  line = story.published;
});
afterEach(() => story.end());

const metrics = async (): Promise<Readonly<Record<string, number>>> => {
  const page = await (await fetch(`${story.server().url}/metrics`)).text();
  return Object.fromEntries(page.split('\n').filter((row) => row.startsWith('tandem_')).map((row) => {
    const cut = row.lastIndexOf(' ');
    return [row.slice('tandem_'.length, cut), Number(row.slice(cut + 1))];
  }));
};

describe('the metrics', () => {
  it('show after a conversation what came in, what became of it, what was answered, said, and how late', async () => {
    line.faults({ statuses: { upTo: 'none' } });
    line.agent.behave((_request, turn) => (turn === 1 ? { status: 500 } : { replies: ['Hello'] }));
    await line.talks(sari, 'hello');
    await story.advance(SECOND);
    await line.happened('SendAccepted');
    await line.talks(sari, { text: 'twice', times: 2 });
    line.fails({ fault: 'refuse', code: 131026 });
    await story.advance(5 * MINUTE);
    await line.happened('SendRefused');
    await fetch(`${story.server().url}/webhooks/meta-cloud/${line.address}`, { method: 'POST', body: '{}' });
    await fetch(`${story.server().url}/webhooks/meta-cloud/nowhere`, { method: 'POST', body: '{}' });
    await story.advance(10 * MINUTE);
    await line.happened('SessionEnded');
    await story.quiet();
    expect(await metrics()).toMatchObject({
      'calls_accepted_total{protocol="meta-cloud"}': 3,
      'calls_refused_total{reason="BadSignature"}': 1,
      'calls_refused_total{reason="UnknownAddress"}': 1,
      'challenges_answered_total{protocol="meta-cloud"}': expect.any(Number),
      'acknowledgement_seconds_count{protocol="meta-cloud"}': 3,
      'items_total{verdict="handled"}': 2,
      'items_total{verdict="duplicate"}': 1,
      'items_total{verdict="foreign"}': 0,
      'turns_total{outcome="failed"}': 1,
      'turns_total{outcome="answered"}': 2,
      'sends_total{outcome="accepted"}': 2,
      'sends_total{outcome="refused"}': 1,
      reader_lag_seconds: 0,
      calls_waiting: 0,
      'waiting{what="turns"}': 0,
      'waiting{what="sends"}': 0,
      'waiting{what="timers"}': 0,
      'waiting{what="parked"}': 0,
    });
    expect((await metrics()).timer_lateness_seconds_count).toBeGreaterThanOrEqual(2);
  });

  it('show what waits: turns of an agent that is down, messages of a paused channel, sessions with a deadline', async () => {
    story.other.agent.behave(() => ({ status: 503 }));
    await story.other.talks(sari, 'hello');
    const { number } = line;
    story.simulator.addNumber({ ...number, displayPhoneNumber: number.number, name: number.agent, accessToken: 'the next token' });
    for (const customer of [sari, budi]) await line.writes(customer, 'hello');
    await story.log().until('the pause', () => story.way().channels.get(line.channel)?.paused);
    await story.quiet();
    expect(await metrics()).toMatchObject({ 'waiting{what="turns"}': 1, 'waiting{what="sends"}': 2, 'waiting{what="timers"}': 3 });
  });

  it('show how late deadlines were judged after an outage', async () => {
    await line.talks(sari, 'hello');
    await story.quiet();
    await story.restart(() => story.clock.advance(HOUR));
    await line.sent(2);
    await story.quiet();
    expect((await metrics()).timer_lateness_seconds_sum).toBeGreaterThanOrEqual(55 * 60);
  });

  it('show how far behind the reading is', async () => {
    await line.talks(sari, 'hello');
    await story.quiet();
    line.faults({ statuses: { upTo: 'none' } });
    const { store } = story.server().context;
    const append = store.append.bind(store);
    let stuck = true;
    Object.assign(store, { append: async (...args: Parameters<typeof append>) => {
      if (stuck && args[0].startsWith('intake-')) throw new Error('the store is away');
      return append(...args);
    } });
    await line.writes(sari, 'one');
    await line.writes(sari, 'two');
    await story.clock.advance(10 * SECOND);
    expect(await metrics()).toMatchObject({ calls_waiting: 2, reader_lag_seconds: 10 });
    stuck = false;
    await story.clock.advance(MINUTE);
    await story.quiet();
    expect(await metrics()).toMatchObject({ calls_waiting: 0, reader_lag_seconds: 0 });
    expect(line.events('MessageReceived')).toHaveLength(3);
  });
});

describe('the log of the process', () => {
  it('tells of trouble, and quotes neither number, name, text, token, nor message id', async () => {
    const name = 'Sari Dewi Lestari';
    const secret = 'my card number is 4111 1111 1111 1111';
    line.agent.behave(() => ({ status: 500, text: secret }));
    await line.talks({ phone: sari, name }, secret);
    line.agent.behave(() => ({ replies: [`You said: ${secret}`] }));
    const { number } = line;
    story.simulator.addNumber({ ...number, displayPhoneNumber: number.number, name: number.agent, accessToken: 'the next token' });
    await story.advance(SECOND);
    await story.log().until('the pause', () => story.way().channels.get(line.channel)?.paused);
    const { conversations } = story.way();
    const load = conversations.load.bind(conversations);
    Object.assign(conversations, { load: async (stream: string) => {
      if (stream.includes(line.channel)) throw new Error(`cannot read ${stream} of ${sari}, who said ${secret}`);
      return load(stream);
    } });
    await story.simulator.inbound(number.phoneNumberId, { from: { phone: budi, name }, text: secret }).tried;
    await story.draft.writes(sari, secret);
    await story.draft.sent(1);
    await story.log().until('the trouble to be told', () => story.logLines().some((row) => row.includes('"level":"error"')));
    Object.assign(conversations, { load });
    await story.clock.advance(MINUTE);
    await story.quiet();
    await story.restart();
    const written = story.logLines();
    expect(written.filter((row) => row.includes('"event":"ChannelPaused"'))).toHaveLength(1);
    expect(written.filter((row) => row.includes('"event":"ServerStarted"'))).toHaveLength(2);
    for (const quoted of [sari, budi, name, secret, '4111', 'wamid', 'token']) {
      expect(written.filter((row) => row.includes(quoted))).toEqual([]);
    }
  });
});
