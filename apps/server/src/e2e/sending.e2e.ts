// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@tandem/domain';
import { by, saved } from '../testing/installation.js';
import type { Line } from '../testing/story-line.js';
import { startStory, type Story, type StoryOptions } from '../testing/story.js';

const sari = '6281234500001';
const budi = '6281234500002';

let story: Story;
let line: Line;

const begin = async (options?: StoryOptions): Promise<void> => {
  story = await startStory(options);
  line = story.published;
};
afterEach(() => story.end());

/** Meta knows the number by another access token from now on. */
const changeToken = (accessToken: string): void => {
  const { number } = line;
  story.simulator.addNumber({ ...number, displayPhoneNumber: number.number, name: number.agent, accessToken });
};

const enterToken = async (accessToken: string): Promise<void> => {
  const { procedures } = story.server().context;
  saved(await procedures.channels.saveCredentials(line.channel, by(), { protocol: 'meta-cloud', entered: { ...enteredOf(line), accessToken } }));
};

const enteredOf = ({ number: { phoneNumberId, wabaId, appId } }: Line) => ({ phoneNumberId, businessAccountId: wabaId, appId });

const isPaused = () => story.way().channels.get(line.channel)?.paused;

describe('a broken access token', () => {
  it('pauses the channel; what is to be said waits, and goes out in order once it is mended', async () => {
    await begin();
    await line.talks(budi, 'hi');
    changeToken('the next token');
    await line.writes(sari, 'one');
    await story.log().until('the pause', isPaused);
    await line.talks(sari, 'two');
    await line.talks(budi, 'and me');
    await story.advance(MINUTE);
    await line.talks(sari, 'three');
    expect(line.texts()).toEqual(['You said: hi']);
    await story.restart();
    expect(isPaused()).toBe(true);

    await enterToken('the next token');
    await line.sent(4);
    await story.quiet();
    expect(line.texts(sari)).toEqual(['You said: one', 'You said: two / three']);
    expect(line.texts(budi)).toEqual(['You said: hi', 'You said: and me']);
    expect(story.other.texts()).toEqual([]);
  });

  it('of one number stops neither the other version nor the other agent', async () => {
    await begin();
    changeToken('the next token');
    await line.writes(sari, 'one');
    await story.log().until('the pause', isPaused);
    await story.draft.talks(sari, 'draft');
    await story.other.talks(sari, 'other');
    expect([line.texts(), story.draft.texts(), story.other.texts()]).toEqual([[], ['You said: draft'], ['You said: other']]);
  });

  it('told by a call that began before new credentials were saved does not stop them', async () => {
    await begin();
    const protocol = story.server().context.protocols('meta-cloud');
    if (!protocol) throw new Error('no protocol');
    const send = protocol.send.bind(protocol);
    let begun = (): void => {};
    const calling = new Promise<void>((resolve) => (begun = resolve));
    let fail = (): void => {};
    const failing = new Promise<void>((resolve) => (fail = resolve));
    Object.assign(protocol, { send: async () => {
      begun();
      await failing;
      return { kind: 'pause', papers: { code: 190 } };
    } });
    await line.writes(sari, 'hello');
    await calling;
    changeToken('the next token');
    await enterToken('the next token');
    Object.assign(protocol, { send });
    fail();
    await line.happened('SendPostponed');
    expect(isPaused()).toBe(false);
    await story.advance(SECOND);
    await line.sent(1);
  });

  it('may be mended by an operator who resumes', async () => {
    await begin();
    changeToken('the next token');
    await line.writes(sari, 'one');
    await story.log().until('the pause', isPaused);
    changeToken(line.number.accessToken);
    await story.advance(MINUTE);
    expect(line.texts()).toEqual([]);
    saved(await story.server().context.procedures.channels.resumeSending(line.channel, by()));
    await line.sent(1);
  });

  it('delays the ask, which then keeps its full delay before the end', async () => {
    await begin();
    await line.talks(sari, 'hello');
    changeToken('the next token');
    await story.advance(5 * MINUTE);
    await story.log().until('the pause', isPaused);
    await story.advance(60 * MINUTE);
    expect(line.events('SessionEnded')).toEqual([]);
    await enterToken('the next token');
    await line.sent(2);
    await line.happened('SendAccepted', 2);
    await story.advance(10 * MINUTE - 1);
    expect(line.events('SessionEnded')).toEqual([]);
    await story.advance(1);
    expect((await line.happened('SessionEnded')).data.reason).toBe('no-answer');
    expect(line.asks()).toHaveLength(1);
  });
});

describe('a limit of the provider', () => {
  it('on the number slows the number: nobody is written to before the pause is over', async () => {
    await begin();
    line.fails({ fault: 'refuse', code: 130429, httpStatus: 429 });
    await line.writes(sari, 'hello');
    await line.happened('SendPostponed');
    await line.writes(budi, 'hello');
    await line.happened('TurnAnswered', 2);
    await story.clock.advance(2 * SECOND - 1);
    expect(line.texts()).toEqual([]);
    await story.other.writes(sari, 'hello');
    await story.other.sent(1);
    await story.clock.advance(200);
    await line.sent(2);
    expect([line.texts(sari), line.texts(budi)]).toEqual([['You said: hello'], ['You said: hello']]);
  });

  it('on a number with more customers than are worked on at a time stops no other number, nor the server from stopping', async () => {
    await begin();
    line.fails({ fault: 'refuse', code: 80007 });
    await line.writes(sari, 'hello');
    await line.happened('SendPostponed');
    line.faults({ webhooks: { batch: 300, shape: 'items' } });
    await Promise.all(Array.from({ length: 300 }, (_, n) => line.writes(`62812345${1000 + n}`, 'hello')));
    await line.happened('TurnAnswered', 301);
    await story.other.writes(sari, 'hello');
    await story.other.sent(1);
    expect(line.texts()).toEqual([]);
    const started = performance.now();
    await story.restart();
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(story.logLines().join()).not.toContain('WorkersCut');
  });

  it('is kept: 150 customers at once are all answered, once each, and hardly a call is refused', async () => {
    await begin();
    line.faults({ throughput: 80, pairLimit: true, statuses: { upTo: 'none' }, webhooks: { batch: 150, shape: 'items' } });
    const customers = Array.from({ length: 150 }, (_, n) => `62812345${1000 + n}`);
    await Promise.all(customers.map((customer) => line.writes(customer, 'hello')));
    await line.happened('TurnAnswered', 150);
    await story.clock.advance(SECOND); // what came in counts as well
    await story.log().until('all to be answered', async () => {
      await story.clock.advance(20);
      return line.events('SendAccepted').length === 150;
    });
    expect(customers.every((customer) => line.texts(customer).length === 1)).toBe(true);
    expect(line.events('SendPostponed').length).toBeLessThanOrEqual(10);
  }, 60_000);

  it('on one customer holds that customer alone, longer each time', async () => {
    await begin();
    line.fails({ fault: 'refuse', code: 131056, to: sari, times: 4 });
    await line.writes(sari, 'hello');
    await line.happened('SendPostponed');
    await line.talks(budi, 'hello');
    expect(line.texts()).toEqual(['You said: hello']);
    expect(line.texts(budi)).toHaveLength(1);
    for (const pause of [4, 4, 4, 8]) {
      const times = line.events('SendPostponed').length;
      await story.advance(pause * SECOND - 1);
      expect(line.texts(sari)).toEqual([]);
      await story.advance(1);
      if (times < 4) await line.happened('SendPostponed', times + 1);
    }
    await line.sent(1, sari);
  });
});
