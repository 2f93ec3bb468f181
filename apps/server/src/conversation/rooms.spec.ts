// needs the protocol: meta-cloud
// needs the protocol: qontak
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND, type InboundItem, type RoomReading, type RoomState } from '@tandem/domain';
import { by, saved, type Installation } from '../testing/installation.js';
import { roomProvider, type RoomProvider } from '../testing/room-protocol.js';
import { customer, dataOf, noon, shop, startTrial, type Trial } from '../testing/trial.js';
import { appendParked, parkedKey, replayParked } from '../webhooks/parked.js';

let provider: RoomProvider;
let trial: Trial;
let number = 0;

const line = 'line-1';
const connect = async ({ procedures }: Installation, credentials: Record<string, string> = {}): Promise<void> => {
  await procedures.agents.register('shop', by(), 'Shop');
  saved(await procedures.channels.connect(shop, by(), { protocol: 'qontak', number: '+62 812-3456-7890' }));
  saved(await procedures.channels.saveCredentials(shop, by(), { protocol: 'qontak', entered: { line, token: 'token-1', ...credentials } }));
};
const start = async (credentials: Record<string, string> = {}): Promise<void> => {
  provider = roomProvider();
  trial = await startTrial({ speaking: [provider.protocol], connect: (installation) => connect(installation, credentials) });
};

beforeEach(() => start());
afterEach(() => trial.stop());

interface Told {
  readonly room?: string;
  readonly state?: RoomState;
  readonly at?: number;
}

const roomOf = ({ room = 'room-1', state }: Told) => ({ room: { id: room, ...(state && { state }) } });
const receive = (...items: readonly InboundItem[]) => trial.receive(JSON.stringify(items), shop, 'qontak');
const writes = (text: string, told: Told = {}) => receive({
  kind: 'message', id: `in-${(number += 1)}`, address: line, from: { phone: customer }, at: told.at ?? trial.clock.now(), content: { type: 'text', text }, ...roomOf(told),
});
const shows = (told: Told, more: { personSpoke?: boolean } = {}) => receive({
  kind: 'notice', address: line, at: told.at ?? trial.clock.now(), what: 'message_interaction', reason: 'echo', about: { phone: customer }, ...roomOf(told), ...more,
});
const quiet = () => trial.until(async () => {
  const { events } = await trial.store.read(`intake-${shop}`);
  const calls = events.reduce((sum, { data }) => sum + ((data as { calls?: number }).calls ?? 0), 0);
  const received = (await trial.store.read(`webhooks-${shop}.w1`)).version;
  return calls === received && (await trial.way.conversations.load(await trial.only())).state.carried.sends.every(({ stage }) => stage.is === 'accepted');
});
const turns = () => trial.turns.map(({ messages }) => messages.map(({ content }) => ('text' in content ? content.text : content.type)));
const verdicts = async () => (await trial.store.read(`intake-${shop}`)).events.flatMap(
  ({ data }) => (data as { exceptions?: { verdict: string; reason: string }[] }).exceptions ?? [],
).map(({ verdict, reason }) => `${verdict} ${reason}`);

describe('a room of the customer', () => {
  it('is where the answer goes: the newest one, which a late message does not change', async () => {
    await writes('hello');
    await trial.happened('SendAccepted');
    await trial.clock.advance(MINUTE);
    await writes('again', { room: 'room-2' });
    await trial.happened('SendAccepted', 2);
    await writes('sent before', { room: 'room-1', at: noon });
    await trial.happened('SendAccepted', 3);
    expect(provider.sent.map(({ room }) => room)).toEqual(['room-1', 'room-2', 'room-2']);
  });

  it('is nowhere in clear', async () => {
    await writes('hello', { room: 'room-of-sari' });
    await trial.happened('SendAccepted');
    expect(JSON.stringify(await trial.events())).not.toContain('room-of-sari');
    const rooms = dataOf(await trial.events(), 'MessageReceived').map(({ room }) => room !== undefined);
    await writes('and', { room: 'room-of-sari' });
    await trial.happened('SendAccepted', 2);
    expect([...rooms, dataOf(await trial.events(), 'MessageReceived').at(-1)?.room]).toEqual([true, undefined]);
  });
});

describe('a person who has the room', () => {
  it('is not interrupted by the agent, until the room is free; then it answers what came since the person\'s last word', async () => {
    await writes('my order?', { state: 'assigned' });
    await trial.happened('SessionTakenOver');
    await trial.clock.advance(SECOND);
    await shows({ state: 'assigned' }, { personSpoke: true });
    await trial.happened('AnsweredInRoom');
    await trial.clock.advance(SECOND);
    await writes('and the bill?', { state: 'assigned' });
    await trial.happened('MessageReceived', 2);
    expect(trial.turns).toEqual([]);
    await shows({ state: 'resolved' });
    await trial.happened('SendAccepted');
    expect(turns()).toEqual([['and the bill?']]);
  });

  it('answers no message that came after what he wrote, however late that is told, or twice', async () => {
    await writes('my order?', { state: 'assigned' });
    await trial.clock.advance(MINUTE);
    const spoken = trial.clock.now();
    await shows({ state: 'assigned' }, { personSpoke: true });
    await trial.happened('AnsweredInRoom');
    await trial.clock.advance(SECOND);
    await writes('and the bill?', { state: 'assigned' });
    await shows({ state: 'assigned', at: spoken }, { personSpoke: true });
    await shows({ state: 'unassigned' });
    await trial.happened('SendAccepted');
    expect(turns()).toEqual([['and the bill?']]);
    expect(await trial.events().then((events) => dataOf(events, 'AnsweredInRoom'))).toHaveLength(1);
  });

  it('is told by a status as well, and by what is said of this room alone', async () => {
    await writes('hello');
    await trial.happened('SendAccepted');
    await shows({ state: 'assigned', room: 'another' });
    await receive({ kind: 'status', id: 'out-1', address: line, to: { phone: customer }, at: trial.clock.now(), status: 'delivered', ...roomOf({ state: 'assigned' }) });
    await trial.happened('SessionTakenOver');
    expect(await trial.happened('SendStatusChanged')).toHaveLength(1);
    await quiet();
    expect(await verdicts()).toEqual(['ignored message_interaction']);
  });

  it('is not believed in by what was so more than five minutes ago', async () => {
    await trial.clock.advance(HOUR);
    await writes('hello', { state: 'assigned', at: trial.clock.now() - 5 * MINUTE - 1 });
    await trial.happened('SendAccepted');
    await shows({ state: 'assigned', at: trial.clock.now() - 5 * MINUTE - 1 });
    await quiet();
    expect(dataOf(await trial.events(), 'SessionTakenOver')).toEqual([]);
    await shows({ state: 'assigned', at: trial.clock.now() - 5 * MINUTE });
    await trial.happened('SessionTakenOver');
  });

  it('is not believed in by an item that was parked for longer than that', async () => {
    const item: InboundItem = { kind: 'message', id: 'in-parked', address: line, from: { phone: customer }, at: trial.clock.now(), content: { type: 'text', text: 'hello' }, ...roomOf({ state: 'assigned' }) };
    const content = await trial.vault.seal(parkedKey('p1'), JSON.stringify(item));
    const parked = { parked: 'p1', at: noon, receipt: 'r1', item: 0, receivedAt: noon, reason: 'Failed', content, protocol: 'qontak' as const };
    await appendParked(shop, { type: 'ItemParked', data: parked }, { store: trial.store, id: 'p1' });
    await trial.clock.advance(HOUR);
    await replayParked(shop, parked, { ...trial, ...trial.way });
    await trial.happened('SendAccepted');
    expect(dataOf(await trial.events(), 'SessionTakenOver')).toEqual([]);
  });

  it('of whom nobody is known is nothing to us', async () => {
    await writes('hello');
    await trial.happened('SendAccepted');
    await receive({ kind: 'notice', address: line, what: 'message_interaction', reason: 'echo', about: { phone: '6281999' }, ...roomOf({ state: 'assigned' }) });
    await quiet();
    expect([await verdicts(), dataOf(await trial.events(), 'SessionTakenOver')]).toEqual([['ignored message_interaction'], []]);
  });
});

describe('a provider that says a person has the room', () => {
  it('silences the agent; the customer\'s message waits for the hand-back', async () => {
    provider.outcomes.push({ kind: 'held', papers: { title: 'Room is assigned' } });
    await writes('my order?');
    const [refused] = dataOf(await trial.happened('SendRefused'), 'SendRefused');
    expect(refused?.reason).toBe('Held');
    expect(dataOf(await trial.events(), 'SessionTakenOver')).toMatchObject([{ by: 'room' }]);
    await trial.clock.advance(MINUTE);
    expect(trial.turns).toHaveLength(1);
    await shows({ state: 'unassigned' });
    await trial.happened('SendAccepted');
    expect(turns()).toEqual([['my order?'], ['my order?']]);
    expect(provider.sent).toHaveLength(2);
  });
});

describe('a session held by its room', () => {
  const held = async () => {
    await writes('my order?', { state: 'assigned' });
    await trial.happened('SessionTakenOver');
  };

  it('is looked at every five minutes, and handed back once the provider has the room free', async () => {
    await held();
    provider.room = { kind: 'read', room: { id: 'room-1', state: 'assigned' } };
    await trial.clock.advance(5 * MINUTE);
    await trial.until(() => provider.asked.length === 1);
    provider.room = { kind: 'unanswered', reason: 'down' };
    await trial.clock.advance(5 * MINUTE);
    await trial.until(() => provider.asked.length === 2);
    expect(trial.turns).toEqual([]);
    provider.room = { kind: 'read', room: { id: 'room-1', state: 'unassigned' } };
    await trial.clock.advance(5 * MINUTE);
    await trial.happened('SendAccepted');
    expect(dataOf(await trial.events(), 'SessionHandedBack')).toMatchObject([{ by: 'room' }]);
    expect(provider.asked).toEqual(['room-1', 'room-1', 'room-1']);
  });

  it('by an operator of ours is not the room\'s to hand back', async () => {
    await writes('hello');
    await trial.happened('SendAccepted');
    const stream = await trial.only();
    const settings = { revision: 1, askUserToEndSession: true, delayBeforeAsk: 300_000, delayBeforeEnd: 600_000, closes: false };
    await trial.way.conversations.execute(stream, () => ({ type: 'TakeOver', by: 'operator', operator: 'o1', now: trial.clock.now(), settings }));
    await trial.clock.advance(2 * HOUR);
    expect([provider.asked, dataOf(await trial.events(), 'SessionHandedBack')]).toEqual([[], []]);
  });
});

describe('the end of a session', () => {
  const say = async (closing: string) => {
    const { settings } = trial.directory.byKey(shop)!.state;
    saved(await trial.procedures.channels.noteEndpointRegistered(shop, by(), {
      protocol: 'qontak', by: 'set-endpoint', fingerprint: trial.directory.byAddress(trial.directory.byKey(shop)!.state.address, 'qontak')!.proofs[0]!.fingerprint,
    }));
    saved(await trial.procedures.channels.saveSessionSettings(shop, by(), { ...settings, texts: { ...settings.texts, en: { ...settings.texts.en, closing } } }));
  };
  const untilEnded = async () => {
    await writes('hello');
    await trial.happened('SendAccepted');
    await trial.clock.advance(5 * MINUTE);
    await trial.happened('SendAccepted', 2);
    await trial.clock.advance(10 * MINUTE);
    await trial.happened('SessionEnded');
  };

  const isFree = () => (provider.room = { kind: 'read', room: { id: 'room-1', state: 'unassigned' } });

  it('resolves the room', async () => {
    isFree();
    await untilEnded();
    await trial.until(() => provider.resolved.length > 0);
    expect(provider.resolved).toEqual(['room-1']);
  });

  it.each<[string, RoomReading]>([
    ['that a person has taken without a word', { kind: 'read', room: { id: 'room-1', state: 'assigned' } }],
    ['of which the provider does not say who has it', { kind: 'unanswered', reason: 'TimedOut' }],
  ])('leaves a room open %s', async (_what, reading) => {
    provider.room = reading;
    await untilEnded();
    await trial.until(() => provider.asked.length > 0);
    await trial.clock.advance(MINUTE);
    expect([provider.asked, provider.resolved]).toEqual([['room-1'], []]);
  });

  it('resolves it after the closing text was said', async () => {
    isFree();
    await say('Good bye');
    const accepted = (id: string) => ({ kind: 'accepted', id }) as const;
    provider.outcomes.push(accepted('1'), accepted('2'), { kind: 'retry', holds: 'message', after: MINUTE, papers: {} });
    await untilEnded();
    await trial.happened('SendPostponed');
    expect(provider.resolved).toEqual([]);
    await trial.clock.advance(MINUTE);
    await trial.until(() => provider.resolved.length > 0);
    expect(provider.sent.map(({ content }) => ('text' in content ? content.text : ''))).toEqual(['You said: hello', 'Do you need anything else?', 'Good bye', 'Good bye']);
    const events = await trial.events();
    expect(dataOf(events, 'SendAccepted')).toHaveLength(3);
    await trial.clock.advance(HOUR);
    expect(provider.resolved).toEqual(['room-1']);
  });

  it.each([
    ['a channel that was closed', () => trial.procedures.channels.disconnect(shop, by())],
    ['another number', () => trial.procedures.channels.changeNumber(shop, by(), '+1 202-555-0199')],
  ])('by %s leaves the room to the provider', async (_what, happens) => {
    await writes('hello');
    await trial.happened('SendAccepted');
    saved(await happens());
    await trial.happened('SessionEnded');
    await trial.clock.advance(MINUTE);
    expect(provider.resolved).toEqual([]);
  });
});

describe('a message of which nobody knows whether it went out', () => {
  const unknown = async () => {
    await trial.clock.advance(2 * MINUTE);
    provider.outcomes.push({ kind: 'unknown', papers: {} });
    await writes('hello');
    await trial.happened('SendOutcomeUnknown');
  };

  it('is looked for once in the provider\'s history, and found', async () => {
    const asked: unknown[] = [];
    provider.evidence = ({ outbound, since }) => {
      asked.push([outbound.room, outbound.content, since]);
      return { kind: 'found', id: 'out-99' };
    };
    await unknown();
    await trial.clock.advance(MINUTE);
    await trial.happened('SendAccepted');
    expect(asked).toEqual([['room-1', { type: 'text', text: 'You said: hello' }, noon + 2 * MINUTE]]);
    expect(provider.sent).toHaveLength(1);
    await receive({ kind: 'status', id: 'out-99', address: line, to: { phone: customer }, status: 'read' });
    expect(dataOf(await trial.happened('SendStatusChanged'), 'SendStatusChanged')).toMatchObject([{ status: 'read' }]);
  });

  it.each([{ kind: 'not-found' }, { kind: 'unanswered', reason: 'down' }] as const)('is said again where it is not ($kind)', async (evidence) => {
    provider.evidence = () => evidence;
    await unknown();
    await trial.clock.advance(MINUTE);
    await trial.happened('SendAccepted');
    expect(provider.sent).toHaveLength(2);
  });
});

describe('what a channel can do by its credentials', () => {
  it('rules how it asks', async () => {
    await trial.stop();
    await start({ buttons: 'off' });
    await writes('hello');
    await trial.happened('SendAccepted');
    await trial.clock.advance(5 * MINUTE);
    await trial.happened('SendAccepted', 2);
    expect(provider.sent.at(-1)?.content).toEqual({ type: 'text', text: 'Do you need anything else?\n1. Yes, go on\n2. No, end chat' });
  });

  it('rules how fast it speaks', async () => {
    await trial.stop();
    await start({ buttons: 'off' }); // two a second
    for (let n = 0; n < 4; n += 1) {
      await receive({ kind: 'message', id: `m-${n}`, address: line, from: { phone: `628123450000${n}` }, at: noon, content: { type: 'text', text: 'hi' }, ...roomOf({}) });
    }
    await trial.happened('SendAttempted', 4);
    const times = dataOf(await trial.events(), 'SendAttempted').map(({ at }) => at - noon);
    expect(times.at(-1)).toBeGreaterThanOrEqual(1_000);
  });
});
