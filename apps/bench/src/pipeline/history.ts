import { randomUUIDv7 } from 'node:crypto';
import { join } from 'node:path';
import {
  HOUR, MINUTE, aliasStream, conversationDecider, conversationStream, nobody, type Conversation, type ConversationCommand, type EventMetadata, type Millis, type NewEvent,
  type Sealed, type Vault,
} from '@tandem/domain';
import { loadMasterKeys } from '@tandem/event-store';
import { openSqliteStore, openSqliteVault, type SqliteStore } from '@tandem/event-store/sqlite';
import { customerKey } from '@tandem/server/conversation/keys.js';
import { configWith } from '@tandem/server/config.js';
import { rulesOf } from '@tandem/server/way-of-server.js';
import { customerPhone, type LoadNumber } from '../load/load-numbers.js';

export interface HistoryOptions {
  readonly data: string;
  readonly numbers: readonly LoadNumber[];
  readonly customers: number;
  /** Of conversations, about. */
  readonly events: number;
}

interface Means {
  readonly store: SqliteStore;
  readonly vault: Vault;
}

const decider = conversationDecider(rulesOf(configWith()));
const settings = { revision: 1, askUserToEndSession: false, delayBeforeAsk: 5 * MINUTE, delayBeforeEnd: 10 * MINUTE, closes: false };
/** Messages of one session, where there is history enough. */
const SESSION = 5;
/** What a message with its reply leaves behind, about. */
const EVENTS_OF_MESSAGE = 9;
/** Events that go into one append: streams are written whole, many at a time. */
const AT_ONCE = 64;

/**
 * Fills a data folder with conversations that went on for years: sessions of a few messages, each answered, delivered and
 * read, made by the rules themselves and sealed as they are in life. Answers how many events there are in the log.
 */
export const fillHistory = async ({ data, numbers, customers, events }: HistoryOptions): Promise<number> => {
  const vaultFile = join(data, 'vault.sqlite');
  const vault = openSqliteVault({ file: vaultFile, masterKeys: loadMasterKeys({ setting: '', settingName: '', keyFile: join(data, 'master.key'), vaultFile }) });
  const store = openSqliteStore({ file: join(data, 'log.sqlite') });
  try {
    const each = Math.max(1, Math.round(events / customers));
    for (let from = 0; from < customers; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, customers - from) }, (_, n) => from + n);
      await Promise.all(some.map((n) => writeCustomer(n, numbers[n % numbers.length] as LoadNumber, each, { store, vault })));
    }
    return await store.head();
  } finally {
    await store.close();
    await vault.close();
  }
};

const writeCustomer = async (n: number, { channel }: LoadNumber, events: number, { store, vault }: Means): Promise<void> => {
  const phone = customerPhone(n);
  const customer = randomUUIDv7();
  const began = Date.now() - 300 * 24 * HOUR;
  const alias = aliasStream(channel, vault.keyedHash(`${channel} phone:${phone}`));
  await store.append(alias, [{ id: randomUUIDv7(), type: 'IdentifierKnown', data: { customer, at: began }, meta: metaAt(began) }], 0);
  const stream = conversationStream(channel, customer);
  const seal = (plain: object): Promise<Sealed> => vault.seal(customerKey(customer), JSON.stringify(plain));
  const who = await seal({ phone });
  const session = Math.min(SESSION, Math.ceil(events / EVENTS_OF_MESSAGE));
  let state: Conversation = nobody;
  let version = 0;
  for (let message = 0; version < events || message % session > 0; message += 1) {
    const at = began + Math.floor(message / session) * HOUR + (message % session) * MINUTE;
    const place = { first: message === 0, last: message % session === session - 1 };
    const made: NewEvent[] = [];
    for (const command of await exchange({ seal, at, who, id: `${n}.${message}`, ...place })) {
      const decision = decider.decide(command(state), state);
      if (decision.kind !== 'accepted') throw new Error(`The history cannot go on: ${decision.reason}`);
      for (const event of decision.events) made.push({ ...event, id: randomUUIDv7(), meta: metaAt(event.data.at) });
      state = decision.events.reduce(decider.evolve, state);
    }
    await store.append(stream, made, version);
    version += made.length;
  }
  if (state.session.status === 'active') throw new Error('The history ends with an open session');
};

const metaAt = (at: Millis): EventMetadata => ({ v: 1, at, means: 'system' });

type Exchange = { seal: (plain: object) => Promise<Sealed>; at: Millis; who: Sealed; id: string; first: boolean; last: boolean };

/** One message and what follows it, and the end of the session behind its last one. */
const exchange = async ({ seal, at, who, id, first, last }: Exchange): Promise<readonly ((state: Conversation) => ConversationCommand)[]> => {
  const content = await seal({ id, name: 'Load', content: { type: 'text', text: `A question from long ago, the one with the number ${id}` } });
  const reply = await seal({ type: 'text', text: `You wrote: a question from long ago, the one with the number ${id}` });
  const providerId = await seal({ id: `reply.${id}` });
  const order = { now: at, settings };
  const statuses = ['sent', 'delivered', 'read'] as const;
  return [
    () => ({
      type: 'ReceiveMessage', ...order, message: `m.${id}`, content, newSession: randomUUIDv7(), kind: 'text', stamp: at, language: 'en',
      cause: { receipt: randomUUIDv7(), item: 0 }, ...(first && { who }),
    }),
    () => ({ type: 'StartTurn', ...order }),
    (state) => ({ type: 'RecordTurn', ...order, turn: turnOf(state), outcome: { kind: 'answered', replies: [{ content: reply }], endSession: last } }),
    (state) => ({ type: 'AttemptSend', ...order, send: sendOf(state) }),
    (state) => ({ type: 'RecordSend', ...order, send: sendOf(state), outcome: { kind: 'accepted', message: `r.${id}`, providerId } }),
    ...statuses.map((status) => (): ConversationCommand => ({
      type: 'ReceiveStatus', ...order, message: `r.${id}`, status, stamp: at, cause: { receipt: randomUUIDv7(), item: 0 },
    })),
  ];
};

const turnOf = ({ session }: Conversation): string => (session.status === 'active' ? (session.turn?.id ?? '') : '');

/** The only reply under way. */
const sendOf = ({ carried }: Conversation): string => carried.sends.at(-1)?.id ?? '';
