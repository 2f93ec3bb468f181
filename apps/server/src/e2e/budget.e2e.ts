// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { fdatasync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SECOND } from '@tandem/domain';
import { openSqliteStore, type SqliteStore } from '@tandem/event-store/sqlite';
import { systemClock } from '../clock.js';
import { newId } from '../ids.js';
import { silentLog } from '../logging/log.js';
import { noMetrics } from '../metrics/metrics.js';
import { createCounter, type Counts } from '../testing/counted-store.js';
import { aNumber, connectMeta, install, signed } from '../testing/installation.js';
import { WRITER, customer, metaBody, noon, shop, startTrial, type Trial } from '../testing/trial.js';
import { createIngress, type Ingress } from '../webhooks/accept-webhook.js';

/**
 * What each piece of work may ask of the store. Counts, no times: they are the same on every machine, and each of them is
 * a cost that grows unseen. A smaller count is welcome and is then written here; a larger one needs a reason beside it.
 */
const budget = {
  /** One append, one wait for the disk, nothing read: the way from the signature to the 200. */
  'a webhook': { appends: 1, reads: 0, syncs: 1, written: 1, read: 0 },
  /** The same for each, but they share one wait for the disk. */
  'a hundred webhooks at once': { appends: 100, reads: 0, syncs: 1, written: 100, read: 0 },
  /**
   * Written: the receipt, the message, the turn's claim and its answer, the send's claim and its outcome, the reader's
   * note. Claims and outcomes are appends of their own, for between them lies what a crash may cut off; an append of one
   * may share its wait for the disk with the note. One read: what was said before, for the agent.
   */
  'a message and its reply': { appends: 7, reads: 1, syncs: 7, written: 7, read: 30 },
  /** The receipt, the status, the reader's note, each shown to whom it concerns: reader, reactions, views, media. */
  'a status': { appends: 3, reads: 0, syncs: 3, written: 3, read: 6 },
} as const satisfies Readonly<Record<string, Counts>>;

/** The agent is given what was said before: events of one page, read back when a turn begins. */
const HISTORY_PAGE = 50;

/** What went over its budget. */
const exceeded = (counts: Counts, allowed: Counts): Partial<Counts> =>
  Object.fromEntries(Object.entries(counts).filter(([what, count]) => count > allowed[what as keyof Counts]));

const folders: string[] = [];
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const sync = promisify(fdatasync);

const openCounted = () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-budget-'));
  folders.push(folder);
  const counter = createCounter();
  const store: SqliteStore = openSqliteStore({
    file: join(folder, 'log.sqlite'),
    sync: (file) => {
      counter.synced();
      return sync(file);
    },
  });
  closing.push(() => store.close());
  return { counter, store: counter.over(store) };
};

const startIngress = async () => {
  const { counter, store } = openCounted();
  const installation = await install({ store });
  closing.push(() => installation.directory.stop());
  const address = await connectMeta(installation.procedures, shop);
  const ingress = createIngress({
    ...installation, clock: systemClock, writer: WRITER, newId, metrics: noMetrics, log: silentLog, onProof: () => Promise.resolve(),
  });
  const call = () => accept(ingress, address);
  await call(); // the day's key is made, and the stream's head is known
  await installation.directory.waitFor(await store.head());
  counter.taken();
  return { counter, call };
};

const accept = async (ingress: Ingress, address: string): Promise<number> => {
  const body = Buffer.from(JSON.stringify(metaBody({ text: 'hello' })));
  const { status } = await ingress.accept({ method: 'POST', protocol: 'meta-cloud', address, headers: signed(body, aNumber.appSecret), rawBody: body, query: {} });
  return status;
};

describe('the ingress asks of the store', () => {
  it('one append and one wait for the disk per webhook', async () => {
    const { counter, call } = await startIngress();
    expect(await call()).toBe(200);
    expect(counter.taken()).toEqual(budget['a webhook']);
  });

  it('one wait for the disk for all that come at once', async () => {
    const { counter, call } = await startIngress();
    const statuses = await Promise.all(Array.from({ length: 100 }, call));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(counter.taken()).toEqual(budget['a hundred webhooks at once']);
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Scene {
  readonly trial: Trial;
  /** A call comes in; answers what was asked until nothing it caused is left to do. */
  receive(body: object): Promise<Counts>;
}

const startScene = async (): Promise<Scene> => {
  const { counter, store } = openCounted();
  const trial = await startTrial({ store });
  closing.push(() => trial.stop());
  const quiet = async (): Promise<void> => {
    for (let calm = 0, head = -1; calm < 100; await turn()) {
      const now = await store.head();
      calm = counter.isIdle() && now === head ? calm + 1 : 0;
      head = now;
    }
  };
  const receive = async (body: object): Promise<Counts> => {
    await quiet();
    counter.taken();
    await trial.receive(body);
    await quiet();
    const { reads, read, ...counts } = counter.taken();
    return { ...counts, reads: reads - 1, read: read - 1 }; // the trial looks for its stream's head; the ingress knows it
  };
  await receive(metaBody({ text: 'the first' }));
  return { trial, receive };
};

const statusBody = ({ trial: { provider } }: Scene, status: string): object => ({
  object: 'whatsapp_business_account',
  entry: [{
    id: '102290129340398',
    changes: [{
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '6281234567890', phone_number_id: aNumber.phoneNumberId },
        statuses: [{ id: `wamid.out${provider.sent.length}`, status, timestamp: String(noon / 1_000), recipient_id: customer, biz_opaque_callback_data: provider.sent.at(-1)?.send }],
      },
    }],
  }],
});

describe('the way of a message asks of the store', () => {
  it('no more than its budget from the text to the accepted reply', async () => {
    const scene = await startScene();
    const counts = await scene.receive(metaBody({ text: 'hello' }));
    expect(scene.trial.provider.sent).toHaveLength(2);
    expect(exceeded(counts, budget['a message and its reply'])).toEqual({});
    expect(counts.appends).toBeGreaterThan(0);
  });

  it('nothing more however long the conversation has become', async () => {
    const scene = await startScene();
    for (let n = 0; n < 20; n += 1) {
      await scene.receive(metaBody({ text: `message ${n}` }));
      await scene.trial.clock.advance(10 * SECOND); // faster than that a number does not let them go
    }
    const counts = await scene.receive(metaBody({ text: 'the last' }));
    expect(scene.trial.provider.sent).toHaveLength(22);
    const known = budget['a message and its reply'];
    expect(exceeded(counts, { ...known, read: known.read + HISTORY_PAGE })).toEqual({});
  });

  it('no more than its budget for a status', async () => {
    const scene = await startScene();
    const asked: Counts[] = [];
    for (const status of ['sent', 'delivered', 'read']) asked.push(await scene.receive(statusBody(scene, status)));
    expect(asked.map((counts) => exceeded(counts, budget['a status']))).toEqual([{}, {}, {}]);
    expect(asked.every(({ written }) => written > 0)).toBe(true);
  });
});
