// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, auditStream, intakeStream, webhooksStream } from '@tandem/domain';
import { createHeadSigner } from '../audit/heads.js';
import { verifyHeads } from '../audit/verify-heads.js';
import { by } from '../testing/installation.js';
import { startStory, type Story } from '../testing/story.js';

describe.each(['memory', 'sqlite'] as const)('what a server does every hour, its log in %s', (kept) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ kept, config: { receiptsDays: 8, conversationsDays: 8 } });
  });
  afterEach(() => story.end());

  /** An hour at a time, as it goes by: the disk answers in its own time. */
  const goesBy = async (time: number): Promise<void> => {
    for (let left = time; left > 0; left -= HOUR) await story.advance(Math.min(left, HOUR));
    await story.quiet();
  };
  const types = async (stream: string) => (await story.server().context.store.read(stream)).events.map(({ type }) => type);

  /** The stream's events once there are so many: an hourly task is nobody's answer, so nothing else tells of its end. */
  const oncePresent = async (stream: string, events: number): Promise<readonly string[]> => {
    for (;;) {
      const found = await types(stream);
      if (found.length >= events) return found;
      await new Promise(setImmediate);
    }
  };

  it('signs where the configuration stands, when something was changed', async () => {
    const { context } = story.server();
    await goesBy(2 * MINUTE);
    expect(await oncePresent(auditStream, 2)).toEqual(['NotaryAppointed', 'HeadsSigned']);
    await goesBy(3 * HOUR);
    expect(await types(auditStream)).toHaveLength(2);
    await context.procedures.agents.rename('shop', by(), 'The shop');
    await goesBy(HOUR);
    expect(await oncePresent(auditStream, 3)).toEqual(['NotaryAppointed', 'HeadsSigned', 'HeadsSigned']);
    const publicKey = await createHeadSigner(context).publicKey();
    expect(await verifyHeads(context.store, [publicKey])).toMatchObject({ misfits: [], keys: [publicKey] });
  });

  it('lets receipts and conversations go when they are too old', async () => {
    const { context } = story.server();
    const { published } = story;
    await published.talks('6281234500001', 'an old story');
    const { stream } = await published.happened('MessageReceived');
    await goesBy(2 * DAY);
    expect(await types(intakeStream(published.channel))).toContain('DayBalanced');
    expect((await context.store.read(stream)).events.length).toBeGreaterThan(5);
    await goesBy(8 * DAY);
    const receipts = await context.store.read(webhooksStream(published.channel, context.writer));
    expect(receipts.events).toEqual([]);
    expect(receipts.version).toBeGreaterThan(0);
    expect(await context.vault.keys('receipts-')).toEqual([]);
    expect((await context.store.read(stream)).events).toEqual([]);
  }, 60_000);
});
