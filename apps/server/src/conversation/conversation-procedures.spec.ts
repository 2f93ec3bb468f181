// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { HOUR, MINUTE, conversationStream, parkedStream, partsOfConversation } from '@tandem/domain';
import { AppModule } from '../app.module.js';
import { createMetrics } from '../metrics/prometheus.js';
import { by, install } from '../testing/installation.js';
import { dataOf, metaBody, noon, shop, startTrial, type Trial } from '../testing/trial.js';
import { parkedKey } from '../webhooks/parked.js';
import type { ConversationProcedures, Whom } from './conversation-procedures.js';
import { DismissParked, EndNow, EraseCustomer, HandBack, ReplayParked, Speak, TakeOver } from './conversation.handlers.js';
import { createErase } from './erase.js';
import { openContent } from './keys.js';

const operator = () => ({ ...by(), actor: 'o1', reason: 'Sari asked on the phone' });
const text = { type: 'text', text: 'a person here' } as const;

let trial: Trial;
let whom: Whom;
let procedures: ConversationProcedures;

beforeEach(async () => {
  trial = await startTrial();
  procedures = trial.procedures.conversations;
  const erase = createErase({ ...trial, ...trial.way, purge: (stream) => trial.views.purge(stream), receiptsKept: 0 });
  procedures.serve({ ...trial.way, erase });
  await trial.receive(metaBody({ text: 'hello' }));
  await trial.happened('SendAccepted');
  whom = { channel: shop, customer: partsOfConversation(await trial.only()).customer };
});

afterEach(() => trial.stop());

describe('an operator', () => {
  it('ends a session now, once, and the log says who; why, in his own words, may be personal and stays out', async () => {
    expect(await procedures.endNow(whom, operator())).toMatchObject({ kind: 'done' });
    expect(await procedures.endNow(whom, operator())).toEqual({ kind: 'ignored', reason: 'NoActiveSession' });
    const [ended] = await trial.happened('SessionEnded');
    expect(ended).toMatchObject({ data: { reason: 'operator' }, meta: { actor: 'o1', means: 'api' } });
    expect(JSON.stringify(await trial.events())).not.toContain('asked on the phone');
  });

  it('takes a session over: no ask and no turn, until he hands it back', async () => {
    expect(await procedures.takeOver(whom, operator())).toMatchObject({ kind: 'done' });
    expect(await procedures.takeOver(whom, operator())).toEqual({ kind: 'ignored', reason: 'HeldAlready' });
    await trial.clock.advance(30 * MINUTE);
    await trial.receive(metaBody({ text: 'anybody there?', at: trial.clock.now() }));
    await trial.happened('MessageReceived', 2);
    expect(trial.turns).toHaveLength(1);
    expect(await procedures.handBack(whom, operator())).toMatchObject({ kind: 'done' });
    await trial.until(() => trial.turns.length === 2);
    expect(dataOf(await trial.events(), 'AskRequested')).toEqual([]);
    expect(await procedures.handBack(whom, operator())).toEqual({ kind: 'ignored', reason: 'NotHeld' });
  });

  it('speaks, sealed in the log and sent by the channel; a repeat of the same command says nothing twice', async () => {
    const giver = operator();
    const first = await procedures.speak(whom, giver, text);
    expect(await procedures.speak(whom, giver, text)).toEqual(first);
    await trial.happened('SendAccepted', 2);
    expect(trial.provider.sent.map(({ content }) => content)).toMatchObject([{}, text]);
    const [spoke] = dataOf(await trial.events(), 'OperatorSpoke');
    expect(spoke?.operator).toBe('o1');
    expect(await openContent(trial.vault, spoke!.content)).toEqual(text);
    expect(await procedures.speak(whom, operator(), text)).toMatchObject({ kind: 'done' });
    await trial.happened('SendAccepted', 3);
  });

  it('speaks once even when the same command comes twice at the same time', async () => {
    const giver = operator();
    const answers = await Promise.all([procedures.speak(whom, giver, text), procedures.speak(whom, giver, text)]);
    expect(answers[1]).toEqual(answers[0]);
    expect(dataOf(await trial.events(), 'OperatorSpoke')).toHaveLength(1);
  });

  it('erases a customer, to whom nobody can say anything more', async () => {
    expect(await procedures.erase(whom, operator())).toMatchObject({ kind: 'erased', erased: { conversations: [await trial.only()] } });
    expect(await procedures.speak(whom, operator(), text)).toMatchObject({ kind: 'rejected', reason: 'Erased' });
    const by = { meta: { actor: 'o1' } };
    expect(await trial.happened('SessionEnded')).toMatchObject([by]);
    expect(await trial.store.readAll({ after: 0, limit: 10, prefixes: ['alias-'] })).toMatchObject([{}, { type: 'CustomerErased', ...by }]);
  });

  it('is followed to whom a customer was merged into', async () => {
    await trial.receive(metaBody({ from: 'ID.7', at: noon + MINUTE }));
    await trial.happened('SendAccepted', 2);
    await trial.receive(metaBody({ userId: 'ID.7', at: noon + 2 * MINUTE }));
    const [merged] = await trial.happened('MergedInto');
    await procedures.takeOver({ channel: shop, customer: partsOfConversation(merged!.stream).customer }, operator());
    const [taken] = await trial.happened('SessionTakenOver');
    expect(taken!.stream).toBe(conversationStream(shop, dataOf(await trial.events(), 'MergedInto')[0]!.into));
  });

  it('is told that there is no such channel, no such customer, no such parked item', async () => {
    expect(await procedures.endNow({ ...whom, channel: 'none.draft' }, operator())).toEqual({ kind: 'rejected', reason: 'NoSuchChannel' });
    expect(await procedures.takeOver({ ...whom, customer: 'nobody' }, operator())).toEqual({ kind: 'ignored', reason: 'NoActiveSession' });
    expect(await procedures.dismissParked(shop, 'p9', operator())).toEqual({ kind: 'rejected', reason: 'NoSuchParkedItem' });
    expect(await procedures.replayParked(shop, 'p9', operator())).toEqual({ kind: 'rejected', reason: 'NoSuchParkedItem' });
  });

  it('can do nothing in a process that does not work on conversations', async () => {
    const { procedures: idle } = await install();
    expect(await idle.conversations.endNow(whom, operator())).toEqual({ kind: 'unavailable' });
    const stop = procedures.serve({ ...trial.way, erase: () => Promise.reject(new Error('not here')) });
    stop();
    expect(await procedures.takeOver(whom, operator())).toEqual({ kind: 'unavailable' });
  });
});

describe('the command bus', () => {
  it('takes what an operator does to a conversation and to parked items', async () => {
    const module = AppModule.of({ procedures: trial.procedures, readiness: { reasons: () => [] }, metrics: createMetrics() });
    const app = await Test.createTestingModule({ imports: [module] }).compile();
    await app.init();
    const bus = app.get(CommandBus);
    for (const parked of ['p1', 'p2']) {
      const content = await trial.vault.seal(parkedKey(parked), JSON.stringify({ kind: 'notice', what: 'test', reason: 'test' }));
      const { version } = await trial.store.read(parkedStream(shop));
      const data = { parked, at: noon, receipt: 'r', item: 0, receivedAt: noon, reason: 'Failed', content };
      await trial.store.append(parkedStream(shop), [{ id: parked, type: 'ItemParked', data, meta: { v: 1, at: noon } }], version);
    }
    expect(await bus.execute(new TakeOver(whom, operator(), undefined))).toMatchObject({ kind: 'done' });
    expect(await bus.execute(new Speak(whom, operator(), text))).toMatchObject({ kind: 'done' });
    expect(await bus.execute(new HandBack(whom, operator(), undefined))).toMatchObject({ kind: 'done' });
    expect(await bus.execute(new EndNow(whom, operator(), undefined))).toMatchObject({ kind: 'done' });
    expect(await bus.execute(new ReplayParked(shop, operator(), 'p1'))).toEqual({ kind: 'replayed', judged: { verdict: 'ignored', reason: 'test' } });
    expect(await bus.execute(new DismissParked(shop, operator(), 'p2'))).toMatchObject({ kind: 'done' });
    expect(await procedures.parked(shop)).toEqual([]);
    expect((await trial.store.read(parkedStream(shop))).events.slice(2)).toMatchObject([{ meta: { actor: 'o1' } }, { meta: { actor: 'o1' } }]);
    expect(await bus.execute(new EraseCustomer(whom, operator(), undefined))).toMatchObject({ kind: 'erased' });
    await app.close();
  });
});

describe('a session that a person holds', () => {
  it('is handed back by itself when he leaves the customer unanswered for an hour', async () => {
    await procedures.takeOver(whom, operator());
    await trial.receive(metaBody({ text: 'hello?', at: trial.clock.now() }));
    await trial.happened('MessageReceived', 2);
    await trial.clock.advance(HOUR + MINUTE);
    expect(dataOf(await trial.events(), 'SessionHandedBack')).toMatchObject([{ by: 'hold-limit' }]);
  });
});
