// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@tandem/domain';
import type { FaultChange } from '@tandem/simulator';
import type { Line } from '../testing/story-line.js';
import { startStory, type Story, type StoryOptions } from '../testing/story.js';

const sari = '6281234500001';

let story: Story;
let line: Line;

const begin = async (options?: StoryOptions): Promise<void> => {
  story = await startStory(options);
  line = story.published;
};
afterEach(() => story.end());

const lost: readonly [string, FaultChange][] = [
  ['the connection breaks after the message was taken', { calls: [{ fault: 'drop-after' }] }],
  ['no answer comes after the message was taken', { calls: [{ fault: 'no-answer-after' }] }],
];

describe('an unknown outcome', () => {
  it.each(lost)('is resolved by the status where %s: nothing is said twice', async (_what, faults) => {
    await begin({ config: { sendTimeoutSeconds: 1 } });
    line.faults(faults);
    await line.writes(sari, 'hello');
    expect((await line.happened('SendAccepted')).data.by).toBe('status');
    await story.advance(2 * MINUTE);
    await story.quiet();
    expect(line.texts()).toEqual(['You said: hello']);
  });

  it('of a reply without any evidence is repeated after a minute', async () => {
    await begin();
    line.faults({ calls: [{ fault: 'drop-before' }] });
    await line.writes(sari, 'hello');
    await line.happened('SendOutcomeUnknown');
    await story.advance(MINUTE - 1);
    expect(line.texts()).toEqual([]);
    await story.advance(1);
    await line.sent(1);
    await line.happened('SendAccepted');
    expect(line.events('SendPostponed')).toMatchObject([{ data: { reason: 'OutcomeUnknown' } }]);
  });

  it('of a reply is left to a person where the setting says so', async () => {
    await begin({ config: { replyUnknown: 'park' } });
    line.faults({ calls: [{ fault: 'drop-after' }], statuses: { upTo: 'none' } });
    await line.writes(sari, 'hello');
    await line.happened('SendOutcomeUnknown');
    await story.advance(MINUTE);
    expect((await line.happened('SendRefused')).data.reason).toBe('OutcomeUnknown');
    await story.advance(2 * MINUTE);
    expect(line.texts()).toHaveLength(1);
    expect(await (await fetch(`${story.server().url}/metrics`)).text()).toContain('tandem_sends_total{outcome="parked"} 1\n');
  });

  it.each(['drop-before', 'drop-after'] as const)('of an ask (%s) is never repeated: it counts as sent', async (fault) => {
    await begin();
    await line.talks(sari, 'hello');
    line.faults({ calls: [{ fault }], statuses: { upTo: 'none' } });
    await story.advance(5 * MINUTE);
    await line.happened('SendOutcomeUnknown');
    await story.advance(MINUTE);
    expect((await line.happened('SendAccepted', 2)).data.by).toBe('nothing');
    await story.advance(10 * MINUTE);
    expect((await line.happened('SessionEnded')).data.reason).toBe('no-answer');
    expect(line.asks()).toHaveLength(fault === 'drop-after' ? 1 : 0);
    expect(line.events('SendAttempted').filter(({ data }) => data.kind === 'ask')).toHaveLength(1);
  });

  it('of an ask whose status comes counts from then', async () => {
    await begin();
    await line.talks(sari, 'hello');
    line.faults({ calls: [{ fault: 'drop-after' }], statuses: { delayMs: 30_000 } });
    await story.advance(5 * MINUTE);
    await line.happened('SendOutcomeUnknown');
    await story.advance(30 * SECOND);
    expect((await line.happened('SendAccepted', 2)).data.by).toBe('status');
    await line.taps(sari, 'end');
    expect((await line.happened('SessionEnded')).data.reason).toBe('customer-confirmed');
  });
});

describe('statuses', () => {
  const orders: readonly [string, FaultChange['statuses']][] = [
    ['before our own call has its answer', { beforeAnswer: true }],
    ['in the opposite order', { order: 'reversed' }],
    ['twice', { times: 2 }],
    ['before the answer, twice and shuffled', { beforeAnswer: true, times: 2, order: 'shuffled' }],
    ['late', { delayMs: 90_000, gapMs: 1_000 }],
  ];

  it.each(orders)('that come %s lead to the same: said once, and only climbing', async (_how, statuses) => {
    await begin();
    line.faults({ statuses });
    await line.talks(sari, 'hello');
    await story.advance(90 * SECOND);
    await story.quiet();
    await story.clock.advance(2 * SECOND);
    await story.log().until('the last status', () => line.events('SendStatusChanged').at(-1)?.data.status === 'read');
    await story.quiet();
    const climbed = line.events('SendStatusChanged').map(({ data }) => ['sent', 'delivered', 'read'].indexOf(data.status));
    expect(climbed).toEqual([...new Set(climbed)].sort());
    expect(line.events('SendAccepted')).toHaveLength(1);
    expect(line.texts()).toEqual(['You said: hello']);
    await story.advance(5 * MINUTE);
    await line.sent(2);
    expect(line.asks()).toHaveLength(1);
  });

  it('of a message of long ago are noted and change nothing', async () => {
    await begin();
    await line.talks(sari, 'hello');
    const statuses = [{ id: 'wamid.of-long-ago', status: 'read', timestamp: '1793000000', recipient_id: sari }];
    const metadata = { phone_number_id: line.number.phoneNumberId };
    await story.simulator.inbound(line.number.phoneNumberId, { rawValue: { messaging_product: 'whatsapp', metadata, statuses } }).tried;
    await line.happened('StatusNoted');
    await story.advance(5 * MINUTE);
    await line.sent(2);
  });
});
