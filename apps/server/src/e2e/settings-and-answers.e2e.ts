// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, MINUTE, SECOND } from '@tandem/domain';
import { textOfSent, type Line } from '../testing/story-line.js';
import { noon, startStory, type Story } from '../testing/story.js';

const sari = '6281234500001';

let story: Story;
let line: Line;

beforeEach(async () => {
  story = await startStory();
  line = story.published;
});
afterEach(() => story.end());

const untilAsked = async () => {
  await line.talks(sari, 'hello');
  await story.advance(5 * MINUTE);
  await line.happened('SendAccepted', 2);
  await story.quiet();
};

describe('the answer to an ask', () => {
  it.each([
    ['1', 'go-on'], ['Yes', 'go-on'], ['ya', 'go-on'], ['Lanjut!', 'go-on'], ['yes, go on', 'go-on'],
    ['2', 'end'], ['no.', 'end'], ['Tidak', 'end'], ['selesai', 'end'], ['No, end chat', 'end'],
  ] as const)('may be typed: %s means %s', async (typed, answer) => {
    await untilAsked();
    await line.talks(sari, typed);
    expect(line.events('AskAnswered')).toMatchObject([{ data: { answer } }]);
    expect(line.agent.turns).toHaveLength(1);
    expect(line.events('SessionEnded').map(({ data }) => data.reason)).toEqual(answer === 'end' ? ['customer-confirmed'] : []);
  });

  it('is none while nothing was asked: the same words go to the agent', async () => {
    for (const words of ['selesai', '2', 'tidak']) await line.talks(sari, words);
    expect(line.texts()).toEqual(['You said: selesai', 'You said: 2', 'You said: tidak']);
    expect(line.events('AskAnswered', 'SessionEnded')).toEqual([]);
  });

  it('may be any other message, which makes the session active and goes to the agent', async () => {
    await untilAsked();
    await line.talks(sari, 'what time do you open?');
    expect(line.texts().at(-1)).toBe('You said: what time do you open?');
    await story.advance(10 * MINUTE - 1);
    await line.sent(4);
    expect(line.events('SessionEnded')).toEqual([]);
    expect(line.asks()).toHaveLength(2);
  });

  it('that comes late does nothing when it says end, and is a message when it says go on', async () => {
    await untilAsked();
    const [first] = line.asks();
    await line.talks(sari, 'one more thing');
    await line.taps(sari, 'end', first);
    await story.quiet();
    expect(line.events('SessionEnded')).toEqual([]);
    expect(story.log().events.filter(({ type }) => type === 'ReceiptsHandled').flatMap(({ data }) => (data as { exceptions: unknown[] }).exceptions))
      .toMatchObject([{ verdict: 'ignored', reason: 'AskIsOver' }]);
    await line.taps(sari, 'go-on', first);
    await story.quiet();
    expect(line.agent.turns.at(-1)?.messages).toMatchObject([{ content: { type: 'button', title: 'Yes, go on' } }]);
  });

  it('that comes after the end begins no session when it says end, and a new one when it says go on', async () => {
    await untilAsked();
    await story.advance(10 * MINUTE);
    await line.happened('SessionEnded');
    await line.taps(sari, 'end');
    await story.quiet();
    expect(line.events('SessionStarted')).toHaveLength(1);
    await line.taps(sari, 'go-on');
    await line.happened('SessionStarted', 2);
    await line.happened('TurnAnswered', 2);
  });
});

describe('after the end of a session', () => {
  it('the next message begins a new one, with silences of its own', async () => {
    await untilAsked();
    await line.taps(sari, 'end');
    await line.happened('SessionEnded');
    await story.advance(MINUTE);
    await line.talks(sari, 'me again');
    expect(line.events('SessionStarted')).toHaveLength(2);
    await story.advance(5 * MINUTE);
    expect((await line.sent(4)).map(textOfSent).slice(2)).toEqual(['You said: me again', 'Do you need anything else?']);
    await line.happened('SendAccepted', 4);
    await story.advance(10 * MINUTE);
    expect((await line.happened('SessionEnded', 2)).data.reason).toBe('no-answer');
  });
});

describe('with the ask switched off', () => {
  it('silence alone ends a session, after the delay before the end', async () => {
    await line.set({ askUserToEndSession: false });
    await line.talks(sari, 'hello');
    await story.advance(10 * MINUTE - 1);
    expect(line.events('SessionEnded')).toEqual([]);
    await story.advance(1);
    expect((await line.happened('SessionEnded')).data).toMatchObject({ reason: 'inactivity', at: noon + 10 * MINUTE });
    await story.quiet();
    expect(line.texts()).toEqual(['You said: hello']);
  });

  it('the closing text is said where one is set', async () => {
    await line.set({ askUserToEndSession: false, texts: { closing: 'Goodbye, and thank you.' } });
    await line.talks(sari, 'hello');
    await story.advance(10 * MINUTE);
    await line.sent(2);
    expect(line.texts()).toEqual(['You said: hello', 'Goodbye, and thank you.']);
    await story.advance(DAY);
    expect(line.texts()).toHaveLength(2);
  });
});

describe('the texts', () => {
  it('are those of the language of the channel', async () => {
    await line.set({ defaultLanguage: 'id' });
    await line.talks(sari, 'halo');
    await story.advance(5 * MINUTE);
    const [, ask] = await line.sent(2);
    expect(ask && textOfSent(ask)).toBe('Apakah masih ada yang bisa dibantu?');
  });

  it('are those of the customer\'s language once the agent has named it, in the next session too', async () => {
    line.agent.behave((_request, turn) => ({ replies: [`answer ${turn}`], ...(turn === 1 && { language: 'id' }) }));
    await line.talks(sari, 'halo');
    await story.advance(5 * MINUTE);
    const [, ask] = await line.sent(2);
    expect(ask && textOfSent(ask)).toBe('Apakah masih ada yang bisa dibantu?');
    await line.writes(sari, 'Tidak, akhiri');
    expect((await line.happened('SessionEnded')).data.reason).toBe('customer-confirmed');
    await line.talks(sari, 'halo lagi');
    expect(line.agent.turns.map(({ customer }) => customer.language)).toEqual(['en', 'id']);
    await story.advance(5 * MINUTE);
    expect(textOfSent((await line.sent(4)).at(-1)!)).toBe('Apakah masih ada yang bisa dibantu?');
  });

  it('say goodbye after the end button where a closing is set', async () => {
    await line.set({ texts: { closing: 'Goodbye, and thank you.' } });
    await untilAsked();
    await line.taps(sari, 'end');
    await line.sent(3);
    expect(line.texts().at(-1)).toBe('Goodbye, and thank you.');
  });
});

describe('settings changed', () => {
  it('in the middle of a silence are felt by the next one only', async () => {
    await line.talks(sari, 'hello');
    const before = line.events('SessionStarted')[0]?.data.settings.revision ?? 0;
    await story.advance(MINUTE);
    await line.set({ delayBeforeAskSeconds: 30, texts: { ask: 'Anything more?' } });
    await story.advance(4 * MINUTE - 1);
    expect(line.asks()).toHaveLength(0);
    await story.advance(1);
    await line.sent(2);
    expect(line.texts().at(-1)).toBe('Do you need anything else?');
    await story.quiet();
    await line.taps(sari, 'go-on');
    await line.happened('AskAnswered');
    await story.advance(30 * SECOND);
    await line.sent(3);
    expect(line.texts().at(-1)).toBe('Anything more?');
    expect(line.events('AskRequested').map(({ data }) => data.revision)).toEqual([before, before + 1]);
  });

  it('after the ask leave its full delay as it was', async () => {
    await untilAsked();
    await line.set({ delayBeforeEndSeconds: 20, askUserToEndSession: false });
    await story.advance(10 * MINUTE - 1);
    expect(line.events('SessionEnded')).toEqual([]);
    await story.advance(1);
    expect((await line.happened('SessionEnded')).data.reason).toBe('no-answer');
  });

  it('with the ask switched off in the middle of a silence, that silence is still asked about', async () => {
    await line.talks(sari, 'hello');
    await story.advance(MINUTE);
    await line.set({ askUserToEndSession: false, delayBeforeEndSeconds: 60 });
    await story.advance(4 * MINUTE);
    await line.sent(2);
    await story.quiet();
    await line.taps(sari, 'go-on');
    await line.happened('AskAnswered');
    await story.advance(MINUTE);
    expect((await line.happened('SessionEnded')).data.reason).toBe('inactivity');
    expect(line.asks()).toHaveLength(1);
  });
});

describe('an ask that cannot be delivered', () => {
  it('when it is refused at once, is not repeated; the end comes the full delay after the refusal', async () => {
    await line.talks(sari, 'hello');
    line.fails({ fault: 'refuse', code: 131026 });
    await story.advance(5 * MINUTE);
    expect((await line.happened('SendRefused')).data).toMatchObject({ kind: 'ask', papers: { code: '131026' } });
    await story.advance(10 * MINUTE - 1);
    expect(line.events('SessionEnded')).toEqual([]);
    await story.advance(1);
    expect((await line.happened('SessionEnded')).data.reason).toBe('ask-undelivered');
    expect(line.texts()).toEqual(['You said: hello']);
  });

  it('when it is reported as failed later, ends the session the full delay after its acceptance', async () => {
    await line.talks(sari, 'hello');
    line.fails({ fault: 'fail', code: 131026 });
    line.faults({ statuses: { delayMs: 20_000 } });
    await story.advance(5 * MINUTE);
    await line.happened('SendAccepted', 2);
    await story.advance(20 * SECOND);
    expect((await line.happened('SendStatusChanged', line.events('SendStatusChanged').length)).data.status).toBe('failed');
    await story.advance(10 * MINUTE - 20 * SECOND - 1);
    expect(line.events('SessionEnded')).toEqual([]);
    await story.advance(1);
    expect((await line.happened('SessionEnded')).data).toMatchObject({ reason: 'ask-undelivered', at: noon + 15 * MINUTE });
    expect(line.asks()).toHaveLength(1);
  });

  it('when the 24 hours are over by then, is not tried', async () => {
    await line.set({ delayBeforeAskSeconds: DAY / SECOND - 1 });
    line.agent.behave((_request, turn) => (turn === 1 ? { status: 500 } : { replies: ['Sorry for the wait'] }));
    await line.talks(sari, 'hello');
    await story.advance(SECOND);
    await line.sent(1);
    await line.happened('SendAccepted');
    await story.advance(DAY - SECOND);
    expect((await line.happened('AskForbidden')).data.reason).toBe('OutsideServiceWindow');
    await story.advance(10 * MINUTE);
    expect((await line.happened('SessionEnded')).data).toMatchObject({ reason: 'ask-undelivered', at: noon + DAY + 10 * MINUTE });
    expect(line.texts()).toEqual(['Sorry for the wait']);
  });

  it('when the agent was silent for a day, neither comes nor is repeated: the late answer itself is refused by the rule', async () => {
    await story.end();
    story = await startStory({ config: { turnGiveUpSeconds: DAY / SECOND } });
    line = story.published;
    line.agent.behave((_request, turn) => (turn < 3 ? { status: 503 } : { replies: ['Here I am'] }));
    await line.talks(sari, 'hello');
    await story.advance(SECOND);
    await line.happened('TurnFailed', 2);
    await story.clock.advance(0);
    const stream = line.events('SessionStarted')[0]?.stream ?? '';
    const { state } = await story.way().conversations.load(stream);
    expect(state.session).toMatchObject({ status: 'active', turn: { attempts: 2 } });
    await story.restart(() => story.clock.advance(DAY)); // a day without us
    expect((await line.happened('SendRefused')).data).toMatchObject({ kind: 'reply', reason: 'OutsideServiceWindow' });
    await story.advance(5 * MINUTE);
    expect((await line.happened('AskForbidden')).data.reason).toBe('OutsideServiceWindow');
    await story.advance(10 * MINUTE);
    expect((await line.happened('SessionEnded')).data.reason).toBe('ask-undelivered');
    expect(line.texts()).toEqual([]);
  });
});
