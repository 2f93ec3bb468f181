// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CLAIM_AGE, MINUTE, SECOND, channelKey, conversationStream, defaultRules, intakeStream, partsOfConversation, type ChannelKey, type EventStore, type IntakeEvent,
  type RecordedEvent, type SendOutcome, type Vault,
} from '@tandem/domain';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import { openMemoryStore, openMemoryVault } from '@tandem/event-store/memory';
import { inForce } from '../channel/facts.js';
import { newId } from '../ids.js';
import { silentLog } from '../logging/log.js';
import { freezable, type Freezable } from '../testing/freezable.js';
import { aNumber, by, connectMeta, type Installation } from '../testing/installation.js';
import { metaBody, noon, provider, startTrial, type Provider, type Trial, type Written } from '../testing/trial.js';
import type { Leases } from './leases.js';
import { createLeases } from './shared-leases.js';

const shops: readonly ChannelKey[] = ['ash', 'birch', 'cedar', 'date', 'elm', 'fig'].map((name) => channelKey(name, 'published'));
const numberOf = (shop: ChannelKey): string => `10654035224${2900 + shops.indexOf(shop)}`;
const customers = ['6281234500001', '6281234500002', '6281234500003'];

const connectShops = async ({ procedures }: Installation): Promise<void> => {
  for (const shop of shops) {
    const agent = shop.slice(0, shop.indexOf('.'));
    await procedures.agents.register(agent, by(), agent);
    await procedures.agents.connectRuntime(agent, by(), { version: 'published', runtime: { kind: 'demo' } });
    await connectMeta(procedures, shop, { ...aNumber, number: `+62 812-3456-78${90 + shops.indexOf(shop)}`, phoneNumberId: numberOf(shop) });
  }
};

interface Process extends Trial {
  readonly leases: Leases;
  readonly life: Freezable;
  owned(): readonly ChannelKey[];
}

describe('two processes on one log', () => {
  let clock: ManualClock;
  let store: EventStore;
  let vault: Vault;
  let meta: Provider;
  let a: Process;
  let b: Process;
  let stopped: Set<Process>;

  const boot = async (writer: string, again: boolean): Promise<Process> => {
    const life = freezable({ store, clock });
    let leases: Leases | undefined;
    const trial = await startTrial({
      clock: { ...clock, ...life.clock }, store: life.store, vault, provider: meta, again, connect: connectShops,
      change: (deps) => {
        leases = createLeases({ ...deps, writer, newId, log: silentLog });
        return { leases, rules: { ...defaultRules, turnClaim: CLAIM_AGE + SECOND, claimAge: CLAIM_AGE } };
      },
    });
    const held = leases as Leases;
    return { ...trial, clock, leases: held, life, owned: () => shops.filter((shop) => held.owns(shop)) };
  };

  beforeEach(async () => {
    clock = manualClock(noon);
    store = openMemoryStore({ clock });
    vault = openMemoryVault();
    meta = provider();
    stopped = new Set();
    a = await boot('a', false);
    b = await boot('b', true);
    await until(() => a.owned().length > 0 && b.owned().length > 0 && a.owned().length + b.owned().length === shops.length);
  });
  afterEach(async () => {
    for (const one of [a, b]) one.life.wake();
    for (const one of [a, b]) if (!stopped.has(one)) await one.stop();
  });

  const until = async (holds: () => boolean | Promise<boolean>, patience = 240 * SECOND): Promise<void> => {
    for (let waited = 0; waited < patience; waited += 100) {
      if (await holds()) return;
      await clock.advance(100);
    }
    throw new Error('It never came to that.');
  };
  const at = (shop: ChannelKey, ...messages: readonly Written[]): object =>
    metaBody(...messages.map((message) => ({ phoneNumberId: numberOf(shop), at: clock.now(), ...message })));
  const says = (shop: ChannelKey, from: string, text: string): Promise<void> => b.receive(at(shop, { from, text }), shop);
  const said = (): readonly string[] => meta.sent.map(({ to, content }) => `${to.phone} ${'text' in content ? content.text : content.type}`);
  const types = async (type: string): Promise<readonly RecordedEvent[]> =>
    (await store.readAll({ after: 0, limit: 100_000, prefixes: ['conversation-'] })).filter((event) => event.type === type);
  const [ofA, ofB] = [(): ChannelKey => a.owned()[0] as ChannelKey, (): ChannelKey => b.owned()[0] as ChannelKey];
  const counted = async (): Promise<number> => {
    let calls = 0;
    for (const shop of shops) {
      for (const { type, data } of (await store.read(intakeStream(shop))).events as readonly RecordedEvent<IntakeEvent>[]) {
        if (type === 'ReceiptsHandled') calls += (data as { calls: number }).calls;
      }
    }
    return calls;
  };

  it('answer every message once and in order, whoever has the channel', async () => {
    for (const text of ['one', 'two', 'three']) {
      for (const shop of shops) for (const from of customers) await says(shop, from, `${text} ${shop}`);
      await clock.advance(300);
    }
    const all = shops.length * customers.length;
    await until(() => said().join(' ').split('three').length - 1 === all);
    for (const shop of shops) {
      for (const from of customers) {
        const words = said().filter((line) => line.startsWith(from) && line.includes(shop)).join(' ').match(/one|two|three/g);
        expect(words).toEqual(['one', 'two', 'three']);
      }
    }
    expect(a.turns.length * b.turns.length).toBeGreaterThan(0);
    const ofOne = new Set(a.turns.map(({ agent }) => agent));
    expect(b.turns.filter(({ agent }) => ofOne.has(agent))).toEqual([]);
    expect(await counted()).toBe(3 * all);
  });

  it('hand over within a moment when one ends in good order, and lose nothing that comes meanwhile', async () => {
    const shop = ofA();
    for (const from of customers) await says(shop, from, 'first');
    stopped.add(a);
    const ending = a.stop();
    for (const from of customers) await says(shop, from, 'second');
    await clock.settle();
    await ending;
    await until(() => said().join().split('second').length - 1 === 3, 5 * SECOND);
    expect(b.owned()).toEqual(shops);
    expect(said().join().split('first').length - 1).toBe(3);
    expect(await counted()).toBe(6);
  });

  it('go on where one died: with what came before it was missed, what it had begun, and its deadlines', async () => {
    const shop = ofA();
    await says(shop, '6281234500001', 'before');
    await until(() => said().length === 1);
    await until(() => clock.now() > noon + 4 * SECOND);
    a.life.freeze();
    stopped.add(a);
    await says(shop, '6281234500002', 'while it was dead');
    await says(ofB(), '6281234500002', 'elsewhere');
    await clock.advance(SECOND);
    expect(said().at(-1)).toContain('elsewhere');
    await until(() => said().join().includes('while it was dead'), 20 * SECOND);
    expect(b.owned()).toEqual(shops);
    await until(async () => (await types('AskRequested')).length === 3, 6 * MINUTE);
    expect(said().filter((line) => line.includes('before'))).toHaveLength(1);
    expect(await counted()).toBe(3);
  });

  it('repeat a turn that the dead one had begun when its time is over, and answer once', async () => {
    const shop = ofA();
    const conversation = await begun(shop);
    a.life.freeze();
    stopped.add(a);
    await until(() => b.owned().length === shops.length, 20 * SECOND);
    const taken = clock.now();
    await until(() => said().length === 1, 40 * SECOND);
    expect(clock.now() - taken).toBeGreaterThan(CLAIM_AGE);
    expect((await store.read(conversation)).events.filter(({ type }) => type === 'TurnStarted').map(({ data }) => (data as { attempt: number }).attempt)).toEqual([1, 2]);
    expect(await types('TurnAnswered')).toHaveLength(1);
  });

  /** A conversation whose turn was claimed, and no more. */
  const begun = async (shop: ChannelKey): Promise<string> => {
    const { append } = store;
    let conversation: string | undefined;
    Object.assign(store, {
      append: async (...given: Parameters<EventStore['append']>) => {
        const appended = await append(...given);
        if (given[1].some(({ type }) => type === 'TurnStarted')) {
          conversation = given[0];
          a.life.freeze();
          Object.assign(store, { append });
        }
        return appended;
      },
    });
    await says(shop, '6281234500001', 'hello');
    await until(() => conversation !== undefined);
    return conversation as string;
  };

  it('one that was stopped behind its claim and is woken much later does not make the call, and disturbs nobody', async () => {
    const shop = ofA();
    const held = holdAt('SendAttempted');
    await says(shop, '6281234500001', 'hello');
    await until(held);
    expect(said()).toEqual([]);
    await until(() => said().length === 1);
    const slow = slowly(meta);
    await says(shop, '6281234500001', 'again');
    await clock.advance(SECOND);
    a.life.wake();
    await clock.advance(SECOND);
    slow();
    await until(async () => (await types('SendAccepted')).length === 2, 100 * SECOND);
    await clock.advance(5 * SECOND);
    expect(said().map((line) => line.split(': ')[1])).toEqual(['hello', 'again']);
    expect((await types('SendPostponed')).map(({ data }) => (data as { reason: string }).reason)).toEqual(['OutcomeUnknown']);
  });

  /** Stops the first process when an event of that type is written, before it learns so. */
  const holdAt = (wanted: string): (() => boolean) => {
    const { append } = store;
    let isHeld = false;
    Object.assign(store, {
      append: async (...given: Parameters<EventStore['append']>) => {
        if (!isHeld && given[1].some(({ type }) => type === wanted)) {
          isHeld = true;
          a.life.freeze();
        }
        return append(...given);
      },
    });
    return () => isHeld;
  };

  /** The provider takes its time until told to answer. */
  const slowly = (made: Provider): (() => void) => {
    let answer = (): void => {};
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    const { send } = made.protocol;
    Object.assign(made.protocol, {
      send: async (...given: Parameters<typeof send>): Promise<SendOutcome> => {
        const outcome = await send(...given);
        await waiting;
        return outcome;
      },
    });
    return answer;
  };

  it('receipts that two have read are counted once', async () => {
    const { append } = store;
    let go: (() => void) | undefined;
    Object.assign(store, {
      append: async (...given: Parameters<EventStore['append']>) => {
        if (!go && given[1].some(({ type }) => type === 'ReceiptsHandled')) {
          a.life.freeze();
          await new Promise<void>((resolve) => (go = resolve));
        }
        return append(...given);
      },
    });
    const shop = ofA();
    await says(shop, '6281234500001', 'hello');
    await until(() => go !== undefined);
    await until(() => said().length === 1);
    expect(await counted()).toBe(1);
    go?.();
    a.life.wake();
    await clock.advance(5 * SECOND);
    expect(await counted()).toBe(1);
    expect((await store.read(intakeStream(shop))).events.filter(({ type }) => type === 'ReceiptsHandled')).toHaveLength(1);
  });

  it('items of one call go to their owners, whichever process read it', async () => {
    const [mine, yours] = [ofA(), ofB()];
    await b.receive(metaBody(
      { phoneNumberId: numberOf(mine), text: 'for the one' }, { phoneNumberId: numberOf(yours), text: 'for the other' },
    ), mine);
    await until(() => said().length === 2);
    expect(a.turns.map(({ agent }) => `${agent}.published`)).toEqual([mine]);
    expect(b.turns.map(({ agent }) => `${agent}.published`)).toEqual([yours]);
  });

  it('what a person does on one process is done by the other, whose memory is older', async () => {
    const shop = ofB();
    await says(shop, '6281234500001', 'hello');
    await until(() => said().length === 1);
    const [answered] = await types('SendAccepted');
    const { channel, customer } = partsOfConversation(answered?.stream ?? '');
    const stream = conversationStream(channel, customer);
    const facts = a.way.channels.get(channel);
    if (!facts) throw new Error('no channel');
    const order = () => ({ now: clock.now(), settings: inForce(facts) });
    await a.way.conversations.load(stream);
    await b.way.conversations.execute(stream, () => ({ type: 'TakeOver', by: 'operator', operator: 'ann', ...order() }));
    // what the first remembers is not what it was, and no news has reached it: only the log bears a refusal out
    a.way.conversations.heard(stream, 0);
    const { decision } = await a.way.conversations.execute(stream, () => ({ type: 'HandBack', by: 'operator', ...order() }));
    expect(decision.kind).toBe('accepted');
    const content = await vault.seal(`customer-${customer}`, JSON.stringify({ type: 'text', text: 'a person speaks' }));
    await a.way.conversations.execute(stream, () => ({ type: 'SpeakAsOperator', operator: 'ann', content, ...order() }));
    await until(() => said().length === 2);
    expect(said()[1]).toContain('a person speaks');
  });
});
