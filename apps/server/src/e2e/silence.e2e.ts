import { afterEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@tandem/domain';
import { buttonsOf } from '../testing/story-line.js';
import { noon, startStory, type Story } from '../testing/story.js';

const sari = '6281234500001';

describe.each(['memory', 'sqlite'] as const)('a conversation, its log in %s', (kept) => {
  let story: Story;
  afterEach(() => story.end());

  /** On disk: in the middle of everything the server is stopped and started again. */
  const begin = async () => {
    story = await startStory({ kept });
    return { line: story.published, interlude: async () => {
      if (kept === 'sqlite') {
        await story.quiet();
        await story.restart();
      }
    } };
  };

  it('is answered, asked after silence, goes on, is asked after the next silence, and ends by the button', async () => {
    const { line, interlude } = await begin();
    await line.talks(sari, 'hello');
    expect(line.texts()).toEqual(['You said: hello']);

    await story.advance(5 * MINUTE - 1);
    expect(line.asks()).toHaveLength(0);
    await interlude();
    await story.advance(1);
    const [, ask] = await line.sent(2);
    expect(ask && buttonsOf(ask).map(({ title }) => title)).toEqual(['Yes, go on', 'No, end chat']);
    await story.quiet();
    await interlude();
    await line.taps(sari, 'go-on');
    expect(await line.happened('AskAnswered')).toMatchObject({ data: { answer: 'go-on' } });

    await story.advance(5 * MINUTE);
    await line.sent(3);
    await interlude();
    await line.taps(sari, 'end');
    expect(await line.happened('SessionEnded')).toMatchObject({ data: { reason: 'customer-confirmed', at: noon + 10 * MINUTE } });
    expect(line.agent.turns).toHaveLength(1);
    expect(line.asks()).toHaveLength(2);
  });

  it('ends on the second when nobody answers the ask', async () => {
    const { line, interlude } = await begin();
    await line.talks(sari, 'hello');
    await story.advance(5 * MINUTE);
    await line.happened('SendAccepted', 2);
    await interlude();
    await story.advance(10 * MINUTE - 1);
    expect(line.events('SessionEnded')).toHaveLength(0);
    await story.advance(1);
    const ended = await line.happened('SessionEnded');
    expect(ended.data).toMatchObject({ reason: 'no-answer', at: noon + 15 * MINUTE });
    await story.advance(SECOND);
    expect(line.events('SessionEnded')).toHaveLength(1);
    expect(await line.sent(2)).toHaveLength(2);
  });
});

describe('a deadline', () => {
  let story: Story;
  afterEach(() => story.end());

  it('ends nobody whose message is in the log and not read yet', async () => {
    story = await startStory();
    const line = story.published;
    await line.talks(sari, 'hello');
    await story.advance(5 * MINUTE);
    await line.happened('SendAccepted', 2);
    await story.quiet();
    const { vault } = story.server().context;
    const open = vault.openBytes.bind(vault);
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    Object.assign(vault, { openBytes: async (box: Parameters<typeof open>[0]) => {
      await gate;
      return open(box);
    } });
    await story.clock.advance(10 * MINUTE - SECOND);
    await line.writes(sari, 'I am still here');
    await story.clock.advance(MINUTE);
    expect(line.events('SessionEnded')).toEqual([]);
    release();
    await line.happened('MessageReceived', 2);
    await story.quiet();
    await story.advance(4 * MINUTE);
    expect(line.events('SessionEnded')).toEqual([]);
    expect(line.texts().at(-1)).toBe('You said: I am still here');
  });
});
