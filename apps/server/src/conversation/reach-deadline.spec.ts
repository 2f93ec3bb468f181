import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  HOUR, MINUTE, SECOND, channelKey, conversationStream, defaultRules, defaultSessionSettings, type ConversationCommand, type NextWake, type Sealed, type SessionRef, type SettingsInForce,
} from '@tandem/domain';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import { openMemoryStore, openMemoryVault } from '@tandem/event-store/memory';
import { realChance } from '../chance.js';
import type { Channels } from '../channel/facts.js';
import { createConversations, type Conversations } from './conversations.js';
import { createReachDeadline } from './reach-deadline.js';

const channel = channelKey('shop', 'published');
const settings: SettingsInForce = { revision: 1, askUserToEndSession: true, delayBeforeAsk: MINUTE, delayBeforeEnd: HOUR, closes: false };

describe('sessions that are overdue together', () => {
  let clock: ManualClock;
  let store: ReturnType<typeof openMemoryStore>;
  let conversations: Conversations;
  let reach: (session: SessionRef) => Promise<NextWake>;
  /** How often the readers were asked whether they have passed the end of the log, and what they say. */
  let readers: { asked: number; passed: boolean | Error | ((head: number) => boolean) };
  let mine = true;
  beforeEach(() => {
    clock = manualClock(Date.UTC(2026, 10, 23, 9));
    store = openMemoryStore({ clock });
    conversations = createConversations({ store, clock, chance: realChance, rules: defaultRules });
    readers = { asked: 0, passed: true };
    mine = true;
    const facts = { key: channel, settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 60 }, revision: 1, open: true, paused: false };
    reach = createReachDeadline({
      store, vault: openMemoryVault(), conversations, channels: { get: () => facts } as unknown as Channels, clock, rules: defaultRules, graceUntil: () => 0, mayJudge: () => mine,
      passed: async (head) => {
        readers.asked += 1;
        if (readers.passed instanceof Error) throw readers.passed;
        return typeof readers.passed === 'function' ? readers.passed(head) : readers.passed;
      },
    });
  });

  const overdue = async (name: string): Promise<SessionRef> => {
    const conversation = conversationStream(channel, name);
    const long = clock.now() - 2 * HOUR;
    const say = (command: ConversationCommand) => conversations.execute(conversation, () => command);
    await say({ type: 'ReceiveMessage', now: long, settings, message: name, kind: 'text', content: 'text' as Sealed, newSession: `s-${name}`, cause: { receipt: name, item: 0 } });
    const { after } = await say({ type: 'StartTurn', now: long, settings });
    const turn = after.session.status === 'active' ? after.session.turn?.id ?? '' : '';
    await say({ type: 'RecordTurn', now: long, settings, turn, outcome: { kind: 'answered', replies: [], endSession: false } });
    return { conversation, session: `s-${name}` };
  };
  const asked = async ({ conversation }: SessionRef): Promise<boolean> => (await store.read(conversation)).events.some(({ type }) => type === 'AskRequested');

  it('are asked, and the readers once for all of them', async () => {
    const sessions = [await overdue('c1'), await overdue('c2'), await overdue('c3')];
    await Promise.all(sessions.map(reach));
    expect(readers.asked).toBe(1);
    expect(await Promise.all(sessions.map(asked))).toEqual([true, true, true]);
  });

  it('wait while a message before their deadline may be unread, and the readers are asked again', async () => {
    const session = await overdue('c1');
    readers.passed = false;
    expect(await reach(session)).toEqual({ kind: 'sleep', until: clock.now() + SECOND });
    expect(await asked(session)).toBe(false);
    readers.passed = true;
    await reach(session);
    expect([readers.asked, await asked(session)]).toEqual([2, true]);
  });

  it('wait once more where the readers were behind for long: what came meanwhile is read as well', async () => {
    const session = await overdue('c1');
    readers.passed = false;
    await reach(session);
    await clock.advance(3 * SECOND);
    await overdue('c2'); // the end of the log moves on, and the readers pass the old one only
    const old = await store.head();
    readers.passed = (head) => head < old;
    expect(await reach(session)).toEqual({ kind: 'sleep', until: clock.now() + SECOND });
    expect(await asked(session)).toBe(false);
    await clock.advance(SECOND);
    readers.passed = (head) => head <= old;
    await reach(session);
    expect(await asked(session)).toBe(true);
  });

  it('are evaluated again where the readers could not be asked', async () => {
    const session = await overdue('c1');
    readers.passed = new Error('the store is away');
    await expect(reach(session)).rejects.toThrow('the store is away');
    readers.passed = true;
    await reach(session);
    expect(await asked(session)).toBe(true);
  });

  it('of a channel that another process acts for are left to its timers', async () => {
    const session = await overdue('c1');
    mine = false;
    expect(await reach(session)).toEqual({ kind: 'over' });
    expect([readers.asked, await asked(session)]).toEqual([0, false]);
  });

  it('that wake at a later end of the log have the readers asked for that one', async () => {
    const first = await overdue('c1');
    await reach(first);
    await reach(await overdue('c2'));
    expect(readers.asked).toBe(2);
  });
});
