// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND, aliasStream, channelKey, intakeStream, parkedStream, type EventStore, type ParkedEvent, type RecordedEvent } from '@tandem/domain';
import { openMemoryStore, openMemoryVault } from '@tandem/event-store/memory';
import { by, connectMeta } from '../testing/installation.js';
import { metaBody, noon, shop, startTrial, WRITER, type Trial } from '../testing/trial.js';
import { listParked, parkedKey, sweepParked } from './parked.js';

/** Messages of this customer cannot be handled, until `heal`: the store does not take whose the number is. */
const poison = { from: '6281234500666', text: 'poison' };
const draft = channelKey('shop', 'draft');

const ailing = async () => {
  const inner = openMemoryStore();
  const vault = openMemoryVault();
  const state = { ill: true };
  const aliases = [shop, draft].map((channel) => aliasStream(channel, vault.keyedHash(`${channel} phone:${poison.from}`)));
  const store: EventStore = {
    ...inner,
    append: (stream, ...rest) => (state.ill && aliases.includes(stream) ? Promise.reject(new TypeError('a bug')) : inner.append(stream, ...rest)),
  };
  const trial = await startTrial({ store, vault });
  trial.procedures.conversations.serve({ ...trial.way, erase: () => Promise.reject(new Error('not here')) });
  return { trial, heal: () => void (state.ill = false) };
};

const parkedEvents = async ({ store }: Trial) => (await store.read(parkedStream(shop))).events as readonly RecordedEvent<ParkedEvent>[];
const counts = async ({ store }: Trial) => (await store.read(intakeStream(shop))).events.flatMap(({ type, data }) => (type === 'ReceiptsHandled' ? [(data as { counts: object }).counts] : []));
const said = async (trial: Trial) => (await trial.happened('MessageReceived')).length;

const parked = async (trial: Trial) => {
  await trial.until(async () => (await counts(trial)).length > 0);
  return listParked(trial.store, shop);
};

const replay = (trial: Trial, id: string, channel = shop) => trial.procedures.conversations.replayParked(channel, id, by());

describe('an item that cannot be handled', () => {
  it('is copied whole and sealed, and the one behind it goes on', async () => {
    const { trial } = await ailing();
    await trial.receive(metaBody({ ...poison, id: 'wamid.1' }, { text: 'fine', id: 'wamid.2' }));
    const [one, ...others] = await parked(trial);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ item: 0, receivedAt: noon, reason: 'Failed' });
    expect(JSON.parse(await trial.vault.open(one!.content) ?? '')).toMatchObject({ kind: 'message', id: 'wamid.1', content: { type: 'text', text: 'poison' } });
    expect(await said(trial)).toBe(1);
    expect(await counts(trial)).toMatchObject([{ handled: 1, parked: 1 }]);
    await trial.stop();
  });

  it('keeps the balance: calls read and waiting are those accepted, items read have a verdict each', async () => {
    const { trial } = await ailing();
    await trial.receive(metaBody(poison, { text: 'fine' }));
    await trial.receive(metaBody({ text: 'fine too' }));
    await trial.receive('not json');
    await trial.until(async () => (await trial.views.balance(shop, [WRITER])).waiting === 0);
    const balance = await trial.views.balance(shop, [WRITER]);
    expect(balance).toMatchObject({ accepted: 3, callsRead: 3, waiting: 0, counts: { handled: 2, parked: 1, unreadable: 1 } });
    await trial.stop();
  });

  it('is parked once although a crash came before its batch was ticked off', async () => {
    const { trial } = await ailing();
    await trial.receive(metaBody(poison));
    await parked(trial);
    await trial.stop();
    const { version } = await trial.store.read(intakeStream(shop));
    const forgetful: EventStore = { // the next process finds no note of the batch
      ...trial.store,
      readBackwards: (stream, options) =>
        stream.startsWith('intake-') ? Promise.resolve({ events: [], version }) : trial.store.readBackwards(stream, options),
    };
    const next = await startTrial({ ...trial, store: forgetful, ledger: undefined, again: true });
    await next.until(async () => (await counts(next)).length > 1);
    expect((await parkedEvents(next)).map(({ type }) => type)).toEqual(['ItemParked']);
    await next.stop();
  });
});

describe('replaying a parked item', () => {
  it('handles it as its reader would have, in its place, and makes its copy unreadable', async () => {
    const { trial, heal } = await ailing();
    await trial.receive(metaBody({ ...poison, id: 'wamid.1' }));
    const [one] = await parked(trial);
    heal();
    expect(await replay(trial, one!.parked)).toMatchObject({ kind: 'replayed', judged: { verdict: 'handled' } });
    expect(await trial.happened('MessageReceived')).toMatchObject([{ data: { at: noon, cause: { receipt: one!.receipt, item: 0 } } }]);
    expect(await listParked(trial.store, shop)).toEqual([]);
    expect(await trial.vault.open(one!.content)).toBeUndefined();
    await trial.receive(metaBody({ ...poison, id: 'wamid.1' }));
    await trial.until(async () => (await counts(trial)).length === 2);
    expect((await counts(trial))[1]).toMatchObject({ duplicate: 1 });
    await trial.stop();
  });

  it('leaves it where it is when it fails again', async () => {
    const { trial } = await ailing();
    await trial.receive(metaBody(poison));
    const [one] = await parked(trial);
    expect(await replay(trial, one!.parked)).toEqual({ kind: 'failed' });
    expect(await listParked(trial.store, shop)).toHaveLength(1);
    await trial.stop();
  });

  it('settles it as of a closed channel where the number was changed meanwhile', async () => {
    const { trial, heal } = await ailing();
    await trial.receive(metaBody(poison));
    const [one] = await parked(trial);
    await trial.clock.advance(MINUTE);
    await trial.procedures.channels.changeNumber(shop, by(), '+6281299990000');
    heal();
    expect(await replay(trial, one!.parked)).toMatchObject({ kind: 'replayed', judged: { verdict: 'ignored', reason: 'ChannelClosed' } });
    expect(await listParked(trial.store, shop)).toEqual([]);
    expect(await trial.events()).toEqual([]);
    await trial.stop();
  });

  it('is refused where nothing of that name waits', async () => {
    const { trial, heal } = await ailing();
    await trial.receive(metaBody(poison));
    const [one] = await parked(trial);
    heal();
    await replay(trial, one!.parked);
    expect(await replay(trial, one!.parked)).toEqual({ kind: 'rejected', reason: 'NoSuchParkedItem' });
    await trial.stop();
  });

  it('brings a sibling\'s message to the sibling, which it was parked for', async () => {
    const { trial, heal } = await ailing();
    const other = { number: '+62 812-9999-0000', phoneNumberId: '555', appSecret: 'app secret of the trial' };
    await connectMeta(trial.procedures, draft, other);
    await trial.receive(metaBody({ ...poison, phoneNumberId: '555' }));
    await trial.until(async () => (await listParked(trial.store, draft)).length === 1);
    heal();
    const [one] = await listParked(trial.store, draft);
    expect(await replay(trial, one!.parked, draft)).toMatchObject({ judged: { verdict: 'handled' } });
    expect((await trial.happened('MessageReceived'))[0]?.stream.startsWith(`conversation-${draft}.`)).toBe(true);
    await trial.stop();
  });
});

describe('dismissing a parked item', () => {
  it('says so and makes its copy unreadable', async () => {
    const { trial } = await ailing();
    await trial.receive(metaBody(poison));
    const [one] = await parked(trial);
    expect(await trial.procedures.conversations.dismissParked(shop, one!.parked, by())).toMatchObject({ kind: 'done' });
    expect((await parkedEvents(trial)).at(-1)).toMatchObject({ type: 'ParkedDismissed', data: { parked: one!.parked, reason: 'dismissed' } });
    expect(await trial.vault.open(one!.content)).toBeUndefined();
    await trial.stop();
  });

  it('is finished by the sweep when a crash came before its key was destroyed', async () => {
    const { trial } = await ailing();
    await trial.receive(metaBody(poison));
    const [one] = await parked(trial);
    const { version } = await trial.store.read(parkedStream(shop));
    await trial.store.append(parkedStream(shop), [{ id: 'settled', type: 'ParkedDismissed', data: { parked: one!.parked, at: noon, reason: 'dismissed' }, meta: { v: 1, at: noon } }], version);
    expect(await trial.vault.keys('parked-')).toEqual([parkedKey(one!.parked)]);
    await sweepParked([shop], trial);
    expect(await trial.vault.keys('parked-')).toEqual([]);
    await trial.stop();
  });
});

describe('a receipt that is older than receipts are kept', () => {
  it('is read, and nothing of it is handled', async () => {
    const trial = await startTrial({ change: () => ({ receiptsKept: SECOND }) });
    const { clock } = trial;
    await trial.way.stop();
    await trial.receive(metaBody({ text: 'too late' }));
    await clock.advance(MINUTE);
    const next = await startTrial({ ...trial, again: true, change: () => ({ receiptsKept: SECOND }) });
    await next.until(async () => (await counts(next)).length > 0);
    expect(await counts(next)).toMatchObject([{ ignored: 1, handled: 0 }]);
    expect(await next.events()).toEqual([]);
    await next.stop();
  });

  it('counts as read also where it was forgotten first', async () => {
    const trial = await startTrial();
    await trial.way.stop();
    for (const text of ['one', 'two']) await trial.receive(metaBody({ text }));
    await trial.clock.advance(MINUTE);
    await trial.store.forget('webhooks-', trial.clock.now());
    await trial.receive(metaBody({ text: 'three' }));
    const next = await startTrial({ ...trial, again: true });
    await next.until(async () => (await next.views.balance(shop, [WRITER])).callsRead > 0);
    expect(await next.views.balance(shop, [WRITER])).toMatchObject({ accepted: 3, callsRead: 3, waiting: 0, counts: { handled: 1 } });
    await next.stop();
  });
});
