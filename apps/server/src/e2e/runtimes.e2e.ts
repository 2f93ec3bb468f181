// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND, type RuntimeConfig } from '@tandem/domain';
import { openStubEndpoint, respondJson } from '../agent/stub-endpoint.js';
import { CREDENTIALS_KEY } from '../channel/channel-procedures.js';
import { by } from '../testing/installation.js';
import { buttonsOf, textOfSent, type Line } from '../testing/story-line.js';
import type { Behaviour } from '../testing/stub-agent.js';
import { startStory, type Story, type StoryOptions } from '../testing/story.js';
import { openViews } from '../views/views.js';

const sari = '6281234500001';

let story: Story;
let line: Line;

const begin = async (options?: StoryOptions): Promise<void> => {
  story = await startStory(options);
  line = story.published;
};
afterEach(() => story.end());

const connect = (runtime: RuntimeConfig) =>
  story.server().context.procedures.agents.connectRuntime(line.number.agent, by(), { version: 'published', runtime });

const viewOf = async () => {
  const { store, vault } = story.server().context;
  const views = openViews({ file: ':memory:', store, vault });
  await views.start();
  await views.waitFor(line.events('TurnGivenUp', 'TurnAnswered').at(-1)?.position ?? 0);
  const [view] = views.conversations({ channel: line.channel });
  await views.stop();
  return view;
};

describe('a runtime that is down', () => {
  beforeEach(() => begin());

  it('costs the customer an hour at most: the turn is repeated with growing pauses, then given up, and shown', async () => {
    line.agent.behave(() => 'hang-up');
    await line.writes(sari, 'hello');
    const pauses: number[] = [];
    for (let tries = 1; line.events('TurnGivenUp').length === 0; tries += 1) {
      await story.log().until('the failure', () => line.events('TurnFailed', 'TurnGivenUp').length === tries);
      const failed = line.events('TurnFailed')[tries - 1];
      if (!failed) break;
      pauses.push((failed.data.retryAt - failed.data.at) / SECOND);
      await story.clock.advance(failed.data.retryAt - story.clock.now());
    }
    expect(pauses.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    const givenUp = await line.happened('TurnGivenUp');
    expect(givenUp.data.at - (line.events('TurnStarted')[0]?.data.at ?? 0)).toBeGreaterThanOrEqual(HOUR);
    expect(new Set(line.agent.turns.map(({ turn }) => turn)).size).toBe(1);
    expect(line.agent.turns.map(({ attempt }) => attempt)).toEqual(line.agent.turns.map((_, n) => n + 1));
    expect(line.asks()).toEqual([]);
    expect(await viewOf()).toMatchObject({ unanswered: true, status: 'active' });

    line.agent.behave((request) => ({ replies: [`Sorry: ${request.history.map(({ text }) => text).join()}`] }));
    await line.talks(sari, 'are you there?');
    expect(line.events('TurnStarted').at(-1)?.data).toMatchObject({ attempt: 1 });
    expect(line.texts()).toEqual(['Sorry: hello']);
    expect(await viewOf()).toMatchObject({ unanswered: false });
  });

  it('is asked again; what came meanwhile goes into the next turn', async () => {
    line.agent.behave((_request, turn) => (turn === 1 ? { status: 503 } : { replies: ['Here I am'] }));
    await line.talks(sari, 'hello');
    await line.talks(sari, 'anybody?');
    await story.advance(SECOND);
    await line.sent(2);
    await story.quiet();
    expect(line.agent.turns.map(({ messages }) => messages.length)).toEqual([1, 1, 1]);
    expect(line.texts()).toEqual(['Here I am', 'Here I am']);
  });

  it('while an answer is owed nobody is asked whether he needs anything else', async () => {
    line.agent.behave(() => ({ status: 503 }));
    await line.talks(sari, 'hello');
    for (let minute = 0; minute < 12; minute += 1) await story.advance(MINUTE);
    expect(line.asks()).toEqual([]);
    expect(line.events('SessionEnded')).toEqual([]);
    line.agent.behave(() => ({ replies: ['At last'] }));
    await story.advance(MINUTE);
    await line.sent(1);
    await line.happened('SendAccepted');
    await story.advance(5 * MINUTE);
    await story.log().until('the ask', () => line.asks().length === 1);
  });
});

describe('a runtime that is slow', () => {
  it('is cut off and asked again; the customer gets one answer', async () => {
    await begin({ config: { turnTimeoutSeconds: 1 } });
    line.agent.behave((_request, turn) => (turn === 1 ? 'silence' : { replies: ['Done'] }));
    await line.writes(sari, 'hello');
    expect((await line.happened('TurnFailed')).data.reason).toBe('TimedOut');
    await story.advance(SECOND);
    await line.sent(1);
    await story.quiet();
    expect(line.texts()).toEqual(['Done']);
    expect(line.agent.turns.map(({ turn }) => turn)).toEqual([line.agent.turns[0]?.turn, line.agent.turns[0]?.turn]);
  });
});

describe('a runtime that answers nonsense', () => {
  beforeEach(() => begin());
  const nonsense: readonly [string, Behaviour, string][] = [
    ['no JSON', { status: 200, text: '<html>' }, 'AnswerNotJson'],
    ['a list', { status: 200, text: '[]' }, 'AnswerNotAnObject'],
    ['no replies', { status: 200, text: '{}' }, 'RepliesMissing'],
    ['a reply of an unknown type', { replies: [{ type: 'hologram' }] }, 'UnknownReplyType'],
    ['buttons of Tandem\'s own', { replies: [{ type: 'buttons', text: 'x', buttons: [{ id: 'tandem:end:1', title: 'End' }] }] }, 'IdReserved'],
    ['an error', { status: 500, text: '{"replies":["x"]}' }, 'HttpStatus500'],
    ['a redirect', { status: 302 }, 'Redirected'],
  ];

  it.each(nonsense)('(%s) says nothing to the customer and is asked again', async (_what, how, reason) => {
    line.agent.behave((_request, turn) => (turn === 1 ? how : { replies: ['Better'] }));
    await line.talks(sari, 'hello');
    expect(line.events('TurnFailed').map(({ data }) => data.reason)).toEqual([reason]);
    expect(line.texts()).toEqual([]);
    await story.advance(SECOND);
    await line.sent(1);
    expect(line.texts()).toEqual(['Better']);
  });
});

describe('a runtime that answers', () => {
  beforeEach(() => begin());

  it('with several kinds of messages has them all said, in order, and hears of the button that was tapped', async () => {
    line.agent.behave((_request, turn) => (turn > 1 ? { replies: ['Good choice'] } : { replies: [
      'Welcome',
      { type: 'buttons', text: 'Tea or coffee?', buttons: [{ id: 'tea', title: 'Tea' }, { id: 'coffee', title: 'Coffee' }] },
      { type: 'list', text: 'Where to?', open: 'Places', rows: [{ id: 'bali', title: 'Bali', description: 'The sea' }] },
      { type: 'media', media: 'document', link: 'https://127.0.0.1:9/menu.pdf', caption: 'Our menu', filename: 'menu.pdf' },
    ] }));
    await line.writes(sari, 'hello');
    const sent = await line.sent(4);
    expect(sent.map(({ type, body }) => [type, (body.interactive as { type?: string } | undefined)?.type])).toEqual([
      ['text', undefined], ['interactive', 'button'], ['interactive', 'list'], ['document', undefined],
    ]);
    expect(sent[1] && buttonsOf(sent[1]).map(({ title }) => title)).toEqual(['Tea', 'Coffee']);
    await line.talks(sari, { tap: { messageId: sent[1]?.wamid ?? '', id: 'coffee' } });
    expect(line.agent.turns.at(-1)?.messages).toMatchObject([{ content: { type: 'button', id: 'coffee', title: 'Coffee' } }]);
    expect(line.texts().at(-1)).toBe('Good choice');
  });

  it('and ends the session: after its last words, with its own reason', async () => {
    line.agent.behave(() => ({ replies: ['One', 'Two'], endSession: true }));
    await line.talks(sari, 'bye');
    expect(line.texts()).toEqual(['One', 'Two']);
    const ended = await line.happened('SessionEnded');
    expect(ended.data.reason).toBe('agent');
    expect(ended.position).toBeGreaterThan(line.events('SendAccepted').at(-1)?.position ?? Infinity);
    await line.talks(sari, 'hello again');
    expect(line.events('SessionStarted')).toHaveLength(2);
  });

  it('and ends a session in which the customer spoke meanwhile: the end is ignored and he is answered', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    line.agent.behave(async (_request, turn) => {
      if (turn === 1) await gate;
      return turn === 1 ? { replies: ['Goodbye'], endSession: true } : { replies: ['Of course'] };
    });
    await line.writes(sari, 'bye');
    await story.log().until('the turn', () => line.agent.turns.length === 1);
    await line.writes(sari, 'wait, one more thing');
    await line.happened('MessageReceived', 2);
    release();
    expect((await line.happened('TurnAnswered')).data.endIgnored).toBe('CustomerSpokeMeanwhile');
    await line.sent(2);
    await story.quiet();
    expect(line.texts()).toEqual(['Goodbye', 'Of course']);
    expect(line.events('SessionEnded')).toEqual([]);
  });

  it('with nothing at all has answered: the silence begins', async () => {
    line.agent.behave(() => ({ replies: [] }));
    await line.talks(sari, 'ok');
    await story.advance(5 * MINUTE);
    const [ask] = await line.sent(1);
    expect(ask && textOfSent(ask)).toBe('Do you need anything else?');
  });
});

describe('other runtimes', () => {
  beforeEach(() => begin());

  it('an OpenAI-compatible one is given the system prompt and so much of what went before', async () => {
    const endpoint = await openStubEndpoint(respondJson({ choices: [{ message: { content: 'A model\'s answer' }, finish_reason: 'stop' }] }));
    try {
      const apiKey = await story.server().context.vault.seal(CREDENTIALS_KEY, 'sk-of-the-story');
      await line.talks(sari, 'the first');
      await connect({ kind: 'openai', baseUrl: `${endpoint.url}/v1`, model: 'small', systemPrompt: 'Be brief.', apiKey, historyLimit: 3 });
      await line.talks(sari, 'the second');
      await line.talks(sari, 'the third');
      expect(line.texts()).toEqual(['You said: the first', 'A model\'s answer', 'A model\'s answer']);
      expect(endpoint.calls.map(({ path, headers }) => [path, headers.authorization])).toEqual([
        ['/v1/chat/completions', 'Bearer sk-of-the-story'], ['/v1/chat/completions', 'Bearer sk-of-the-story'],
      ]);
      expect(JSON.parse(endpoint.calls[1]?.body ?? '')).toEqual({ model: 'small', messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'assistant', content: 'You said: the first' },
        { role: 'user', content: 'the second' },
        { role: 'assistant', content: 'A model\'s answer' },
        { role: 'user', content: 'the third' },
      ] });
    } finally {
      await endpoint.stop();
    }
  });

  it('the demo agent shows buttons and ends a session when it is told goodbye', async () => {
    await connect({ kind: 'demo' });
    await line.talks(sari, 'buttons');
    const choice = line.sent(2).then((sent) => sent.find((message) => buttonsOf(message).length === 3));
    expect(await choice).toBeDefined();
    await line.talks(sari, 'bye');
    expect((await line.happened('SessionEnded')).data.reason).toBe('agent');
  });

  it('connected in place of one that does not answer: the waiting turn goes to it', async () => {
    await story.draft.talks(sari, 'to the draft');
    expect(story.draft.texts()).toHaveLength(1);
    line.agent.behave(() => ({ status: 404 }));
    await line.talks(sari, 'hello');
    await connect({ kind: 'demo' });
    await story.advance(SECOND);
    await line.sent(1);
  });
});
