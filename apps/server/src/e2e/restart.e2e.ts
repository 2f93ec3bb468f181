// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND, type VerdictCounts } from '@tandem/domain';
import type { Line } from '../testing/story-line.js';
import { noon, startStory, type Story, type StoryOptions } from '../testing/story.js';

const sari = '6281234500001';
const customers = Array.from({ length: 3 }, (_, n) => `628123450001${n}`);

describe.each(['memory', 'sqlite'] as const)('a restart, the log in %s', (kept) => {
  let story: Story;
  let line: Line;
  const begin = async (options: StoryOptions = {}): Promise<void> => {
    story = await startStory({ kept, ...options });
    line = story.published;
  };
  afterEach(() => story.end());

  it('with open sessions keeps every deadline to the millisecond', async () => {
    await begin();
    for (const [n, customer] of customers.entries()) {
      await line.talks(customer, 'hello');
      if (n < customers.length - 1) await story.advance(10 * SECOND);
    }
    await story.quiet();
    await story.restart();
    await story.advance(noon + 5 * MINUTE - 1 - story.clock.now());
    expect(line.asks()).toEqual([]);
    for (const [n] of customers.entries()) {
      await story.advance(n === 0 ? 1 : 10 * SECOND);
      await story.log().until('the ask', () => line.asks().length === n + 1);
      await story.quiet();
    }
    expect(line.asks().map(({ at }) => at - noon)).toEqual(customers.map((_, n) => 5 * MINUTE + n * 10 * SECOND));
    expect(line.asks().map(({ to }) => to?.slice(1))).toEqual(customers);
  });

  it('after an outage longer than all delays asks first, once, and keeps the full delay before the end', async () => {
    await begin();
    for (const customer of customers) await line.talks(customer, 'hello');
    await story.quiet();
    await story.restart(() => story.clock.advance(3 * HOUR));
    await story.log().until('the asks', () => line.asks().length === customers.length);
    await story.quiet();
    expect(line.asks().map(({ to }) => to?.slice(1)).sort()).toEqual(customers);
    await story.advance(10 * MINUTE - 1);
    expect(line.events('SessionEnded')).toEqual([]);
    await story.restart();
    await story.advance(1);
    await line.happened('SessionEnded', customers.length);
    await story.advance(HOUR);
    expect(line.events('SessionEnded').map(({ data }) => data.reason)).toEqual(customers.map(() => 'no-answer'));
    expect(line.asks()).toHaveLength(customers.length);
  });

  it('after an outage in which the end fell due handles each overdue deadline once', async () => {
    await begin();
    for (const customer of customers) await line.talks(customer, 'hello');
    await story.advance(5 * MINUTE);
    await line.happened('SendAccepted', 2 * customers.length);
    await story.quiet();
    await story.restart(() => story.clock.advance(3 * HOUR));
    await line.happened('SessionEnded', customers.length);
    await story.quiet();
    await story.restart();
    await story.advance(HOUR);
    expect(line.events('SessionEnded')).toHaveLength(customers.length);
    expect(line.asks()).toHaveLength(customers.length);
  });

  it('ends nobody within the grace, in which what came meanwhile is read first', async () => {
    await begin({ config: { graceSeconds: 60 } });
    await story.advance(60 * SECOND);
    await line.talks(sari, 'hello');
    await line.talks(customers[0] ?? '', 'hello');
    await story.advance(5 * MINUTE);
    await line.happened('SendAccepted', 4);
    await story.quiet();
    await story.restart(async () => {
      await story.clock.advance(3 * HOUR);
      await line.writes(sari, 'I am still here'); // refused by nobody: Meta tries again
    });
    await story.clock.advance(30 * SECOND);
    await line.happened('TurnAnswered', 3);
    await story.quiet();
    expect(line.events('SessionEnded')).toEqual([]);
    await story.advance(30 * SECOND);
    const ended = await line.happened('SessionEnded');
    await story.quiet();
    expect(line.events('SessionEnded')).toHaveLength(1);
    expect(ended.stream).not.toBe(line.events('SessionStarted')[0]?.stream);
  });

  it('while the agent is being asked repeats the same turn and answers once', async () => {
    await begin();
    let asked = 0;
    line.agent.behave(() => {
      asked += 1;
      return asked === 1 ? { status: 503 } : { replies: ['Here I am'] };
    });
    await line.talks(sari, 'hello');
    await story.restart();
    await story.advance(2 * SECOND);
    await line.sent(1);
    await story.quiet();
    expect(line.agent.turns.map(({ turn, attempt }) => [turn, attempt])).toEqual([[line.agent.turns[0]?.turn, 1], [line.agent.turns[0]?.turn, 2]]);
    expect(line.texts()).toEqual(['Here I am']);
  });

  it('finds calls again that were taken and not read, and reads none twice', async () => {
    await begin();
    await Promise.all(customers.map((customer) => line.writes(customer, 'hello')));
    await story.restart();
    await line.sent(customers.length);
    await story.quiet();
    await story.restart();
    await story.quiet();
    expect(line.events('MessageReceived')).toHaveLength(customers.length);
    expect(line.texts()).toHaveLength(customers.length);
    const received = story.log().events.filter(({ type }) => type === 'WebhookReceived').length;
    const read = story.log().events.filter(({ type }) => type === 'ReceiptsHandled').map(({ data }) => data as { calls: number; counts: VerdictCounts });
    expect(read.reduce((sum, { calls }) => sum + calls, 0)).toBe(received);
    expect(read.reduce((sum, { counts }) => sum + Object.values(counts).reduce((all, count) => all + count, 0), 0)).toBe(received);
  });
});
