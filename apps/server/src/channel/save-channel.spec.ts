// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import {
  channelDecider, channelStream, claimDecider, claimsOf, claimStream, claimText, saveChannel, type ChannelCommand, type ChannelEvent,
  type ChannelKey, type ClaimEvent, type ClaimKey, type EventStore, type Saved,
} from '@tandem/domain';
import { newSecret, sampleFields, savedSecret } from '@tandem/domain/testing';
import { openMemoryStore } from '@tandem/event-store/memory';
import fc from 'fast-check';

const one = 'a.published';
const two = 'b.published';
const first = '6281111111111';
const second = '6282222222222';

type Log = Pick<EventStore, 'append' | 'read'>;

const keyedHash = (value: string): string => `hash-of-${value.replace(':', '-')}`;
const credentialFields = (protocol: string) => (protocol === 'meta-cloud' ? sampleFields : []);
const saving = (store: Log) => {
  const save = saveChannel({ store, keyedHash, credentialFields });
  return (channel: ChannelKey, id: string, command: ChannelCommand): Promise<Saved> =>
    save({ channel, command, id, meta: { v: 1, at: command.now } });
};

const connect = (number: string): ChannelCommand => ({
  type: 'ConnectChannel', protocol: 'meta-cloud', number, address: 'x', webhookSecret: newSecret('hook-1'), now: 1,
});
const changeNumber = (number: string): ChannelCommand => ({ type: 'ChangeNumber', number, now: 1 });
const disconnect: ChannelCommand = { type: 'DisconnectChannel', now: 1 };
const saveCredentials = (phoneNumberId: string): ChannelCommand => ({
  type: 'SaveCredentials', protocol: 'meta-cloud', fields: sampleFields, proofField: 'appSecret', now: 1,
  values: { phoneNumberId }, secrets: { appSecret: savedSecret('app-1'), accessToken: savedSecret('token-1') },
});

const eventsOf = async (store: Log, channel: ChannelKey): Promise<string[]> =>
  (await store.read(channelStream(channel))).events.map(({ type }) => type);
const channelOf = async (store: Log, channel: ChannelKey) =>
  (await store.read(channelStream(channel))).events.reduce((state, event) => channelDecider.evolve(state, event as unknown as ChannelEvent), channelDecider.initial);
const claimOf = async (store: Log, key: ClaimKey) =>
  (await store.read(claimStream(keyedHash(claimText(key))))).events
    .reduce((state, event) => claimDecider.evolve(state, event as unknown as ClaimEvent), claimDecider.initial);
const holderOf = async (store: Log, value: string, what: ClaimKey['what'] = 'number'): Promise<string | undefined> => {
  const claim = await claimOf(store, { what, value });
  return claim.status === 'held' ? claim.holder : undefined;
};

describe('saving a channel', () => {
  it('claims its number, and gives the old one back when it changes', async () => {
    const store = openMemoryStore();
    const save = saving(store);
    await save(one, 'c1', connect(first));
    expect(await holderOf(store, first)).toBe(one);
    const saved = await save(one, 'c2', changeNumber(second));
    expect(saved).toMatchObject({ kind: 'saved', events: [{ type: 'NumberChanged' }], before: { number: first }, channel: { number: second }, version: 3 });
    expect([await holderOf(store, first), await holderOf(store, second)]).toEqual([undefined, one]);
  });

  it('gives back everything when it is disconnected', async () => {
    const store = openMemoryStore();
    const save = saving(store);
    await save(one, 'c1', connect(first));
    await save(one, 'c2', saveCredentials('111'));
    expect(await holderOf(store, '111', 'meta-phone-number-id')).toBe(one);
    await save(one, 'c3', disconnect);
    expect([await holderOf(store, first), await holderOf(store, '111', 'meta-phone-number-id')]).toEqual([undefined, undefined]);
    expect(await save(two, 'c4', connect(first))).toMatchObject({ kind: 'saved' });
  });

  it('is refused with the holder\'s key, and leaves nothing behind', async () => {
    const store = openMemoryStore();
    const save = saving(store);
    await save(one, 'c1', connect(first));
    await save(two, 'c2', connect(second));
    const head = await store.head();
    expect(await save(two, 'c3', changeNumber(first))).toEqual({ kind: 'held', claims: [{ what: 'number', holder: one }] });
    expect(await store.head()).toBe(head);
  });

  it('is refused for the same Phone Number ID behind another number', async () => {
    const store = openMemoryStore();
    const save = saving(store);
    await save(one, 'c1', connect(first));
    await save(one, 'c2', saveCredentials('111'));
    await save(two, 'c3', connect(second));
    expect(await save(two, 'c4', saveCredentials('111'))).toEqual({ kind: 'held', claims: [{ what: 'meta-phone-number-id', holder: one }] });
  });

  it('refuses the draft the number of its own published version', async () => {
    const store = openMemoryStore();
    const save = saving(store);
    await save(one, 'c1', connect(first));
    expect(await save('a.draft', 'c2', connect(first))).toEqual({ kind: 'held', claims: [{ what: 'number', holder: one }] });
  });

  it('says why the rules refuse or ignore it', async () => {
    const save = saving(openMemoryStore());
    expect(await save(one, 'c1', changeNumber(first))).toEqual({ kind: 'rejected', reason: 'NotConnected' });
    expect(await save(one, 'c2', disconnect)).toEqual({ kind: 'ignored', reason: 'NotConnected' });
  });

  it('answers the same save as the first time, and does it once, whatever came between', async () => {
    const store = openMemoryStore();
    const save = saving(store);
    await save(one, 'c1', connect(first));
    const saved = await save(one, 'c2', changeNumber(second));
    await save(one, 'c3', changeNumber(first));
    expect(await save(one, 'c2', changeNumber(second))).toEqual(saved);
    expect(await eventsOf(store, one)).toEqual(['ChannelConnected', 'WebhookSecretGenerated', 'NumberChanged', 'NumberChanged']);
    expect([await holderOf(store, first), await holderOf(store, second)]).toEqual([one, undefined]);
  });
});

/** A process that stops at its nth append: before it reaches the log, or after, when nobody hears the answer. */
const stopping = (store: Log, at: number, when: 'before' | 'after'): Log => {
  let appends = 0;
  return {
    read: (...args) => store.read(...args),
    append: async (...args) => {
      appends += 1;
      if (appends === at && when === 'before') throw new Error('stopped');
      const appended = await store.append(...args);
      if (appends === at) throw new Error('stopped');
      return appended;
    },
  };
};

const steps = [1, 2, 3].flatMap((at) => (['before', 'after'] as const).map((when) => ({ at, when })));

describe('a crash in the middle of a save', () => {
  const connected = async (): Promise<EventStore> => {
    const store = openMemoryStore();
    await saving(store)(one, 'c1', connect(first));
    return store;
  };

  it.each(steps)('$when step $at is finished by the same save again', async ({ at, when }) => {
    const store = await connected();
    await expect(saving(stopping(store, at, when))(one, 'c2', changeNumber(second))).rejects.toThrow('stopped');
    expect(await saving(store)(one, 'c2', changeNumber(second))).toMatchObject({ kind: 'saved', channel: { number: second } });
    expect((await eventsOf(store, one)).filter((type) => type === 'NumberChanged')).toHaveLength(1);
    expect([await holderOf(store, first), await holderOf(store, second)]).toEqual([undefined, one]);
  });

  it.each(steps)('$when step $at without another attempt blocks nobody from a number that the channel does not have', async ({ at, when }) => {
    const store = await connected();
    await expect(saving(stopping(store, at, when))(one, 'c2', changeNumber(second))).rejects.toThrow('stopped');
    const channel = await channelOf(store, one);
    const free = channel.status === 'connected' && channel.number === first ? second : first;
    expect(await saving(store)(two, 'c3', connect(free))).toMatchObject({ kind: 'saved' });
    expect(await saving(store)(two, 'c4', changeNumber(free === first ? second : first))).toMatchObject({ kind: 'held' });
  });

  it('lets another channel have a number that was claimed and never borne out: the holder is told', async () => {
    const store = openMemoryStore();
    await expect(saving(stopping(store, 1, 'after'))(one, 'c1', connect(first))).rejects.toThrow('stopped');
    expect(await holderOf(store, first)).toBe(one);
    expect(await saving(store)(two, 'c2', connect(first))).toMatchObject({ kind: 'saved' });
    expect(await holderOf(store, first)).toBe(two);
    const [told] = (await store.read(channelStream(one))).events;
    expect(told).toMatchObject({ type: 'ClaimLapsed', data: { what: 'number', takenBy: two } });
    expect(JSON.stringify(told)).toContain(claimStream(keyedHash(`number:${first}`)));
    expect(await saving(store)(one, 'c1', connect(first))).toEqual({ kind: 'held', claims: [{ what: 'number', holder: two }] });
  });
});

/** Does something else just before an append to a stream whose name starts so, once. */
const meanwhile = (store: Log, prefix: string, act: () => Promise<unknown>): Log => {
  let done = false;
  return {
    read: (...args) => store.read(...args),
    append: async (stream, ...rest) => {
      if (!done && stream.startsWith(prefix)) {
        done = true;
        await act();
      }
      return store.append(stream, ...rest);
    },
  };
};

describe('two saves at once', () => {
  it('for one free number: the second finds it held by the first', async () => {
    const store = openMemoryStore();
    const slow = saving(meanwhile(store, 'claim-', () => saving(store)(two, 'c2', connect(first))));
    expect(await slow(one, 'c1', connect(first))).toEqual({ kind: 'held', claims: [{ what: 'number', holder: two }] });
    expect(await eventsOf(store, one)).toEqual([]);
  });

  it('of one channel: the slower starts over on what the faster has made', async () => {
    const store = openMemoryStore();
    await saving(store)(one, 'c1', connect(first));
    const slow = saving(meanwhile(store, 'channel-', () => saving(store)(one, 'c2', saveCredentials('111'))));
    expect(await slow(one, 'c3', changeNumber(second))).toMatchObject({ kind: 'saved', channel: { number: second }, before: { number: first } });
    expect(await eventsOf(store, one)).toEqual(['ChannelConnected', 'WebhookSecretGenerated', 'CredentialsSaved', 'NumberChanged']);
  });

  it('a stale claim is taken over while its holder saves: the holder conflicts, starts over and is refused', async () => {
    const store = openMemoryStore();
    const holder = saving(meanwhile(store, 'channel-a', () => saving(store)(two, 'c2', connect(first))));
    expect(await holder(one, 'c1', connect(first))).toEqual({ kind: 'held', claims: [{ what: 'number', holder: two }] });
    expect(await eventsOf(store, one)).toEqual(['ClaimLapsed']);
    expect(await holderOf(store, first)).toBe(two);
  });

  it('a number that is given back while the same channel takes it again stays claimed', async () => {
    const store = openMemoryStore();
    await saving(store)(one, 'c1', connect(first));
    let appends = 0;
    const leaving: Log = {
      read: (...args) => store.read(...args),
      append: async (stream, events, version) => {
        appends += 1;
        if (appends === 3) await saving(store)(one, 'c3', changeNumber(first)); // just before the release of `first`
        return store.append(stream, events, version);
      },
    };
    expect(await saving(leaving)(one, 'c2', changeNumber(second))).toMatchObject({ kind: 'saved' });
    expect(await channelOf(store, one)).toMatchObject({ number: first });
    expect(await holderOf(store, first)).toBe(one);
  });

  /** A save back to `first` that has claimed it and stands before its append to the channel, until it may go on. */
  const standing = (store: Log) => {
    let goOn = (): void => undefined;
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    let stands = (): void => undefined;
    const isStanding = new Promise<void>((resolve) => (stands = resolve));
    const log = meanwhile(store, 'channel-', () => {
      stands();
      return mayGoOn;
    });
    return { begin: () => saving(log)(one, 'c3', changeNumber(first)), isStanding, goOn: () => goOn() };
  };

  it('a number that another save gives back stays claimed when the release comes before its taking is complete', async () => {
    const store = openMemoryStore();
    await saving(store)(one, 'c1', connect(first));
    const back = standing(store);
    let taking: Promise<Saved> | undefined;
    const leaving: Log = {
      read: (...args) => store.read(...args),
      append: async (stream, ...rest) => {
        const appended = await store.append(stream, ...rest);
        if (stream.startsWith('channel-')) taking = back.begin();
        if (stream.startsWith('channel-')) await back.isStanding;
        return appended;
      },
    };
    await saving(leaving)(one, 'c2', changeNumber(second));
    back.goOn();
    expect(await taking).toMatchObject({ kind: 'saved', channel: { number: first } });
    expect([await holderOf(store, first), await holderOf(store, second)]).toEqual([one, undefined]);
  });

  it('a number that a repeated save gives back stays claimed when the release comes before its taking is complete', async () => {
    const store = openMemoryStore();
    await saving(store)(one, 'c1', connect(first));
    await expect(saving(stopping(store, 2, 'after'))(one, 'c2', changeNumber(second))).rejects.toThrow('stopped');
    const back = standing(store);
    const taking = back.begin();
    await back.isStanding;
    await saving(store)(one, 'c2', changeNumber(second));
    back.goOn();
    expect(await taking).toMatchObject({ kind: 'saved', channel: { number: first } });
    expect([await holderOf(store, first), await holderOf(store, second)]).toEqual([one, undefined]);
  });

  it('that are always overtaken give up, and say so', async () => {
    const store = openMemoryStore();
    await saving(store)(one, 'c1', connect(first));
    let other = 0;
    const overtaken: Log = {
      read: (...args) => store.read(...args),
      append: async (stream, events, version) => {
        other += 1;
        const event = { id: `o${other}`, type: 'ChannelProven', data: { receipt: `r${other}` }, meta: { v: 1, at: 1 } };
        if (stream.startsWith('channel-')) await store.append(stream, [event], version);
        return store.append(stream, events, version);
      },
    };
    expect(await saving(overtaken)(one, 'c2', changeNumber(second))).toEqual({ kind: 'busy' });
  });
});

describe('any interleaving of saves, crashes and repeats', () => {
  const channels: readonly ChannelKey[] = [one, two, 'b.draft'];
  const command = fc.oneof(
    fc.constantFrom(first, second).map(connect),
    fc.constantFrom(first, second).map(changeNumber),
    fc.constantFrom('111', '222').map(saveCredentials),
    fc.constant(disconnect),
  );
  const attempt = fc.record({
    channel: fc.constantFrom(...channels),
    command,
    crash: fc.option(fc.record({ at: fc.integer({ min: 1, max: 4 }), when: fc.constantFrom('before', 'after') }), { nil: undefined }),
    repeated: fc.boolean(),
  });

  it('bears no key twice, and none without its claim; no two events of a stream have one id', () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(attempt, { minLength: 2, maxLength: 6 }), async (scheduler, attempts) => {
        const store = openMemoryStore();
        const scheduled: Log = {
          read: scheduler.scheduleFunction(store.read),
          append: scheduler.scheduleFunction(store.append),
        };
        const run = async ({ channel, command: order, crash, repeated }: (typeof attempts)[number], index: number) => {
          const id = `c${index}`;
          const log = crash ? stopping(scheduled, crash.at, crash.when) : scheduled;
          await saving(log)(channel, id, order).catch(() => undefined);
          if (repeated) await saving(scheduled)(channel, id, order);
        };
        await scheduler.waitFor(Promise.all(attempts.map(run)));
        const events = await store.readAll({ after: 0, limit: 10_000 });
        expect(new Set(events.map(({ stream, id }) => `${stream} ${id}`)).size).toBe(events.length);
        const borne: string[] = [];
        for (const channel of channels) {
          for (const key of claimsOf(await channelOf(store, channel), credentialFields)) {
            expect([channel, key, await holderOf(store, key.value, key.what)]).toEqual([channel, key, channel]);
            borne.push(claimText(key));
          }
        }
        expect(new Set(borne).size).toBe(borne.length);
      }),
      { numRuns: 500 },
    ), 60_000);
});
