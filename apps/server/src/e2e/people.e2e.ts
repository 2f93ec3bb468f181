// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND, partsOfConversation } from '@tandem/domain';
import { by } from '../testing/installation.js';
import type { Line } from '../testing/story-line.js';
import { echoOf } from '../testing/stub-agent.js';
import { startStory, type Story } from '../testing/story.js';

const sari = '6281234500001';
const budi = '6281234500002';
const sarisId = 'ID.40000000000000000001';

let story: Story;
let line: Line;

beforeEach(async () => {
  story = await startStory();
  line = story.published;
});
afterEach(() => story.end());

describe('a customer', () => {
  it('whose phone is withheld is answered by user id', async () => {
    await line.talks(sarisId, 'hello');
    expect(line.texts(sarisId)).toEqual(['You said: hello']);
    const [sent] = await line.sent(1);
    expect(sent?.body).toMatchObject({ recipient: sarisId });
    expect(sent?.body).not.toHaveProperty('to');
    await story.advance(5 * MINUTE);
    await line.sent(2);
    await line.taps(sarisId, 'end');
    expect((await line.happened('SessionEnded')).data.reason).toBe('customer-confirmed');
  });

  it('is seen to be writing to somebody: the message is marked read and typing is shown before the answer', async () => {
    let marks = 0;
    line.agent.behave(async () => {
      marks = (await story.simulator.waitFor({ number: line.number.phoneNumberId, marks: 1 })).marks;
      return { replies: ['Hello'] };
    });
    await line.writes(sari, 'hello');
    await line.sent(1);
    expect(marks).toBe(1);
    expect(story.simulator.marks(line.number.phoneNumberId)).toMatchObject([{ typing: true }]);
  });

  it('who sends a picture is answered at once', async () => {
    await line.talks(sari, { type: 'image' });
    expect(line.agent.turns[0]?.messages).toMatchObject([{ content: { type: 'image' } }]);
    expect(line.texts()).toEqual(['You said: [image]']);
  });

  it('who writes many messages is answered in their order', async () => {
    line.faults({ webhooks: { batch: 20, shape: 'items' } });
    const said = Array.from({ length: 20 }, (_, n) => `number ${n + 1}`);
    for (const text of said) await line.writes(sari, text);
    await story.log().until('all answers', () => line.agent.turns.flatMap(({ messages }) => messages).length === 20);
    line.faults({ webhooks: { batch: 1 } });
    await story.simulator.flush(line.number.phoneNumberId).tried;
    await story.quiet();
    expect(line.texts().join(' / ').match(/number \d+/g)).toEqual(said);
  });
});

describe('two identifiers that turn out to be one person', () => {
  it('become one customer with one session; the agent hears what was unanswered', async () => {
    await line.talks(sari, 'by phone');
    await line.talks(sarisId, 'by id');
    expect(line.events('SessionStarted')).toHaveLength(2);
    await line.talks({ phone: sari, userId: sarisId }, 'it is me');
    expect(line.events('CustomerMerged', 'MergedInto')).toHaveLength(2);
    const [older] = line.events('SessionStarted');
    expect(line.events('TurnAnswered').at(-1)?.stream).toBe(older?.stream);

    await line.talks(sarisId, 'again by id');
    await line.talks(sari, 'again by phone');
    expect(line.events('SessionStarted')).toHaveLength(2);
    expect(new Set(line.events('TurnAnswered').slice(-2).map(({ stream }) => stream))).toEqual(new Set([older?.stream]));
    expect(line.texts()).toHaveLength(5);
    await story.advance(5 * MINUTE);
    await line.sent(6);
    await line.happened('SendAccepted', 6);
    await story.advance(10 * MINUTE);
    await line.happened('SessionEnded', line.events('SessionEnded').length);
    await story.quiet();
    expect(line.asks()).toHaveLength(1);
    expect(line.events('SessionEnded').filter(({ data }) => data.reason === 'no-answer')).toHaveLength(1);
  });

  it('while the other is being answered: that answer is not said, and the message is answered by the one who stays', async () => {
    await line.talks(sari, 'by phone');
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    line.agent.behave(async (request, turn) => {
      if (turn === 2) await gate;
      return { replies: [`Answer ${turn}: ${echoOf(request)}`] };
    });
    await line.writes(sarisId, 'by id');
    await story.log().until('the second turn', () => line.agent.turns.length === 2);
    await line.writes({ phone: sari, userId: sarisId }, 'it is me');
    await line.happened('MergedInto');
    await story.log().until('the third turn', () => line.agent.turns.length === 3);
    release();
    await story.quiet();
    expect(line.texts().join(' / ')).not.toContain('Answer 2');
    const answered = line.agent.turns.slice(2).flatMap(({ messages }) => messages.map(({ content }) => content));
    expect(answered).toMatchObject([{ text: 'by id' }, { text: 'it is me' }]);
    expect(line.texts()).toHaveLength(line.agent.turns.length - 1);
  });
});

describe('both versions of one agent', () => {
  it('at once never mix: numbers, runtimes, settings, sessions', async () => {
    await story.draft.set({ delayBeforeAskSeconds: 60, texts: { ask: 'Draft: more?' } });
    await Promise.all([line.writes(sari, 'to the published one'), story.draft.writes(sari, 'to the draft')]);
    await line.sent(1);
    await story.draft.sent(1);
    expect([line.agent.turns.map(({ version }) => version), story.draft.agent.turns.map(({ version }) => version)]).toEqual([['published'], ['draft']]);
    expect([line.texts(), story.draft.texts()]).toEqual([['You said: to the published one'], ['You said: to the draft']]);
    await story.advance(MINUTE);
    await story.draft.sent(2);
    expect(story.draft.texts().at(-1)).toBe('Draft: more?');
    await story.draft.taps(sari, 'end');
    await story.draft.happened('SessionEnded');
    await story.advance(4 * MINUTE);
    await line.sent(2);
    expect(line.texts().at(-1)).toBe('Do you need anything else?');
    expect(line.events('SessionEnded')).toEqual([]);
    const streams = (of: Line) => new Set(of.events('SessionStarted', 'TurnStarted', 'SendAttempted').map(({ stream }) => stream));
    expect([...streams(line)].filter((stream) => streams(story.draft).has(stream))).toEqual([]);
  });
});

describe('a person who takes over', () => {
  const operator = () => ({ ...by(), actor: 'op1' });
  const whom = () => partsOfConversation(line.events('SessionStarted')[0]?.stream ?? '');
  const operators = () => story.server().context.procedures.conversations;
  const takeOver = () => operators().takeOver(whom(), operator());
  const speak = (text: string) => operators().speak(whom(), operator(), { type: 'text', text });

  it('speaks instead of the agent, hands back, and the silence begins with the hand-back', async () => {
    await line.talks(sari, 'hello');
    await takeOver();
    await line.talks(sari, 'is anybody there?');
    expect(line.agent.turns).toHaveLength(1);
    await speak('I am a person');
    await line.sent(2);
    await line.happened('SendAccepted', 2);
    expect(line.texts()).toEqual(['You said: hello', 'I am a person']);
    await story.advance(30 * MINUTE);
    expect(line.asks()).toEqual([]);
    await line.talks(sari, 'one more question');
    await operators().handBack(whom(), operator());
    await line.sent(3);
    expect(line.texts().at(-1)).toBe('You said: one more question');
    expect(line.agent.turns.at(-1)?.history.map(({ from, text }) => `${from}: ${text}`)).toEqual([
      'customer: hello', 'agent: You said: hello', 'customer: is anybody there?', 'operator: I am a person',
    ]);
    await story.advance(5 * MINUTE);
    await line.sent(4);
    expect(line.asks()).toHaveLength(1);
  });

  it('and leaves the customer\'s message unanswered for an hour has handed back', async () => {
    await line.talks(sari, 'hello');
    await takeOver();
    await story.advance(10 * MINUTE);
    await line.talks(sari, 'anybody?');
    await story.advance(HOUR - SECOND);
    expect(line.agent.turns).toHaveLength(1);
    expect(line.events('SessionHandedBack')).toEqual([]);
    await story.advance(SECOND);
    expect((await line.happened('SessionHandedBack')).data.by).toBe('hold-limit');
    await line.sent(2);
    expect(line.texts().at(-1)).toBe('You said: anybody?');
  });

  it('takes back an ask that nobody has tried to send, and drops what the agent was about to say', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    line.agent.behave(async () => {
      await gate;
      return { replies: ['too late'] };
    });
    await line.writes(sari, 'hello');
    await story.log().until('the turn', () => line.agent.turns.length === 1);
    await takeOver();
    release();
    expect((await line.happened('TurnAnswered')).data.notSent).toBe('Held');
    await line.talks(budi, 'me too');
    expect(line.texts(sari)).toEqual([]);
  });
});
