import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  HOUR, SECOND, channelKey, conversationStream, defaultRules, defaultSessionSettings, type ConversationCommand, type EventStore, type ReachDeadline, type Sealed, type SessionRef,
  type SettingsInForce,
} from '@tandem/domain';
import { openSqliteStore } from '@tandem/event-store/sqlite';
import { realChance } from '@tandem/server/chance.js';
import type { Channels } from '@tandem/server/channel/facts.js';
import { systemClock } from '@tandem/server/clock.js';
import { createConversations } from '@tandem/server/conversation/conversations.js';
import { createReachDeadline } from '@tandem/server/conversation/reach-deadline.js';
import { openMemoryVault } from '@tandem/event-store/memory';

/** A log on disk with sessions whose ask has long been due, and the rules over it as the server runs them. */
export interface OverdueLog {
  readonly store: EventStore;
  readonly sessions: readonly SessionRef[];
  /** Load, decide, append: sends are somebody else's work. */
  readonly reachDeadline: ReachDeadline;
  close(): Promise<void>;
}

const channel = channelKey('bench', 'published');
const settings: SettingsInForce = { revision: 1, askUserToEndSession: true, delayBeforeAsk: SECOND, delayBeforeEnd: HOUR, closes: false };

export const writeOverdueLog = async (count: number): Promise<OverdueLog> => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  const store = openSqliteStore({ file: join(folder, 'log.sqlite'), clock: systemClock });
  const vault = openMemoryVault();
  const made = () => createConversations({ store, clock: systemClock, chance: realChance, rules: defaultRules });
  const writing = made();
  const long = Date.now() - 2 * HOUR;
  const one = async (n: number): Promise<SessionRef> => {
    const conversation = conversationStream(channel, `c${n}`);
    const session = `s${n}`;
    const say = (command: ConversationCommand) => writing.execute(conversation, () => command);
    const content = 'text' as Sealed;
    await say({ type: 'ReceiveMessage', now: long, settings, message: `m${n}`, kind: 'text', content, newSession: session, cause: { receipt: `r${n}`, item: 0 } });
    const { after } = await say({ type: 'StartTurn', now: long, settings });
    const turn = after.session.status === 'active' ? after.session.turn?.id ?? '' : '';
    await say({ type: 'RecordTurn', now: long, settings, turn, outcome: { kind: 'answered', replies: [], endSession: false } });
    return { conversation, session };
  };
  const sessions: SessionRef[] = [];
  for (let n = 0; n < count; n += 256) sessions.push(...await Promise.all(Array.from({ length: Math.min(256, count - n) }, (_, i) => one(n + i))));
  const read = await store.head();
  /** As the server's readers answer: no webhook stands between where they are and `head`. */
  const passed = async (head: number) => head <= read || (await store.readAll({ after: read, limit: 1, prefixes: ['webhooks-'] })).length === 0;
  const facts = { key: channel, settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 1 }, revision: 1, open: true, paused: false };
  const reachDeadline = createReachDeadline({
    store, vault, conversations: made(), channels: { get: () => facts } as unknown as Channels, clock: systemClock, rules: defaultRules,
    passed, graceUntil: () => 0, mayJudge: () => true,
  });
  return {
    store, sessions, reachDeadline,
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
