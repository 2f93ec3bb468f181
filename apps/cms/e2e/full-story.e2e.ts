// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '@tandem/domain';
import { costerLines, lines, qontakLines, type AnyNumber } from '../../server/src/testing/story-numbers.js';
import { onStageOf, openPhone } from './acts.js';
import { areThere, customer } from './provider-cast.js';

const there = await areThere('The full story in a browser');

const [metaPublished, , metaOther] = lines as [AnyNumber, AnyNumber, AnyNumber];
const [costerPublished, costerDraft] = costerLines as [AnyNumber, AnyNumber];
const qontakDraft = qontakLines[1] as AnyNumber;

/** Numbers of the published and the draft version of one agent, and of another agent. */
const casts: readonly [string, readonly AnyNumber[]][] = [
  ['Meta Cloud on both tabs', lines],
  ['Coster on both tabs', costerLines],
  ['Qontak on both tabs', qontakLines],
  ['Meta Cloud published, Coster as draft', [metaPublished, costerDraft, metaOther]],
  ['Coster published, Qontak as draft', [costerPublished, qontakDraft, metaOther]],
];

(there ? describe : describe.skip).each(casts)('a customer at the phone with %s', (_cast, numbers) => {
  const { stage, asOwner } = onStageOf(numbers, { kept: 'sqlite' });

  it('is answered, asked, goes on, is asked again and ends it, on both numbers at once and with a restart in the middle; the CMS shows it', async () => {
    const { story } = stage();
    const one = await asOwner('/conversations');
    await one.page.goto('about:blank'); // nobody looks while the server is away
    const phoneOf = ({ phoneNumberId: number }: AnyNumber) => openPhone(one, stage(), { number, customer });
    const both = [await phoneOf(story.published.number), await phoneOf(story.draft.number)];
    const onBoth = async (act: (phone: (typeof both)[number]) => Promise<unknown>): Promise<void> => {
      for (const phone of both) await act(phone);
      await story.quiet();
    };

    await onBoth((phone) => phone.writes('hello'));
    await onBoth((phone) => phone.reads('You said: hello'));
    await stage().advance(5 * MINUTE);
    await onBoth((phone) => phone.reads('Do you need anything else?'));
    await story.restart();
    await onBoth((phone) => phone.taps('Yes, go on'));
    for (const line of [story.published, story.draft]) await line.happened('AskAnswered');
    await story.quiet();
    await stage().advance(5 * MINUTE);
    await story.quiet();
    for (const { page } of both) await page.locator('.theirs').getByText('Do you need anything else?').nth(1).waitFor();
    await onBoth((phone) => phone.taps('No, end chat'));

    for (const line of [story.published, story.draft]) {
      expect((await line.happened('SessionEnded')).data).toMatchObject({ reason: 'customer-confirmed' });
      expect(line.asks()).toHaveLength(2);
    }
    await one.page.goto(`${stage().url()}/conversations`);
    await one.page.getByText('Ended: ', { exact: false }).nth(1).waitFor();
  }, 90_000);
});
