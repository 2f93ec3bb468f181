// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { SECOND } from '@tandem/domain';
import { realClock } from '@tandem/domain/testing';
import { protocols } from '@tandem/protocols';
import { startTemporal, temporalFor, type FoundTemporal } from '../../../commands/temporal.mjs';
import type { Config } from '../config.js';
import { buttonsOf, type Line } from '../testing/story-line.js';
import { costerLines, lines, protocolOf, qontakLines, type AnyNumber } from '../testing/story-numbers.js';
import { startStoryOf, type Story } from '../testing/story.js';

const sari = '6281234500001';
const budi = '6281234500002';
jest.setTimeout(120_000);

/** A protocol is a folder that can be deleted; its story goes with it. */
const installed = new Set<string>(protocols.map(({ name }) => name));
const played = ([['Meta Cloud', lines], ['Coster', costerLines], ['Qontak', qontakLines]] as [string, readonly AnyNumber[]][])
  .filter(([, numbers]) => numbers.every((number) => installed.has(protocolOf(number))));

const server = await temporalFor('the end-to-end story with its timers in a real Temporal server');

(server ? describe : describe.skip)('a conversation whose timers Temporal holds', () => {
  let story: Story<AnyNumber>;
  let line: Line<AnyNumber>;
  afterEach(() => story.end());
  afterAll(() => server?.stop());

  const engine = ({ address, namespace }: { address: string; namespace: string } = server as FoundTemporal): Partial<Config> =>
    ({ sessionTimers: `temporal://${address}/${namespace}`, temporalTaskQueue: randomUUID() });
  const begin = async (config: Partial<Config>, numbers: readonly AnyNumber[] = lines): Promise<void> => {
    story = await startStoryOf(numbers, { kept: 'sqlite', clock: realClock(), config });
    line = story.published;
    for (const one of [line, story.draft]) await one.set({ delayBeforeAskSeconds: 2, delayBeforeEndSeconds: 2 });
  };

  it.each(played)('is answered, asked, goes on, is asked again and ends with %s, with restarts in the middle', async (_protocol, numbers) => {
    await begin(engine(), numbers);
    const both = [story.published, story.draft];
    for (const one of both) await one.set({ delayBeforeEndSeconds: 30 });
    for (const one of both) await one.talks(sari, 'hello');
    for (const one of both) expect(one.texts()).toEqual(['You said: hello']);
    await eventually(() => both.every((one) => one.asks().length === 1));
    await story.quiet();
    await story.restart();
    for (const one of both) {
      await one.taps(sari, 'go-on');
      expect(await one.happened('AskAnswered')).toMatchObject({ data: { answer: 'go-on' } });
    }
    await eventually(() => both.every((one) => one.asks().length === 2));
    await story.quiet();
    await story.restart();
    for (const one of both) {
      await one.taps(sari, 'end');
      expect(await one.happened('SessionEnded')).toMatchObject({ data: { reason: 'customer-confirmed' } });
      expect(one.asks()).toHaveLength(2);
    }
  });

  it.each(played)('is asked and, unanswered, ended with %s, although the server was down at both times', async (_protocol, numbers) => {
    await begin(engine(), numbers);
    const both = [story.published, story.draft];
    for (const one of both) await one.talks(sari, 'hello');
    await story.restart(() => story.clock.advance(4 * SECOND));
    for (const one of both) {
      await eventually(() => one.events('SendAccepted').length === 2);
      expect(buttonsOf(one.asks()[0]!).map(({ title }) => title)).toEqual(['Yes, go on', 'No, end chat']);
    }
    await story.quiet();
    await story.restart(() => story.clock.advance(4 * SECOND));
    await eventually(() => both.every((one) => one.events('SessionEnded').length > 0));
    await story.advance(2 * SECOND);
    for (const one of both) {
      expect([one.asks().length, one.events('SessionEnded').map(({ data }) => data.reason)]).toEqual([1, ['no-answer']]);
    }
  });

  it('changes from the embedded timers to Temporal and back with the session open', async () => {
    await begin({});
    await line.set({ delayBeforeAskSeconds: 8, delayBeforeEndSeconds: 8 });
    await line.talks(sari, 'hello');
    await story.quiet();
    await story.restart(undefined, engine());
    await line.talks(budi, 'hello');
    await eventually(() => line.asks().length === 2);
    await story.quiet();
    await story.restart(undefined, { sessionTimers: 'embedded' });
    await eventually(() => line.events('SessionEnded').length === 2);
    expect([line.asks().length, line.events('SessionEnded').map(({ data }) => data.reason)]).toEqual([2, ['no-answer', 'no-answer']]);
  });

  it('is answered while Temporal is away, and asked and ended when it is there', async () => {
    const later = await startTemporal();
    await later.stop();
    await begin(engine(later));
    await line.talks(sari, 'hello');
    expect(line.texts()).toEqual(['You said: hello']);
    expect(story.logLines().some((text) => text.includes('SessionNotArmed'))).toBe(true);
    const there = await startTemporal({ port: later.port });
    try {
      await eventually(() => line.events('SessionEnded').length > 0);
      expect([line.asks().length, line.events('SessionEnded').length]).toEqual([1, 1]);
    } finally {
      await there.stop();
    }
  });
});

/** Longer than the log is watched: an outage has pauses that grow. */
const eventually = async (holds: () => boolean): Promise<void> => {
  for (const since = performance.now(); !holds(); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (performance.now() - since > 40_000) throw new Error('It never came to that.');
  }
};
