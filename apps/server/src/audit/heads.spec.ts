// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { HOUR, SECOND, auditStream, channelStream, type AuditEvent, type EventStore, type RecordedEvent, type Vault } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { openMemoryVault } from '@tandem/event-store/memory';
import { by, connectMeta, install, saved } from '../testing/installation.js';
import { createHeadSigner } from './heads.js';
import { verifyHeads, type Misfit } from './verify-heads.js';

const channel = 'shop.published';
const stream = channelStream(channel);

/** An installation with a configured agent, signed once. */
const signed = async (given: { vault?: Vault } = {}) => {
  const clock = manualClock(Date.UTC(2026, 10, 2));
  const installation = await install({ clock, ...given });
  const { procedures, store, vault } = installation;
  await procedures.agents.register('shop', by(), 'Shop');
  await connectMeta(procedures, channel);
  const signer = createHeadSigner({ store, vault, clock });
  const first = await signer.sign();
  await clock.advance(HOUR);
  return { ...installation, clock, signer, first };
};

const audit = async (store: EventStore) => (await store.read(auditStream)).events as readonly RecordedEvent<AuditEvent>[];

describe('signing the heads', () => {
  it('names every configuration stream once, and nothing where nothing has changed', async () => {
    const { store, signer, first } = await signed();
    expect(Object.keys(first.signed?.heads ?? {}).filter((name) => !name.startsWith('claim-'))).toEqual(['agent-shop', stream]);
    expect(await signer.sign()).toEqual({ signed: undefined, broken: [] });
    expect((await audit(store)).map(({ type }) => type)).toEqual(['NotaryAppointed', 'HeadsSigned']);
  });

  it('names only what has changed the next time', async () => {
    const { procedures, signer } = await signed();
    await procedures.agents.rename('shop', by(), 'Help desk');
    expect(Object.keys((await signer.sign()).signed?.heads ?? {})).toEqual(['agent-shop']);
  });

  it('goes on with the same key after a restart, whose private part stands sealed in the log', async () => {
    const { store, vault, clock, procedures, signer } = await signed();
    const again = createHeadSigner({ store, vault, clock });
    expect(await again.sign()).toEqual({ signed: undefined, broken: [] });
    await procedures.agents.rename('shop', by(), 'Help desk');
    await again.sign();
    expect(await again.publicKey()).toBe(await signer.publicKey());
    expect((await verifyHeads(store, [await signer.publicKey()])).misfits).toEqual([]);
    expect(JSON.stringify(await audit(store))).toContain('v1.notary.');
  });

  it('appoints another key where the vault is another one; an auditor sees that it is not the one he noted', async () => {
    const { store, clock, procedures, signer } = await signed();
    const noted = await signer.publicKey();
    await procedures.agents.rename('shop', by(), 'Help desk');
    await createHeadSigner({ store, vault: openMemoryVault(), clock }).sign();
    expect((await verifyHeads(store)).misfits).toEqual([]);
    expect((await verifyHeads(store)).keys).toHaveLength(2);
    expect((await verifyHeads(store, [noted])).misfits).toMatchObject([{ stream: auditStream, version: 4, why: 'KeyNotTrusted' }]);
  });

  it('is done once when it is asked for twice at the same time', async () => {
    const { store, procedures, signer } = await signed();
    await procedures.agents.rename('shop', by(), 'Help desk');
    await Promise.all([signer.sign(), signer.sign()]);
    expect(await audit(store)).toHaveLength(3);
  });

  it('refuses to sign a stream that was cut, and says which', async () => {
    const { store, vault, clock } = await signed();
    const cut = tampered(store, (events) => events.filter((event) => event.stream !== stream || event.version < 3));
    expect((await createHeadSigner({ store: cut, vault, clock }).sign()).broken).toEqual([stream]);
  });

  it('refuses to sign a stream whose chain is broken, and says which', async () => {
    const { store, vault, clock, procedures } = await signed();
    saved(await procedures.channels.regenerateSecret(channel, by()));
    const changed = tampered(store, replaced(stream, 2, (event) => ({ ...event, data: { ...event.data, number: '+1' } })));
    expect(await createHeadSigner({ store: changed, vault, clock }).sign()).toMatchObject({ signed: undefined, broken: [stream] });
  });
});

/** What somebody with the file made of the log. */
const tampered = (store: EventStore, change: (events: readonly RecordedEvent[]) => readonly RecordedEvent[]): EventStore => ({
  ...store,
  read: async (name, options = {}) => {
    const slice = await store.read(name, options);
    return { ...slice, events: change(slice.events) };
  },
  readAll: async (options) => change(await store.readAll(options)),
});

const replaced = (name: string, version: number, change: (event: RecordedEvent) => RecordedEvent) => (events: readonly RecordedEvent[]) =>
  events.map((event) => (event.stream === name && event.version === version ? change(event) : event));

describe('verifying the heads', () => {
  const verified = async (change: (events: readonly RecordedEvent[]) => readonly RecordedEvent[]): Promise<readonly Misfit[]> => {
    const { store } = await signed();
    return (await verifyHeads(tampered(store, change))).misfits;
  };

  it('finds nothing where nothing was touched, and says how much it has looked at', async () => {
    const { store, first, signer } = await signed();
    const result = await verifyHeads(store, [await signer.publicKey()]);
    expect(result).toEqual({
      misfits: [], keys: [await signer.publicKey()], streams: Object.keys(first.signed!.heads).length,
      covered: Object.values(first.signed!.heads).reduce((sum, { version }) => sum + version, 0),
    });
  });

  it('covers what came after the last signature by its chain', async () => {
    const { store, procedures } = await signed();
    saved(await procedures.channels.regenerateSecret(channel, by()));
    expect((await verifyHeads(store)).misfits).toEqual([]);
  });

  it('names the event behind one that was changed', async () => {
    expect(await verified(replaced(stream, 2, (event) => ({ ...event, data: { changed: true } }))))
      .toMatchObject([{ stream, version: 3, why: 'WrongPrev' }]);
  });

  it('names the newest one where it was changed, though nothing follows it', async () => {
    const { store } = await signed();
    const { version, events } = await store.read(stream);
    const later = tampered(store, replaced(stream, version, (event) => ({ ...event, meta: { ...event.meta, at: event.meta.at + SECOND } })));
    expect((await verifyHeads(later)).misfits).toEqual([{ stream, version, id: events.at(-1)!.id, why: 'NotAsSigned' }]);
  });

  it('names the place of one that was removed', async () => {
    expect(await verified((events) => events.filter((event) => event.stream !== stream || event.version !== 2)))
      .toMatchObject([{ stream, version: 3, why: 'WrongVersion' }]);
  });

  it('names the first of two that changed places', async () => {
    const swap = (events: readonly RecordedEvent[]): readonly RecordedEvent[] => {
      const [two, three] = [2, 3].map((version) => events.find((event) => event.stream === stream && event.version === version));
      if (!two || !three) return events;
      return events.map((event) => (event === two ? { ...three, version: 2 } : event === three ? { ...two, version: 3 } : event));
    };
    expect(await verified(swap)).toMatchObject([{ stream, version: 2, why: 'WrongPrev' }]);
  });

  it('names the place where a stream was cut off, and a stream that is gone', async () => {
    expect(await verified((events) => events.filter((event) => event.stream !== stream || event.version < 3)))
      .toEqual([{ stream, version: 3, why: 'Missing' }]);
    expect(await verified((events) => events.filter((event) => event.stream !== 'agent-shop')))
      .toEqual([{ stream: 'agent-shop', version: 1, why: 'Missing' }]);
  });

  it('names a signature that does not fit', async () => {
    const forge = replaced(auditStream, 2, (event) => {
      const { heads } = event.data as { heads: Record<string, { version: number; hash: string }> };
      return { ...event, data: { ...event.data, heads: { ...heads, 'agent-shop': { version: 1, hash: 'x' } } } };
    });
    expect(await verified(forge)).toMatchObject([{ stream: auditStream, version: 2, why: 'BadSignature' }, { stream: 'agent-shop', why: 'NotAsSigned' }]);
  });

  it('names a signature by a key that was never appointed', async () => {
    const anonymous = (events: readonly RecordedEvent[]) => events.filter(({ type }) => type !== 'NotaryAppointed');
    expect(await verified(anonymous)).toMatchObject([{ stream: auditStream, version: 2, why: 'WrongVersion' }]);
    const renamed = replaced(auditStream, 2, (event) => ({ ...event, data: { ...event.data, key: 'somebody else' } }));
    expect(await verified(renamed)).toMatchObject([{ stream: auditStream, version: 2, why: 'UnknownKey' }]);
  });
});
