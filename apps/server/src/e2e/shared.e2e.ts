// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND, holderOf, leaseStream, type LeaseEvent, type RecordedEvent } from '@tandem/domain';
import { startKurrentDouble, type KurrentDouble } from '@tandem/event-store/kurrentdb/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../logging/log.js';
import { createServer, type RunningServer } from '../server.js';
import { openStores } from '../stores.js';
import { callerOf, cookieIn, password } from '../testing/api-client.js';
import { freezable, type Freezable } from '../testing/freezable.js';
import type { Line } from '../testing/story-line.js';
import { costerLines, lines, qontakLines, type AnyNumber } from '../testing/story-numbers.js';
import { noon, startStoryOf, type Story } from '../testing/story.js';
import { createWayOfServer } from '../way-of-server.js';
import { DEAD_AFTER } from '../worker/shared-leases.js';

const sari = '6281234500001';
const budi = '6281234500002';

const casts: readonly [string, readonly AnyNumber[]][] = [['Meta Cloud', lines], ['Coster', costerLines], ['Qontak', qontakLines]];

/** One key for all processes of the installation. */
const masterKeys = [Buffer.alloc(32, 7).toString('base64')];

describe.each(casts)('two server processes on one log, with %s', (_name, numbers) => {
  let database: KurrentDouble;
  let story: Story<AnyNumber>;
  let folder: string;
  let other: RunningServer | undefined;
  let life: Freezable | undefined;
  beforeEach(async () => {
    database = await startKurrentDouble();
    folder = mkdtempSync(join(tmpdir(), 'tandem-shared-'));
    story = await startStoryOf(numbers, { kept: 'sqlite', config: { eventStore: database.url, masterKeys } });
  }, 60_000);
  afterEach(async () => {
    life?.wake();
    await other?.close();
    await story.end();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
    [other, life] = [undefined, undefined];
  }, 60_000);

  const all = (): readonly Line<AnyNumber>[] => [story.published, story.draft, story.other];
  const channels = () => all().map(({ channel }) => channel);

  /** A second process, whose folder has an id with which it gets some of the channels, but not all. */
  const startOther = async (): Promise<RunningServer> => {
    const first = story.server().context;
    const writer = Array.from({ length: 1_000 }, (_, n) => n.toString(16).padStart(16, '0')).find((id) =>
      channels().filter((channel) => holderOf(channel, [first.writer, id]) === id).length === 2);
    writeFileSync(join(folder, 'writer'), `${writer}\n`);
    const config = { ...first.config, data: folder, port: 0 };
    return createServer(config, {
      clock: story.clock, log: silentLog, createWay: createWayOfServer,
      openStores: async (given, deps) => {
        const stores = await openStores(given, deps);
        life = freezable({ store: stores.store, clock: story.clock });
        return { ...stores, store: life.store };
      },
    });
  };
  const holderIn = async (line: Line<AnyNumber>): Promise<string | undefined> => {
    const { events } = await story.server().context.store.readBackwards(leaseStream(line.channel), { limit: 1 });
    const [last] = events as readonly RecordedEvent<LeaseEvent>[];
    return last?.type === 'LeaseTaken' ? last.data.writer : undefined;
  };
  const shared = async (): Promise<{ mine: Line<AnyNumber>; theirs: Line<AnyNumber> }> => {
    other = await startOther();
    const { writer } = other.context;
    await story.log().until('the channels to be shared', async () => {
      const holders = await Promise.all(all().map(holderIn));
      return holders.filter((holder) => holder === writer).length === 2 && !holders.includes(undefined);
    });
    const holders = await Promise.all(all().map(holderIn));
    const [mine] = all().filter((_line, n) => holders[n] !== writer);
    const [theirs] = all().filter((_line, n) => holders[n] === writer);
    if (!mine || !theirs) throw new Error('nothing is shared');
    return { mine, theirs };
  };
  const heldByFirst = () => story.log().until('the first to have all channels', async () => {
    const holders = await Promise.all(all().map(holderIn));
    return holders.every((holder) => holder === story.server().context.writer);
  }, 3 * DEAD_AFTER);

  /** A number that was just taken says nothing for a second, and one that says one thing a second waits: time passes meanwhile. */
  const inTime = (what: string, isThere: () => boolean): Promise<unknown> => {
    let looks = 0;
    return story.log().until(what, async () => {
      if (isThere()) return true;
      looks += 1;
      if (looks % 20 === 0) await story.clock.advance(SECOND);
      return false;
    });
  };
  const says = async (line: Line<AnyNumber>, customer: string, text: string): Promise<void> => {
    const before = line.texts(customer).length;
    await line.writes(customer, text);
    await inTime('the answer', () => line.texts(customer).length > before);
  };

  it('a conversation on each, one process killed in the middle, is answered, asked and ended, each once', async () => {
    const { theirs } = await shared();
    for (const line of all()) await says(line, sari, 'hello');
    for (const line of all()) expect(line.texts(sari)).toEqual(['You said: hello']);
    await story.quiet();

    life?.freeze();
    await theirs.writes(budi, 'is anybody there?');
    await heldByFirst();
    await inTime('the answer', () => theirs.texts(budi).length === 1);
    await story.quiet();

    await story.advance(5 * MINUTE);
    for (const line of all()) await inTime('the asks', () => line.events('SendAccepted').length === (line === theirs ? 4 : 2));
    await story.quiet();
    for (const line of all()) {
      await line.taps(sari, 'end');
      expect(await line.happened('SessionEnded')).toMatchObject({ data: { reason: 'customer-confirmed' } });
    }
    for (const line of all()) {
      const customers = line === theirs ? 2 : 1;
      expect(line.asks()).toHaveLength(customers);
      expect(line.agent.turns).toHaveLength(customers);
      expect(line.events('TurnAnswered')).toHaveLength(customers);
    }
    expect(story.clock.now()).toBeGreaterThan(noon + 5 * MINUTE);
  }, 240_000);

  it('who ends in good order hands over at once', async () => {
    const { theirs } = await shared();
    await says(theirs, sari, 'hello');
    const began = performance.now();
    const closing = other?.close();
    await heldByFirst();
    const handedOver = performance.now() - began;
    await closing;
    other = undefined;
    await says(theirs, sari, 'still there?');
    expect(theirs.texts(sari)).toEqual(['You said: hello', 'You said: still there?']);
    expect(handedOver).toBeLessThan(3_000);
  }, 240_000);
});

describe('people on two server processes', () => {
  it('are signed in on both, read what they saved on the other, and are gone from both', async () => {
    const database = await startKurrentDouble();
    const folders = ['a', 'b'].map((name) => mkdtempSync(join(tmpdir(), `tandem-shared-${name}-`)));
    const story = await startStoryOf(lines, { kept: 'sqlite', config: { eventStore: database.url, masterKeys } });
    const first = story.server();
    const second = await createServer({ ...first.context.config, data: folders[0] ?? '', port: 0 }, { clock: story.clock, log: silentLog, createWay: createWayOfServer });
    /** What the log says beside people moves them on within a tenth of a second of the clock, which passes meanwhile. */
    const heard = async (): Promise<void> => {
      let isHeard = false;
      void second.context.people.directory.waitFor(await first.context.store.head()).then(() => (isHeard = true));
      await story.log().until('the second to hear it', async () => isHeard || void (await story.clock.advance(100)));
    };
    try {
      const answer = await callerOf(first.url).call<{ csrf: string }>(
        'POST', '/api/invitations/take', { token: first.context.people.firstOwnerLink() ?? '', name: 'Ann', email: 'ann@example.com', password },
      );
      expect(answer.status).toBe(200);
      const cookie = cookieIn(answer);
      const [here, there] = [first, second].map(({ url }) => callerOf(url, { cookie, me: answer.body as never }));
      await heard();
      expect(await there?.get('/api/me')).toMatchObject({ name: 'Ann' });
      await here?.call('POST', '/api/sign-out-everywhere', {});
      await heard();
      expect((await there?.call('GET', '/api/me'))?.status).toBe(401);
    } finally {
      await second.close();
      await story.end();
      await database.stop();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    }
  }, 240_000);
});
