// needs the protocol: meta-cloud
// needs the protocol: qontak
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@tandem/domain';
import { protocols } from '@tandem/protocols';
import type { Line } from '../testing/story-line.js';
import { qontakLines, type QontakNumber } from '../testing/story-numbers.js';
import { startStoryOf, type Story } from '../testing/story.js';

const sari = '6281234500001';
const isInstalled = protocols.some(({ name }) => name === 'qontak');

(isInstalled ? describe : describe.skip)('a room of Qontak', () => {
  let story: Story<QontakNumber>;
  let line: Line<QontakNumber>;
  beforeEach(async () => {
    story = await startStoryOf(qontakLines);
    line = story.published;
  });
  afterEach(() => story.end());

  const room = () => story.simulator.qontak.rooms({ number: line.number.phoneNumberId, customer: sari }).at(-1);
  const person = (action: 'take' | 'write' | 'unassign' | 'resolve', text?: string) =>
    story.simulator.qontak.room({ roomId: room()?.roomId ?? '' }, action, { agent: 'Rani', ...(text !== undefined && { text }) });
  const texts = () => line.agent.turns.map(({ messages }) => messages.map(({ content }) => ('text' in content ? content.text : '')));

  it('that a person takes silences the agent and stops the clock; what he did not answer is the agent\'s when he leaves', async () => {
    await line.talks(sari, 'hello');
    person('take');
    await line.writes(sari, 'my order?');
    await line.happened('SessionTakenOver');
    await story.quiet();
    await story.advance(SECOND);
    person('write', 'It is on its way');
    await line.happened('AnsweredInRoom');
    await story.advance(SECOND);
    await line.writes(sari, 'and the bill?');
    await story.quiet();
    await story.advance(20 * MINUTE);
    expect([line.asks(), line.events('SessionEnded'), texts()]).toEqual([[], [], [['hello']]]);
    person('unassign');
    await line.writes(sari, 'anyone?');
    await line.happened('SessionHandedBack');
    await story.quiet();
    expect(texts().slice(1).flat()).toEqual(['and the bill?', 'anyone?']);
    await story.advance(5 * MINUTE);
    await story.log().until('the ask', () => line.asks().length === 1);
    await story.quiet();
  });

  it('is found free at the provider, where nobody told us', async () => {
    await line.talks(sari, 'hello');
    person('take');
    await line.writes(sari, 'my order?');
    await line.happened('SessionTakenOver');
    await story.quiet();
    person('unassign');
    await story.advance(5 * MINUTE + SECOND);
    await line.happened('SessionHandedBack');
    await line.happened('TurnAnswered', 2);
    await story.quiet();
    expect(line.texts()).toEqual(['You said: hello', 'You said: my order?']);
  });

  it('is resolved when its session has ended, and the next message opens another', async () => {
    await line.talks(sari, 'hello');
    const first = room();
    await story.advance(5 * MINUTE);
    await story.log().until('the ask', () => line.asks().length === 1);
    await story.quiet();
    await line.taps(sari, 'end');
    await line.happened('SessionEnded');
    await story.log().until('the room to be resolved', () => room()?.status === 'resolved');
    await story.advance(SECOND);
    await line.talks(sari, 'one more thing');
    expect([room()?.roomId === first?.roomId, line.texts().at(-1)]).toEqual([false, 'You said: one more thing']);
  });

  it('keeps the proof of a message whose answer was lost: it is not said twice', async () => {
    line.faults({ calls: [{ fault: 'drop-after' }], statuses: { upTo: 'none' } });
    await line.writes(sari, 'hello');
    await line.happened('SendOutcomeUnknown');
    await story.advance(2 * MINUTE);
    await line.happened('SendAccepted');
    await story.quiet();
    expect(line.texts()).toEqual(['You said: hello']);
  });
});
