// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SECOND, defaultSessionSettings, trialChannel, type RecordedEvent } from '@tandem/domain';
import type { AgentSummary, ConversationDetail, ConversationPage, Problem, SavedAgent, TrialLine, TrialView } from '@tandem/wire';
import { CREDENTIALS_KEY } from '../channel/channel-procedures.js';
import { startApi, type ApiTrial } from '../testing/api-client.js';
import { by, saved } from '../testing/installation.js';
import { openStubAgent, type StubAgent } from '../testing/stub-agent.js';
import { watchLog, type WatchedLog } from '../testing/watched-log.js';
import { createWayOfServer } from '../way-of-server.js';

const phone = '9990000000001';

let trial: ApiTrial;
let stub: StubAgent;
let log: WatchedLog;
let agent: string;

beforeEach(async () => {
  trial = await startApi({ graceSeconds: 0 }, { createWay: createWayOfServer });
  stub = await openStubAgent();
  log = watchLog(trial.server.context.store);
  ({ id: agent } = (await trial.owner.call<SavedAgent>('POST', '/api/agents', { name: 'Sari' })).body);
});
afterEach(async () => {
  await log.stop();
  await trial.stop();
  await stub.stop();
});

const giveRuntime = async (): Promise<void> => {
  const { procedures, vault } = trial.server.context;
  const secret = await vault.seal(CREDENTIALS_KEY, stub.secret);
  await procedures.agents.connectRuntime(agent, by(), { version: 'draft', runtime: { kind: 'http', url: stub.url, secret } });
};
const path = (of = phone) => `/api/agents/${agent}/trial/${of}`;
const view = (of = phone) => trial.owner.get<TrialView>(path(of));
const say = (said: object, of = phone) => trial.owner.call<Problem>('POST', `${path(of)}/messages`, { short: false, ...said });
const until = (what: string, look: (view: TrialView) => boolean, of = phone) =>
  log.until(what, async () => [await view(of)].find(look));
const bubble = ({ from, text, what }: TrialLine) => `${from}: ${text ?? what ?? ''}`;
const happened = (type: string): readonly RecordedEvent[] => log.events.filter((event) => event.type === type);

/** Says something and awaits what is said to it. */
const talk = async (said: object): Promise<TrialView> => {
  const before = (await view()).lines.length;
  expect((await say(said)).status).toBe(200);
  return until('the answer', ({ lines, due }) => lines.length > before + 1 && due !== undefined);
};

describe('trying an agent whose draft has no number', () => {
  it('needs a runtime that answers', async () => {
    expect(await view()).toMatchObject({ hasRuntime: false, lines: [] });
    expect((await say({ text: 'Hello' })).body).toMatchObject({ code: 'NoDraftRuntime' });
    expect(happened('ChannelConnected')).toEqual([]);
  });

  it('plays a user through the whole way: receipt, turn, send, statuses', async () => {
    await giveRuntime();
    const { lines, conversation, status, due } = await talk({ text: 'Hello' });
    expect(lines.map(bubble)).toEqual(['user: Hello', 'agent: You said: Hello']);
    expect({ status, due }).toEqual({ status: 'active', due: { what: 'ask', at: trial.clock.now() + 300 * SECOND } });
    expect(stub.turns).toMatchObject([{ agent, version: 'draft' }]);
    expect(happened('WebhookReceived')).toHaveLength(1);
    expect(happened('ReceiptsHandled')).toMatchObject([{ data: { counts: { handled: 1 } } }]);
    const [reply] = lines.slice(1);
    expect((await trial.owner.call('POST', `${path()}/seen`, { sends: [reply?.send] })).status).toBe(200);
    await until('the message to be read', (now) => now.lines[1]?.status === 'read');
    const detail = await trial.owner.get<ConversationDetail>(`/api/conversations/${conversation}`);
    expect(detail).toMatchObject({ agent, agentName: 'Sari', version: 'draft' });
  });

  it('asks, goes on by the button, asks again and ends, with short delays where they are wanted', async () => {
    await giveRuntime();
    const first = await talk({ text: 'Hello', short: true });
    expect(first.due).toEqual({ what: 'ask', at: trial.clock.now() + 15 * SECOND });
    await trial.clock.advance(15 * SECOND);
    const asked = await until('the ask', ({ lines, due }) => lines.at(-1)?.kind === 'ask' && due?.what === 'end');
    const [goOn, end] = asked.lines.at(-1)?.choices ?? [];
    expect([goOn?.title, end?.title]).toEqual(['Yes, go on', 'No, end chat']);
    await say({ choice: goOn, short: true });
    const on = await until('the next silence', ({ due }) => due?.what === 'ask');
    expect(on.lines.map(bubble).at(-1)).toBe('user: Yes, go on');
    expect(stub.turns).toHaveLength(1);
    await trial.clock.advance(15 * SECOND);
    await until('the second ask', ({ due }) => due?.what === 'end');
    await trial.clock.advance(15 * SECOND);
    const ended = await until('the end', ({ status }) => status === 'ended');
    expect(ended.lines.at(-1)).toMatchObject({ from: 'tandem', what: 'ended', reason: 'no-answer' });
  });

  it('says the same once, however often the same command is given', async () => {
    await giveRuntime();
    const again = { 'x-tandem-command': 'the-same-one' };
    for (let times = 0; times < 2; times += 1) {
      expect((await trial.owner.call('POST', `${path()}/messages`, { text: 'Hello', short: false }, again)).status).toBe(200);
    }
    await until('the answer', ({ lines }) => lines.length === 2);
    await log.until('both calls to be read', () => happened('ReceiptsHandled').flatMap(({ data }) => (data as { counts: { duplicate: number } }).counts.duplicate).includes(1));
    expect((await view()).lines.map(bubble)).toEqual(['user: Hello', 'agent: You said: Hello']);
  });

  it('begins anew with another phone', async () => {
    await giveRuntime();
    await talk({ text: 'Hello' });
    expect(await view('9990000000002')).toMatchObject({ lines: [] });
  });
});

describe('a trial beside the two configurations', () => {
  it('is in no list and no configuration', async () => {
    await giveRuntime();
    await talk({ text: 'Hello' });
    expect(await trial.owner.get<ConversationPage>('/api/conversations')).toEqual({ conversations: [] });
    expect(await trial.owner.get<ConversationPage>(`/api/conversations?agent=${agent}`)).toEqual({ conversations: [] });
    expect((await trial.owner.get<readonly AgentSummary[]>('/api/agents')).map(({ id, channels }) => ({ id, channels }))).toEqual([{ id: agent, channels: {} }]);
    expect(await trial.owner.problem('GET', `/api/agents/${agent}~try/channels/draft`)).toMatchObject({ status: 400 });
    const names = (await trial.owner.get<readonly { name: string }[]>('/api/protocols')).map(({ name }) => name);
    expect(names).not.toContain('try-it');
  });

  it('is no protocol that a number can be connected with', async () => {
    const body = { protocol: 'try-it', number: '6281234567890' };
    expect(await trial.owner.problem('POST', `/api/agents/${agent}/channels/draft/connect`, body)).toMatchObject({ status: 400 });
  });

  it('has the settings of the draft, as they are at the next message', async () => {
    await giveRuntime();
    const { channels } = trial.server.context.procedures;
    await talk({ text: 'Hello' });
    saved(await channels.connect(`${agent}.draft`, by(), { protocol: 'meta-cloud', number: '6281234567890' }));
    saved(await channels.saveSessionSettings(`${agent}.draft`, by(), { ...defaultSessionSettings, askUserToEndSession: false, delayBeforeEndSeconds: 90 }));
    const { due, settings, ofDraft } = await talk({ text: 'And now?' });
    expect({ due, settings, ofDraft }).toEqual({
      due: { what: 'end', at: trial.clock.now() + 90 * SECOND }, ofDraft: true,
      settings: { askUserToEndSession: false, delayBeforeAskSeconds: 300, delayBeforeEndSeconds: 90 },
    });
  });

  it('ends with the agent', async () => {
    await giveRuntime();
    await talk({ text: 'Hello' });
    await trial.owner.call('POST', `/api/agents/${agent}/archive`, {});
    expect((await say({ text: 'Still there?' })).body).toMatchObject({ code: 'AgentIsArchived' });
    expect(trial.server.context.directory.byKey(trialChannel(agent))?.state.status).toBe('disconnected');
    await trial.clock.advance(SECOND);
    await until('the end', ({ lines }) => lines.at(-1)?.reason === 'channel-closed');
  });
});
