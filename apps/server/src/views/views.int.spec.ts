// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE, SECOND, intakeStream } from '@tandem/domain';
import { openSqliteStore } from '@tandem/event-store/sqlite';
import { systemClock } from '../clock.js';
import { by } from '../testing/installation.js';
import { WRITER, customer, metaBody, noon, shop, startTrial, type Trial } from '../testing/trial.js';
import { openViews, type Views } from './views.js';

const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const folderFor = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-views-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A conversation that was asked and ended, and one that goes on; the log on disk. */
const lived = async () => {
  const folder = folderFor();
  const store = openSqliteStore({ file: join(folder, 'log.sqlite'), clock: systemClock });
  closing.push(() => store.close());
  const trial = await startTrial({ store, viewsFile: join(folder, 'views.sqlite') });
  await live(trial);
  return { trial, folder, store };
};

const live = async (trial: Trial): Promise<void> => {
  await trial.receive(metaBody({ text: 'my order is late' }));
  await settled(trial, 'SendAccepted', 1);
  await trial.clock.advance(5 * MINUTE + SECOND);
  await settled(trial, 'SendAccepted', 2);
  await trial.clock.advance(10 * MINUTE + SECOND);
  await settled(trial, 'SessionEnded', 1);
  await trial.receive(metaBody({ from: '6281234500002', text: 'another one', at: trial.clock.now() }));
  await settled(trial, 'SendAccepted', 3);
  await trial.views.waitFor((await trial.events()).at(-1)!.position);
};

/** The disk answers in its own time: waits for it, not for the clock. */
const settled = async (trial: Trial, type: string, times: number): Promise<void> => {
  for (let left = 2_000; left > 0; left -= 1) {
    if ((await trial.events()).filter((event) => event.type === type).length >= times) return;
    await trial.clock.settle();
  }
  throw new Error(`no ${times} of ${type}`);
};

const everything = async (views: Views) => {
  const conversations = views.conversations();
  return {
    conversations, timelines: await Promise.all(conversations.map(({ conversation }) => views.timeline(conversation))), open: views.openSessions(shop),
    balance: await views.balance(shop, [WRITER]),
  };
};

const rebuilt = async ({ store, vault, events }: Trial): Promise<Views> => {
  const views = openViews({ file: ':memory:', store, vault });
  await views.start();
  closing.push(() => views.stop());
  await views.waitFor((await events()).at(-1)!.position);
  return views;
};

describe('views', () => {
  it('list conversations, newest activity first, with what was said and done in each', async () => {
    const { trial } = await lived();
    expect(trial.views.conversations()).toMatchObject([
      { status: 'active', phone: '6281234500002', lastText: 'You said: another one' },
      { status: 'ended', phone: customer, name: 'Sari Dewi', lastText: 'You said: my order is late', asks: 1, sessions: 1, endReason: 'no-answer' },
    ]);
    expect(trial.views.conversations({ status: 'ended' })).toHaveLength(1);
    expect(trial.views.conversations({ channel: 'shop.draft' })).toEqual([]);
    expect(trial.views.conversations({ limit: 1 })).toMatchObject([{ status: 'active' }]);
    const [, ended] = trial.views.conversations();
    const timeline = await trial.views.timeline(ended!.conversation);
    expect(timeline.map(({ type }) => type).filter((type) => !type.startsWith('Send'))).toEqual([
      'SessionStarted', 'MessageReceived', 'TurnStarted', 'TurnAnswered', 'AskRequested', 'SessionEnded',
    ]);
    expect(timeline.map(({ text }) => text).filter(Boolean)).toEqual(['my order is late', 'You said: my order is late']);
    expect(JSON.stringify(timeline)).not.toContain('v1.customer-');
    await trial.stop();
  });

  it('come back equal after their file is deleted', async () => {
    const { trial, folder } = await lived();
    const before = await everything(trial.views);
    await trial.stop();
    for (const file of readdirSync(folder)) if (file.startsWith('views.')) rmSync(join(folder, file));
    const again = openViews({ file: join(folder, 'views.sqlite'), store: trial.store, vault: trial.vault });
    await again.start();
    await again.waitFor((await trial.events()).at(-1)!.position);
    expect(await everything(again)).toEqual(before);
    await again.stop();
  });

  it('go on where they were after a restart', async () => {
    const { trial, folder } = await lived();
    const before = await everything(trial.views);
    await trial.stop();
    const again = openViews({ file: join(folder, 'views.sqlite'), store: trial.store, vault: trial.vault });
    expect(await everything(again)).toEqual(before);
    await again.start();
    await again.stop();
  });

  it('rank a status that the rules did not know any more with those that they did', async () => {
    const { trial } = await lived();
    const { conversation } = trial.views.conversations({ status: 'ended' })[0]!;
    const acceptance = async () => (await trial.views.timeline(conversation)).find(({ type }) => type === 'SendAccepted')!;
    const { version } = await trial.store.read(conversation);
    const data = { message: (await acceptance()).data['message'], status: 'read', at: noon, cause: { receipt: 'r9', item: 0 } };
    const appended = await trial.store.append(conversation, [{ id: 'late', type: 'StatusNoted', data, meta: { v: 1, at: noon } }], version);
    if (appended.kind === 'conflict') throw new Error('somebody else was faster');
    await trial.views.waitFor(appended.position);
    expect((await acceptance()).data['status']).toBe('read');
    await trial.stop();
  });

  it('answer a read that waits for a position once they have reached it', async () => {
    const { trial } = await lived();
    const [ended] = trial.views.conversations({ status: 'active' });
    trial.procedures.conversations.serve({ ...trial.way, erase: () => Promise.reject(new Error('not here')) });
    const answer = await trial.procedures.conversations.takeOver({ channel: shop, customer: ended!.customer }, by());
    if (answer.kind !== 'done') throw new Error(answer.kind);
    await trial.views.waitFor(answer.position);
    expect(trial.views.conversation(ended!.conversation)?.status).toBe('held');
    await trial.stop();
  });

  it('balance: calls accepted are those read and those waiting', async () => {
    const { trial } = await lived();
    await trial.way.stop();
    await trial.receive(metaBody({ text: 'waits' }));
    const { position } = (await trial.store.read(intakeStream(shop))).events.at(-1)!;
    await trial.views.waitFor(position);
    const { accepted, callsRead, waiting, counts } = await trial.views.balance(shop, [WRITER]);
    expect({ accepted, callsRead, waiting, items: Object.values(counts).reduce((sum, count) => sum + count) })
      .toEqual({ accepted: 3, callsRead: 2, waiting: 1, items: 2 });
    await trial.views.stop();
  });

  it('show nothing personal of whom was purged, and are then as if they were built without his key', async () => {
    const { trial } = await lived();
    const gone = trial.views.conversations({ status: 'ended' })[0]!;
    await trial.vault.destroy(`customer-${gone.customer}`);
    await trial.views.purge(gone.conversation);
    expect(trial.views.conversation(gone.conversation)).toMatchObject({ status: 'ended', sessions: 1, asks: 1 });
    const shown = JSON.stringify(await everything(trial.views));
    for (const personal of [customer, 'my order is late', 'Sari Dewi"}']) expect(shown).not.toContain(personal);
    expect(shown).toContain('another one');
    expect(await everything(await rebuilt(trial))).toEqual(JSON.parse(shown));
    await trial.stop();
  });

  it('follow the log when it forgets, and drop the line with the last of it', async () => {
    const trial = await startTrial(); // whose log knows the trial's time
    await live(trial);
    const old = trial.views.conversations({ status: 'ended' })[0]!.conversation;
    const { revision } = trial.way.channels.get(shop)!;
    const kinds = async () => (await trial.views.timeline(old)).map(({ type }) => type);
    const forget = async (before: number) => {
      await trial.store.forget(old, before);
      await trial.views.forget(old, before);
    };
    expect(trial.views.olderThan(noon + SECOND)).toEqual([old]);
    await forget(noon + MINUTE);
    expect(trial.views.olderThan(noon + MINUTE)).toEqual([]);
    expect([trial.views.olderThan(noon + 6 * MINUTE), await kinds()]).toEqual([[old], ['AskRequested', 'SendAttempted', 'SendAccepted', 'SessionEnded']]);
    expect(trial.views.counts(shop, revision).map(({ type, times }) => [type, times])).toEqual([['AskRequested', 1], ['SendAttempted', 1], ['SessionEnded', 1]]);
    await forget(Infinity);
    expect([trial.views.conversation(old), trial.views.conversations().length, trial.views.counts(shop, revision)]).toEqual([undefined, 1, []]);
    await trial.stop();
  });

  it('hold texts, which stand nowhere in the log', async () => {
    const { trial, folder } = await lived();
    await trial.stop();
    const read = (name: string) => readdirSync(folder).filter((file) => file.startsWith(name)).map((file) => readFileSync(join(folder, file), 'latin1')).join('');
    for (const personal of ['my order is late', 'Sari Dewi', customer]) {
      expect(read('views.')).toContain(personal);
      expect(read('log.')).not.toContain(personal);
    }
  });
});
