// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '@tandem/domain';
import type { Line } from '../testing/story-line.js';
import { noon, startStory, type Kept, type Story } from '../testing/story.js';

const sari = '6281234500001';
const sarisId = 'ID.40000000000000000001';

let story: Story;
let line: Line;

const begin = async (kept: Kept = 'memory'): Promise<void> => {
  story = await startStory({ kept });
  line = story.published;
};
afterEach(() => story.end());

const untilEnded = async () => {
  await story.advance(5 * MINUTE);
  await story.log().until('the ask', () => line.asks().length > 0);
  await story.quiet();
  await story.advance(10 * MINUTE);
  await line.happened('SessionEnded');
  await story.quiet();
};

describe('a message that comes again', () => {
  it.each(['memory', 'sqlite'] as const)('days after its session has ended is a duplicate and begins nothing (%s)', async (kept) => {
    await begin(kept);
    const message = { text: 'hello', id: 'wamid.the-very-same', at: noon };
    await line.talks(sari, message);
    await untilEnded();
    await story.restart();
    await story.advance(3 * DAY);
    await line.talks(sari, message);
    expect(line.events('SessionStarted')).toHaveLength(1);
    await line.talks(sari, 'a new day');
    await line.talks(sari, message);
    expect(line.events('SessionStarted')).toHaveLength(2);
    expect(line.agent.turns).toHaveLength(2);
  });

  it('in one session, in another call, by another identifier of the same person, is one message', async () => {
    await begin();
    await line.talks({ phone: sari, userId: sarisId }, { text: 'hello', id: 'wamid.the-very-same' });
    await line.talks(sarisId, { text: 'hello', id: 'wamid.the-very-same' });
    await line.talks(sari, { text: 'hello', id: 'wamid.the-very-same', times: 3 });
    expect(line.agent.turns).toHaveLength(1);
    expect(line.texts()).toEqual(['You said: hello']);
  });
});

describe('a message that comes late', () => {
  it('than a newer one is new all the same', async () => {
    await begin();
    await line.talks(sari, { text: 'second', at: noon });
    await line.talks(sari, { text: 'first', at: noon - MINUTE });
    expect(line.texts()).toEqual(['You said: second', 'You said: first']);
  });

  it('by more than 24 hours is heard, and what the agent says to it is not sent: the window counts from Meta\'s stamp', async () => {
    await begin();
    await line.talks(sari, { text: 'hello', at: noon - 25 * HOUR });
    expect(line.agent.turns).toHaveLength(1);
    expect(line.events('SendRefused')).toMatchObject([{ data: { reason: 'OutsideServiceWindow' } }]);
    await line.talks(sari, { text: 'and now?', at: noon });
    expect(line.texts()).toEqual(['You said: and now?']);
  });

  it('by 23 hours can be answered, and asked about for what is left of the day', async () => {
    await begin();
    await line.set({ delayBeforeAskSeconds: 2 * HOUR / SECOND });
    await line.talks(sari, { text: 'hello', at: noon - 23 * HOUR });
    expect(line.texts()).toEqual(['You said: hello']);
    await story.advance(2 * HOUR);
    expect((await line.happened('AskForbidden')).data.reason).toBe('OutsideServiceWindow');
  });
});

describe('what an app\'s other callback brings', () => {
  it('a status of a message of one version that comes to the other version\'s address settles it', async () => {
    await begin();
    const { draft } = story;
    draft.faults({ calls: [{ fault: 'drop-after' }], statuses: { upTo: 'none' } });
    await draft.writes(sari, 'hello');
    await draft.happened('SendOutcomeUnknown');
    const [sent] = await draft.sent(1);
    const status = { id: sent?.wamid, status: 'delivered', timestamp: String(noon / SECOND), recipient_id: sari, biz_opaque_callback_data: sent?.bizOpaqueCallbackData };
    const metadata = { phone_number_id: draft.number.phoneNumberId };
    await story.simulator.inbound(line.number.phoneNumberId, { rawValue: { messaging_product: 'whatsapp', metadata, statuses: [status] } }).tried;
    expect((await draft.happened('SendAccepted')).data.by).toBe('status');
    await story.advance(2 * MINUTE);
    expect(draft.texts()).toEqual(['You said: hello']);
  });
});
