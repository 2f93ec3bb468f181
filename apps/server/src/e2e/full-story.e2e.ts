import { afterEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@tandem/domain';
import { protocols } from '@tandem/protocols';
import { buttonsOf, type Line } from '../testing/story-line.js';
import { costerLines, lines, protocolOf, qontakLines, type AnyNumber } from '../testing/story-numbers.js';
import { noon, startStoryOf, type Kept, type Story } from '../testing/story.js';

const sari = '6281234500001';

const [metaPublished, , metaOther] = lines as [AnyNumber, AnyNumber, AnyNumber];
const [costerPublished, costerDraft] = costerLines as [AnyNumber, AnyNumber];
const [qontakPublished, qontakDraft] = qontakLines as [AnyNumber, AnyNumber];

/** Numbers of the published and the draft version of one agent, and of another agent. */
const casts: readonly [string, readonly AnyNumber[]][] = [
  ['Meta Cloud on both tabs', lines],
  ['Coster on both tabs', costerLines],
  ['Qontak on both tabs', qontakLines],
  ['Meta Cloud published, Coster as draft', [metaPublished, costerDraft, metaOther]],
  ['Coster published, Qontak as draft', [costerPublished, qontakDraft, metaOther]],
  ['Qontak published, Coster as draft', [qontakPublished, costerDraft, metaOther]],
];

/** A protocol is a folder that can be deleted; its stories go with it, and the others' are told without it. */
const installed = new Set<string>(protocols.map(({ name }) => name));
const played = casts.filter(([, cast]) => cast.every((number) => installed.has(protocolOf(number))));
const cases = played.flatMap(([cast, numbers]): [string, Kept, readonly AnyNumber[]][] => [[cast, 'memory', numbers], [cast, 'sqlite', numbers]]);

describe.each(cases)('a conversation with %s, its log in %s', (_cast, kept, numbers) => {
  let story: Story<AnyNumber>;
  afterEach(() => story.end());

  /** Both versions at once. On disk: in the middle of everything the server is stopped and started again. */
  const begin = async () => {
    story = await startStoryOf(numbers, { kept });
    return { both: [story.published, story.draft], interlude: async () => {
      if (kept === 'sqlite') {
        await story.quiet();
        await story.restart();
      }
    } };
  };
  type AnyLine = Line<AnyNumber>;
  const each = async <T>(both: readonly AnyLine[], doThis: (line: AnyLine) => Promise<T>): Promise<void> => {
    for (const line of both) await doThis(line);
  };

  it('is answered, asked after silence, goes on, is asked after the next silence, and ends by the button', async () => {
    const { both, interlude } = await begin();
    await each(both, (line) => line.talks(sari, 'hello'));
    for (const line of both) expect(line.texts()).toEqual(['You said: hello']);

    await story.advance(5 * MINUTE - 1);
    for (const line of both) expect(line.asks()).toHaveLength(0);
    await interlude();
    await story.advance(1);
    await each(both, async (line) => {
      const [, ask] = await line.sent(2);
      expect(ask && buttonsOf(ask).map(({ title }) => title)).toEqual(['Yes, go on', 'No, end chat']);
    });
    await story.quiet();
    await interlude();
    await each(both, async (line) => {
      await line.taps(sari, 'go-on');
      expect(await line.happened('AskAnswered')).toMatchObject({ data: { answer: 'go-on' } });
    });

    await story.advance(5 * MINUTE);
    await each(both, (line) => line.sent(3));
    await interlude();
    await each(both, async (line) => {
      await line.taps(sari, 'end');
      expect(await line.happened('SessionEnded')).toMatchObject({ data: { reason: 'customer-confirmed', at: noon + 10 * MINUTE } });
      expect(line.agent.turns).toHaveLength(1);
      expect(line.asks()).toHaveLength(2);
    });
    await story.quiet();
  });

  it('ends on the second when nobody answers the ask', async () => {
    const { both, interlude } = await begin();
    await each(both, (line) => line.talks(sari, 'hello'));
    await story.advance(5 * MINUTE);
    await each(both, (line) => line.happened('SendAccepted', 2));
    await interlude();
    await story.advance(10 * MINUTE - 1);
    for (const line of both) expect(line.events('SessionEnded')).toHaveLength(0);
    await story.advance(1);
    await each(both, async (line) => {
      expect((await line.happened('SessionEnded')).data).toMatchObject({ reason: 'no-answer', at: noon + 15 * MINUTE });
    });
    await story.advance(SECOND);
    for (const line of both) {
      expect(line.events('SessionEnded')).toHaveLength(1);
      expect(await line.sent(2)).toHaveLength(2);
    }
  });
});
