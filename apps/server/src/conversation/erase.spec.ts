// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import {
  DAY, MINUTE, SECOND, aliasStream, conversationStream, defaultRules, parkedStream, partsOfConversation, type AliasEvent, type EventStore,
  type ParkedEvent, type RecordedEvent, type Runtime, type Vault,
} from '@tandem/domain';
import { verifyChain } from '@tandem/event-store';
import { realChance } from '../chance.js';
import { inForce } from '../channel/facts.js';
import { silentLog } from '../logging/log.js';
import { createRetention } from '../retention/retention.js';
import { customer, dataOf, metaBody, noon, shop, startTrial, type Trial } from '../testing/trial.js';
import { parkedKey } from '../webhooks/parked.js';
import { createConversations } from './conversations.js';
import { createCustomers } from './customers.js';
import { createErase } from './erase.js';
import { customerKey, openMessage } from './keys.js';

const KEPT = 14 * DAY;

const eraser = (trial: Trial, on: { store?: EventStore; vault?: Vault; purge?: (conversation: string) => Promise<void> } = {}) => {
  const { views } = trial;
  const purge = on.purge ?? ((conversation: string) => views.purge(conversation));
  return createErase({ ...trial, ...trial.way, ...on, purge, receiptsKept: KEPT });
};

const facts = ({ way }: Trial) => way.channels.get(shop)!;
const erase = (trial: Trial, who: string) => eraser(trial)(facts(trial), who);

/** One customer with an open session, who has been answered. */
const talking = async (): Promise<Trial & { who: string; stream: string }> => {
  const trial = await startTrial();
  await trial.receive(metaBody({ text: 'my order is late' }));
  await trial.happened('SendAccepted');
  const stream = await trial.only();
  return { ...trial, stream, who: partsOfConversation(stream).customer };
};

const ends = async (trial: Trial) => dataOf(await trial.events(), 'SessionEnded');

const texts = async ({ events, vault }: Trial) => {
  const received = dataOf(await events(), 'MessageReceived');
  return Promise.all(received.map(async ({ content }) => (await openMessage(vault, content))?.content));
};

describe('erasing a customer', () => {
  it('ends the open session silently and says nothing more', async () => {
    const trial = await talking();
    const said = trial.provider.sent.length;
    await erase(trial, trial.who);
    await trial.clock.advance(30 * MINUTE);
    expect(await ends(trial)).toMatchObject([{ reason: 'erased' }]);
    expect(trial.provider.sent).toHaveLength(said);
    await trial.stop();
  });

  it('makes every text unreadable, and leaves the log and its hashes whole', async () => {
    const trial = await talking();
    const before = await trial.store.read(trial.stream);
    await erase(trial, trial.who);
    expect(await texts(trial)).toEqual([undefined]);
    expect(await trial.vault.keys('customer-')).toEqual([]);
    const after = await trial.store.read(trial.stream);
    expect(after.events.slice(0, before.events.length)).toEqual(before.events);
    expect(verifyChain(after.events)).toMatchObject({ kind: 'whole', version: after.version });
    await trial.stop();
  });

  it('answers which conversations it was and on which day the last raw body goes', async () => {
    const trial = await talking();
    expect(await erase(trial, trial.who)).toEqual({ conversations: [trial.stream], rawBodiesGoAt: Date.UTC(2026, 10, 3) + KEPT });
    await trial.stop();
  });

  it('drops what a turn that was running answers', async () => {
    const errors: string[] = [];
    let answer = (): void => {};
    const slow: Runtime = {
      historyLimit: 0,
      answer: () => new Promise((resolve) => {
        answer = () => resolve({ kind: 'answered', replies: [{ type: 'text', text: 'too late' }], endSession: false });
      }),
    };
    const log = { ...silentLog, error: (event: string) => void errors.push(event) };
    const trial = await startTrial({ change: () => ({ runtimes: () => Promise.resolve(slow), log }) });
    await trial.receive(metaBody({ text: 'my order is late' }));
    await trial.happened('TurnStarted');
    await erase(trial, partsOfConversation(await trial.only()).customer);
    answer();
    await trial.clock.advance(MINUTE);
    expect([errors, dataOf(await trial.events(), 'TurnAnswered'), trial.provider.sent]).toEqual([[], [], []]);
    await trial.stop();
  });

  it('makes whoever writes again somebody new', async () => {
    const trial = await talking();
    await erase(trial, trial.who);
    await trial.clock.advance(MINUTE);
    await trial.receive(metaBody({ text: 'hello again', at: trial.clock.now() }));
    await trial.happened('SendAccepted', 2);
    const streams = [...new Set((await trial.events()).map(({ stream }) => stream))];
    expect(streams).toHaveLength(2);
    expect(await texts(trial)).toEqual([undefined, { type: 'text', text: 'hello again' }]);
    expect(trial.turns.at(-1)?.history).toEqual([]);
    await trial.stop();
  });

  it.each([
    ['its provider time', { sent: 2 * SECOND, received: MINUTE }],
    ['its receipt', { sent: 2 * SECOND, received: 2 * SECOND }],
  ])('ignores a message that is older by %s, and nothing of it is kept', async (_what, { sent, received }) => {
    const trial = await talking();
    const head = (await trial.events()).length;
    await trial.clock.runUntil(noon + 10 * SECOND);
    const item = { kind: 'message', id: 'wamid.late', from: { phone: customer }, at: noon + sent, content: { type: 'text', text: 'older' } } as const;
    await erase(trial, trial.who);
    const origin = { channel: facts(trial), cause: { receipt: 'r9', item: 0 }, receivedAt: noon + received };
    expect(await trial.way.reception.message(item, origin)).toEqual({ verdict: 'ignored', reason: 'Erased' });
    expect((await trial.events()).slice(head).map(({ type }) => type)).toEqual(['SessionEnded']);
    await trial.stop();
  });

  it('forgets every identifier he ever had, a number that he gave up included', async () => {
    const trial = await startTrial();
    await trial.receive(metaBody({ userId: 'ID.1', from: '6281234500001' }));
    await trial.happened('SendAccepted');
    await trial.receive(metaBody({ userId: 'ID.1', from: '6281234500099', at: noon + SECOND }));
    await trial.happened('MessageReceived', 2);
    const [stream] = new Set((await trial.events()).map((event) => event.stream));
    await erase(trial, partsOfConversation(stream!).customer);
    const aliases = await trial.store.readAll({ after: 0, limit: 100, prefixes: [`alias-${shop}.`] }) as readonly RecordedEvent<AliasEvent>[];
    expect(aliases.map(({ type }) => type).toSorted()).toEqual([
      ...['CustomerErased', 'CustomerErased', 'CustomerErased'], ...['IdentifierKnown', 'IdentifierKnown', 'IdentifierKnown'],
    ]);
    await trial.stop();
  });

  it('erases whoever was merged into him, whichever of them is named', async () => {
    const trial = await startTrial();
    await trial.receive(metaBody({ from: '6281234500001', text: 'by phone' }));
    await trial.happened('SendAccepted');
    await trial.receive(metaBody({ from: 'ID.7', text: 'by name' }));
    await trial.happened('SendAccepted', 2);
    await trial.receive(metaBody({ from: '6281234500001', userId: 'ID.7', text: 'both', at: noon + SECOND }));
    await trial.until(async () => (await texts(trial)).length === 3);
    const merged = (await trial.events()).filter(({ type }) => type === 'MergedInto').map(({ stream }) => stream);
    const erased = await erase(trial, merged[0] ? partsOfConversation(merged[0]).customer : 'nobody');
    expect(erased.conversations).toHaveLength(merged.length + 1);
    for (const who of [{ phone: customer }, { userId: 'ID.7' }]) expect(await trial.way.customers.find(shop, who)).toBeUndefined();
    expect(await texts(trial)).toEqual([undefined, undefined, undefined]);
    expect(await trial.vault.keys('customer-')).toEqual([]);
    await trial.stop();
  });

  it('erases every identifier of two who are one, also where what the one took over of the other is forgotten by now', async () => {
    const before = await startTrial();
    await before.receive(metaBody({ from: '6281234500001' }));
    await before.happened('SendAccepted');
    await before.receive(metaBody({ from: 'ID.7' }));
    await before.happened('SendAccepted', 2);
    await before.receive(metaBody({ from: '6281234500001', userId: 'ID.7', at: noon + SECOND }));
    const [merged] = await before.happened('MergedInto');
    const { into } = merged!.data as { into: string };
    await before.clock.advance(9 * DAY);
    await createRetention({ ...before, ...before.way, allChannels: () => [shop], receiptsKept: KEPT, conversationsKept: 8 * DAY })();
    expect((await before.store.read(conversationStream(shop, into))).events).toEqual([]);
    await before.stop();

    const { clock, store, vault, ledger } = before;
    const trial = await startTrial({ clock, store, vault, ledger, again: true });
    await trial.receive(metaBody({ from: 'ID.7', text: 'again', at: trial.clock.now() }));
    await trial.happened('SendAccepted', 1);
    await erase(trial, into);
    await trial.clock.advance(MINUTE);
    await trial.receive(metaBody({ from: '6281234500001', userId: 'ID.7', text: 'after', at: trial.clock.now() }));
    await trial.until(async () => (await texts(trial)).at(-1)?.type === 'text');
    expect((await texts(trial)).at(-1)).toEqual({ type: 'text', text: 'after' });
    expect((await trial.events()).filter(({ type }) => type === 'MessageReceived').at(-1)?.stream).not.toBe(conversationStream(shop, into));
    await trial.stop();
  });

  it('drops what was parked of him, known to be his or under his number only, and of nobody else', async () => {
    const trial = await talking();
    const park = async (parked: string, data: { customer?: string; phone: string }) => {
      const item = { kind: 'message', from: { phone: data.phone }, content: { type: 'text', text: 'stuck' } };
      const content = await trial.vault.seal(parkedKey(parked), JSON.stringify(item));
      const { version } = await trial.store.read(parkedStream(shop));
      const event = { parked, at: noon, receipt: 'r', item: 0, receivedAt: noon, reason: 'Failed', content, customer: data.customer };
      await trial.store.append(parkedStream(shop), [{ id: parked, type: 'ItemParked', data: event, meta: { v: 1, at: noon } }], version);
    };
    await park('his', { customer: trial.who, phone: '1' });
    await park('his-number', { phone: customer });
    await park('another', { phone: '6281234500777' });
    await erase(trial, trial.who);
    const { events } = await trial.store.read(parkedStream(shop));
    const dismissed = (events as readonly RecordedEvent<ParkedEvent>[]).filter(({ type }) => type === 'ParkedDismissed').map(({ data }) => data);
    expect(dismissed).toMatchObject([{ parked: 'his', reason: 'erased' }, { parked: 'his-number', reason: 'erased' }]);
    expect(await trial.vault.keys('parked-')).toEqual([parkedKey('another')]);
    await trial.stop();
  });

  it('takes texts and names out of the views, as a view that is built anew has them', async () => {
    const trial = await talking();
    await trial.until(() => trial.views.conversation(trial.stream)?.lastText !== undefined);
    await erase(trial, trial.who);
    await trial.until(() => trial.views.conversation(trial.stream)?.endReason === 'erased');
    const kept = JSON.stringify([trial.views.conversation(trial.stream), await trial.views.timeline(trial.stream)]);
    for (const personal of ['my order is late', 'You said', 'Sari Dewi', customer]) expect(kept).not.toContain(personal);
    await trial.stop();
  });

  it('ends the session of a message, too, that was sealed before the key went and recorded after it', async () => {
    const trial = await talking();
    const content = await trial.vault.seal(customerKey(trial.who), JSON.stringify({ content: { type: 'text', text: 'in between' } }));
    const destroy = async (key: string): Promise<void> => {
      await trial.vault.destroy(key);
      await trial.way.conversations.execute(trial.stream, () => ({
        type: 'ReceiveMessage', now: noon, settings: inForce(facts(trial)), message: 'between', kind: 'text', content, newSession: 's2', cause: { receipt: 'r7', item: 0 },
      }));
    };
    await eraser(trial, { vault: { ...trial.vault, destroy } })(facts(trial), trial.who);
    expect((await ends(trial)).map(({ reason }) => reason)).toEqual(['erased', 'erased']);
    await trial.clock.advance(MINUTE);
    expect(trial.turns).toHaveLength(1);
    await trial.stop();
  });

  it('records what comes later of what was sent before, and nothing personal with it', async () => {
    const trial = await talking();
    await erase(trial, trial.who);
    const [reply] = trial.provider.sent;
    const status = {
      kind: 'status', id: 'wamid.out1', to: { phone: customer }, status: 'failed', send: reply!.send, errors: [{ code: 131026, title: 'Undeliverable' }],
    } as const;
    const origin = { channel: facts(trial), cause: { receipt: 'r8', item: 0 }, receivedAt: noon + MINUTE };
    expect(await trial.way.reception.status(status, origin)).toMatchObject({ verdict: 'handled' });
    await trial.stop();
  });
});

describe('an erasure that a crash cut off', () => {
  /** The work of a process that ends after so many effects. */
  const cutAfter = async (effects: number) => {
    const trial = await talking();
    let left = effects;
    const effect = <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) => (...args: A): Promise<R> => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('crash')) : work(...args);
    };
    const store = { ...trial.store, append: effect(trial.store.append) };
    const vault = { ...trial.vault, destroy: effect(trial.vault.destroy) };
    const conversations = createConversations({ store, clock: trial.clock, chance: realChance, rules: defaultRules });
    const customers = createCustomers({ store, vault, chance: realChance, conversations });
    const purge = effect((conversation: string) => trial.views.purge(conversation));
    const first = createErase({ ...trial, store, vault, conversations, customers, purge, receiptsKept: KEPT });
    const crashed = await first(facts(trial), trial.who).then(() => false, () => true);
    const isShut = (await trial.vault.keys('customer-')).length === 0;
    if (isShut) expect(await ends(trial)).toHaveLength(1); // nobody's open session is without its key
    return { trial, crashed };
  };

  it('is finished by the next one, wherever it was cut', async () => {
    let cuts = 0;
    for (let effects = 0; ; effects += 1) {
      const { trial, crashed } = await cutAfter(effects);
      const conversations = createConversations({ ...trial, chance: realChance, rules: defaultRules });
      const customers = createCustomers({ ...trial, chance: realChance, conversations });
      await createErase({ ...trial, conversations, customers, purge: (stream) => trial.views.purge(stream), receiptsKept: KEPT })(facts(trial), trial.who);
      expect((await ends(trial)).map(({ reason }) => reason)).toEqual(['erased']);
      expect(await trial.vault.keys('customer-')).toEqual([]);
      expect(await customers.find(shop, { phone: customer })).toBeUndefined();
      const alias = await trial.store.read(aliasStream(shop, trial.vault.keyedHash(`${shop} phone:${customer}`)));
      expect(alias.events.map(({ type }) => type)).toEqual(['IdentifierKnown', 'CustomerErased']);
      await trial.stop();
      if (!crashed) break;
      cuts += 1;
    }
    expect(cuts).toBeGreaterThanOrEqual(4);
  });
});

