// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '@tandem/domain';
import { by, saved, signed } from '../testing/installation.js';
import type { Line } from '../testing/story-line.js';
import { startStory, type Story } from '../testing/story.js';

const sari = '6281234500001';

let story: Story;
let line: Line;

beforeEach(async () => {
  story = await startStory();
  line = story.published;
  await line.set({ texts: { closing: 'Goodbye' } });
});
afterEach(() => story.end());

const exceptions = () => story.log().events.filter(({ type }) => type === 'ReceiptsHandled')
  .flatMap(({ data }) => (data as { exceptions: { verdict: string; reason: string }[] }).exceptions);

describe('a channel whose life ends', () => {
  const ends: readonly [string, () => Promise<unknown>][] = [
    ['disconnected', () => story.server().context.procedures.channels.disconnect(line.channel, by())],
    ['given another number', () => story.server().context.procedures.channels.changeNumber(line.channel, by(), '+1 202-555-0177')],
    ['archived with its agent', () => story.server().context.procedures.agents.archive(line.number.agent, by())],
  ];

  it.each(ends)('by being %s ends its open sessions without a word', async (_how, end) => {
    await line.talks(sari, 'hello');
    await end();
    await story.advance(SECOND);
    expect((await line.happened('SessionEnded')).data).toMatchObject({ reason: 'channel-closed' });
    await story.advance(20 * MINUTE);
    await story.quiet();
    expect(line.texts()).toEqual(['You said: hello']);
  });

  it('by being disconnected still answers its address, verified, and records what comes as not for it', async () => {
    await line.talks(sari, 'hello');
    await story.server().context.procedures.channels.disconnect(line.channel, by());
    await story.advance(SECOND);
    await line.happened('SessionEnded');
    const sending = story.simulator.inbound(line.number.phoneNumberId, { from: sari, text: 'still there?' });
    await sending.tried;
    expect(sending.deliveries).toMatchObject([{ state: 'answered', attempts: [{ status: 200 }] }]);
    await story.quiet();
    expect(exceptions().at(-1)).toMatchObject({ verdict: 'ignored', reason: 'ChannelClosed' });
    expect(line.agent.turns).toHaveLength(1);
    expect(line.events('SessionStarted')).toHaveLength(1);
    const forged = await fetch(`${story.server().url}/webhooks/meta-cloud/${line.address}`, { method: 'POST', body: '{}' });
    expect(forged.status).toBe(401);
  });

  it('and which is connected again is called by Meta before its credentials are entered anew: it hears, and answers once they are', async () => {
    const { procedures } = story.server().context;
    await line.talks(sari, 'hello');
    saved(await procedures.channels.disconnect(line.channel, by()));
    await story.advance(SECOND);
    await line.happened('SessionEnded');
    saved(await procedures.channels.connect(line.channel, by(), { protocol: 'meta-cloud', number: line.number.number }));
    await line.writes(sari, 'are you there again?');
    await line.happened('MessageReceived', 2);
    expect(exceptions()).toEqual([]);
    const { phoneNumberId, wabaId, appId, appSecret, accessToken } = line.number;
    const entered = { phoneNumberId, businessAccountId: wabaId, appId, appSecret, accessToken };
    saved(await procedures.channels.saveCredentials(line.channel, by(), { protocol: 'meta-cloud', entered }));
    await story.advance(MINUTE);
    await line.sent(2);
    expect(line.texts()).toEqual(['You said: hello', 'You said: are you there again?']);
  });

  it('by another number hears nothing of what the old one was sent, not even what is read later', async () => {
    await story.restart(() => undefined, { roles: ['http'] });
    await line.writes(sari, 'to the old number');
    await story.clock.advance(MINUTE);
    saved(await story.server().context.procedures.channels.changeNumber(line.channel, by(), '+1 202-555-0177'));
    await story.restart(() => undefined, { roles: ['http', 'worker'] });
    await story.log().until('the call to be read', () => exceptions().length > 0);
    expect(exceptions()).toMatchObject([{ verdict: 'ignored', reason: 'ChannelClosed' }]);
    await line.talks(sari, 'to the new number');
    expect(line.events('MessageReceived')).toHaveLength(1);
    expect(line.texts()).toEqual(['You said: to the new number']);
  });

  it('leaves the other version\'s session and its timers alone', async () => {
    await line.talks(sari, 'hello');
    await story.draft.talks(sari, 'hello');
    await story.server().context.procedures.channels.disconnect(line.channel, by());
    await story.advance(5 * MINUTE);
    await story.draft.sent(2);
    expect(story.draft.asks()).toHaveLength(1);
  });

  it('while an answer is on its way: the answer is not said', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    line.agent.behave(async () => {
      await gate;
      return { replies: ['too late'] };
    });
    await line.writes(sari, 'hello');
    await story.log().until('the turn', () => line.agent.turns.length === 1);
    await story.server().context.procedures.channels.disconnect(line.channel, by());
    await story.clock.advance(SECOND);
    await line.happened('SessionEnded');
    release();
    await story.advance(MINUTE);
    expect(line.texts()).toEqual([]);
  });
});

describe('a secret that is replaced', () => {
  const call = async (appSecret: string) => {
    const body = '{"object":"whatsapp_business_account","entry":[]}';
    const answer = await fetch(`${story.server().url}/webhooks/meta-cloud/${line.address}`, { method: 'POST', body, headers: signed(body, appSecret) });
    return answer.status;
  };

  it('an app secret: Meta\'s calls are taken under the old one until an hour after the first under the new one', async () => {
    const { number } = line;
    const { phoneNumberId, wabaId, appId } = number;
    const { procedures } = story.server().context;
    saved(await procedures.channels.saveCredentials(line.channel, by(), {
      protocol: 'meta-cloud', entered: { phoneNumberId, businessAccountId: wabaId, appId, appSecret: 'the next app secret' },
    }));
    await line.talks(sari, 'signed as before');
    await story.advance(48 * HOUR);
    await line.talks(sari, 'still as before');
    story.simulator.addNumber({ ...number, displayPhoneNumber: number.number, name: number.agent, appSecret: 'the next app secret' });
    await line.talks(sari, 'signed anew');
    expect(line.agent.turns).toHaveLength(3);
    await story.advance(HOUR - SECOND);
    expect(await call(number.appSecret)).toBe(200);
    await story.advance(2 * SECOND);
    expect([await call(number.appSecret), await call('the next app secret')]).toEqual([401, 200]);
    await line.talks(sari, 'and on');
    expect(line.texts().at(-1)).toBe('You said: and on');
  });

  it('a webhook secret: Meta\'s verification passes under the old one until an hour after the first under the new one', async () => {
    const { context, url } = story.server();
    const token = () => context.directory.byAddress(line.address, 'meta-cloud')?.verifyTokens[0]?.secrets[0] ?? '';
    const verify = async (verifyToken: string) => {
      const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': verifyToken });
      const answer = await fetch(`${url}/webhooks/meta-cloud/${line.address}?${query.toString()}`);
      return answer.status === 200 ? answer.text() : answer.status;
    };
    const old = token();
    saved(await context.procedures.channels.regenerateSecret(line.channel, by()));
    expect(token()).not.toBe(old);
    await story.advance(48 * HOUR);
    expect(await verify(old)).toBe('1158201444');
    expect(await verify(token())).toBe('1158201444');
    await story.advance(HOUR - SECOND);
    expect(await verify(old)).toBe('1158201444');
    await story.advance(2 * SECOND);
    expect([await verify(old), await verify(token())]).toEqual([403, '1158201444']);
  });
});
