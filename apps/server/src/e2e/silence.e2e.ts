// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@tandem/domain';
import { startStory, type Story } from '../testing/story.js';

const sari = '6281234500001';

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
