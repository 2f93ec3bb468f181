// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND, conversationStream, intakeStream, parkedStream, partsOfConversation, webhooksStream } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { silentLog } from '../logging/log.js';
import { WRITER, customer, metaBody, noon, shop, startTrial, type Trial } from '../testing/trial.js';
import { listParked, parkedKey } from '../webhooks/parked.js';
import { hourly } from '../worker/hourly.js';
import { createRetention } from './retention.js';

const KEPT = 14 * DAY;

const retain = (trial: Trial, days?: number) =>
  createRetention({
    ...trial, ...trial.way, allChannels: () => trial.directory.channels().map(({ key }) => key), receiptsKept: KEPT,
    conversationsKept: days === undefined ? undefined : days * DAY,
  })();

const receipts = async ({ store }: Trial) => store.read(webhooksStream(shop, WRITER));
const types = async ({ store }: Trial, stream: string) => (await store.read(stream)).events.map(({ type }) => type);

/** One conversation of one session, which ended. */
const talked = async (trial: Trial, from = customer, part?: { type: string; [part: string]: unknown }): Promise<string> => {
  const before = new Set((await trial.events()).map(({ stream }) => stream));
  const ended = (await trial.events()).filter(({ type }) => type === 'SessionEnded').length;
  await trial.receive(metaBody({ from, at: trial.clock.now(), part }));
  await trial.clock.advance(HOUR);
  await trial.happened('SessionEnded', ended + 1);
  await trial.clock.advance(SECOND);
  return (await trial.events()).map(({ stream }) => stream).find((stream) => !before.has(stream)) ?? '';
};

describe('counted attempts to sign in', () => {
  it('go after a day', async () => {
    const trial = await startTrial();
    const counted = { id: 'a1', type: 'AttemptsCounted', data: { times: [noon] }, meta: { v: 1, at: noon } };
    await trial.store.append('attempts-x', [counted], 0);
    await trial.clock.runUntil(noon + DAY);
    await retain(trial);
    expect((await trial.store.read('attempts-x')).events).toHaveLength(1);
    await trial.clock.runUntil(noon + DAY + HOUR);
    await retain(trial);
    expect((await trial.store.read('attempts-x')).events).toEqual([]);
    await trial.stop();
  });
});

describe('receipts', () => {
  it('go when they are too old, with the key of their day, after its balance was written', async () => {
    const trial = await startTrial();
    await talked(trial);
    await trial.clock.advance(15 * DAY);
    await trial.receive(metaBody({ text: 'new', at: trial.clock.now() }));
    await trial.happened('MessageReceived', 2);
    await retain(trial);
    expect(await receipts(trial)).toMatchObject({ version: 2, events: [{ version: 2 }] });
    expect(await trial.vault.keys('receipts-')).toEqual([`receipts-${WRITER}-2026-11-17`]);
    expect(await types(trial, intakeStream(shop))).toEqual(['ReceiptsHandled', 'ReceiptsHandled', 'DayBalanced']);
    await trial.stop();
  });

  it('stay as long as they may, their key as long as any of its day does', async () => {
    const trial = await startTrial();
    await talked(trial);
    await trial.clock.runUntil(noon + KEPT - 1);
    await retain(trial);
    expect((await receipts(trial)).events).toHaveLength(1);
    await trial.clock.runUntil(noon + KEPT + HOUR);
    await retain(trial);
    expect((await receipts(trial)).events).toEqual([]);
    expect(await trial.vault.keys('receipts-')).toHaveLength(1);
    await trial.clock.runUntil(Date.UTC(2026, 10, 3) + KEPT);
    await retain(trial);
    expect(await trial.vault.keys('receipts-')).toEqual([]);
    await trial.stop();
  });

  it('are gone from every balance that still adds up', async () => {
    const trial = await startTrial();
    await talked(trial);
    await trial.clock.advance(15 * DAY);
    await retain(trial);
    await trial.until(async () => (await trial.views.balance(shop, [WRITER])).callsRead === 1);
    expect(await trial.views.balance(shop, [WRITER])).toMatchObject({ accepted: 1, callsRead: 1, waiting: 0, counts: { handled: 1 } });
    await trial.stop();
  });
});

describe('parked items', () => {
  it('do not age', async () => {
    const trial = await startTrial();
    const content = await trial.vault.seal(parkedKey('p1'), '{}');
    const data = { parked: 'p1', at: noon, receipt: 'r', item: 0, receivedAt: noon, reason: 'Failed', content };
    await trial.store.append(parkedStream(shop), [{ id: 'p1', type: 'ItemParked', data, meta: { v: 1, at: noon } }], 0);
    await trial.clock.advance(400 * DAY);
    await retain(trial, 8);
    expect(await listParked(trial.store, shop)).toMatchObject([{ parked: 'p1' }]);
    expect(await trial.vault.open(content)).toBe('{}');
    await trial.stop();
  });
});

describe('conversations', () => {
  it('are kept for ever where nothing is set', async () => {
    const trial = await startTrial();
    const stream = await talked(trial);
    await trial.clock.advance(3_000 * DAY);
    await retain(trial);
    expect((await trial.store.read(stream)).events.length).toBeGreaterThan(5);
    await trial.stop();
  });

  it('go when they are too old, from the log, the views and the media, and nothing of another one', async () => {
    const trial = await startTrial();
    const old = await talked(trial, customer, { type: 'image', image: { id: '123', mime_type: 'image/png' } });
    const [fetched] = await trial.happened('MediaFetched');
    await trial.clock.advance(7 * DAY);
    const young = await talked(trial, '6281234500002');
    await trial.clock.advance(2 * DAY);
    await retain(trial, 8);
    expect(await trial.store.read(old)).toMatchObject({ events: [] });
    expect(trial.views.conversation(old)).toBeUndefined();
    expect(await trial.views.timeline(old)).toEqual([]);
    expect(await trial.content.get((fetched!.data as { media: string }).media)).toEqual({ kind: 'absent' });
    expect(await types(trial, young)).toContain('SessionEnded');
    expect(trial.views.conversation(young)).toBeDefined();
    await trial.stop();
  });

  it('go session by session: one that is open stays whole, however old', async () => {
    const trial = await startTrial();
    const stream = await talked(trial);
    await trial.receive(metaBody({ text: 'second', at: trial.clock.now() }));
    await trial.happened('MessageReceived', 2);
    trial.procedures.conversations.serve({ ...trial.way, erase: () => Promise.reject(new Error('not here')) });
    const whom = { channel: shop, customer: partsOfConversation(stream).customer };
    await trial.procedures.conversations.takeOver(whom, { id: 'x', means: 'cms' });
    await trial.procedures.conversations.speak(whom, { id: 'y', means: 'cms' }, { type: 'text', text: 'wait' });
    await trial.clock.advance(30 * DAY);
    await retain(trial, 8);
    const left = await types(trial, stream);
    expect(left.filter((type) => type === 'SessionStarted')).toHaveLength(1);
    expect(left[0]).toBe('SessionStarted');
    expect(left).not.toContain('SessionEnded');
    expect(trial.views.conversation(stream)?.status).toBe('held');
    await trial.stop();
  });

  it('keep the newest session whole while any of it is young enough', async () => {
    const trial = await startTrial();
    const stream = await talked(trial);
    await trial.clock.advance(5 * DAY);
    await talked(trial);
    await trial.clock.advance(5 * DAY);
    await retain(trial, 8);
    expect((await types(trial, stream)).filter((type) => type === 'MessageReceived')).toHaveLength(1);
    expect((await types(trial, stream))[0]).toBe('SessionStarted');
    await trial.stop();
  });

  it('of somebody who turned out to be another one become unreadable and still say whom', async () => {
    const trial = await startTrial();
    await trial.receive(metaBody({ from: '6281234500001' }));
    await trial.happened('SendAccepted');
    await trial.receive(metaBody({ from: 'ID.7' }));
    await trial.happened('SendAccepted', 2);
    await trial.receive(metaBody({ from: '6281234500001', userId: 'ID.7', at: noon + SECOND }));
    const [merged] = await trial.happened('MergedInto');
    const { customer: who } = partsOfConversation(merged!.stream);
    await trial.clock.advance(9 * DAY);
    await retain(trial, 8);
    expect(await trial.vault.keys(`customer-${who}`)).toEqual([]);
    expect(await types(trial, merged!.stream)).toContain('MergedInto');
    expect(trial.views.conversation(merged!.stream)).toBeUndefined();
    await trial.receive(metaBody({ from: 'ID.7', text: 'again', at: trial.clock.now() }));
    const [again] = (await trial.happened('MessageReceived', 2)).slice(-1);
    expect(again!.stream).toBe(conversationStream(shop, (merged!.data as { into: string }).into));
    await trial.stop();
  });

  it('are no history of a turn any more once they are too old, gone or not', async () => {
    const trial = await startTrial({ change: () => ({ conversationsKept: 8 * DAY }) });
    await talked(trial);
    await trial.clock.advance(7 * DAY);
    await talked(trial);
    expect(trial.turns.at(-1)?.history).toHaveLength(2);
    await trial.clock.advance(2 * DAY);
    await trial.receive(metaBody({ text: 'third', at: trial.clock.now() }));
    await trial.until(() => trial.turns.length === 3);
    expect(trial.turns.at(-1)?.history.map(({ at }) => Math.floor((trial.clock.now() - at) / DAY))).toEqual([2, 2]);
    await trial.stop();
  });

  it('go on with a next message, as if it were the first', async () => {
    const trial = await startTrial();
    const stream = await talked(trial);
    await trial.clock.advance(9 * DAY);
    await retain(trial, 8);
    await trial.stop();
    const next = await startTrial({ ...trial, again: true });
    await next.receive(metaBody({ text: 'hello again', at: next.clock.now() }));
    await next.happened('SendAccepted');
    expect((await next.events()).every((event) => event.stream === stream)).toBe(true);
    await next.stop();
  });
});

describe('an hourly task', () => {
  it('runs a minute after the start, then every hour, also after a failure, and not after the stop', async () => {
    const trial = await startTrial();
    const runs: number[] = [];
    const task = hourly('test', { clock: trial.clock, log: silentLog }, () => {
      runs.push((trial.clock.now() - noon) / MINUTE);
      return runs.length === 2 ? Promise.reject(new Error('once')) : Promise.resolve();
    });
    task.start();
    await trial.clock.runUntil(noon + 3 * HOUR);
    await task.stop();
    await trial.clock.advance(3 * HOUR);
    expect(runs).toEqual([1, 61, 121]);
    await trial.stop();
  });

  it('is awaited by a stop, and not asked for again', async () => {
    const clock = manualClock(noon);
    let finish: () => void = () => {};
    const task = hourly('test', { clock, log: silentLog }, () => new Promise<void>((resolve) => (finish = resolve)));
    task.start();
    await clock.advance(MINUTE);
    let stopped = false;
    const stop = task.stop().then(() => (stopped = true));
    await clock.settle();
    expect(stopped).toBe(false);
    finish();
    await stop;
    expect(clock.pending()).toBe(0);
  });
});

