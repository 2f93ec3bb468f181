// needs the protocol: meta-cloud
// needs the protocol: qontak
import { describe, expect, it } from '@jest/globals';
import { HOUR, type EventStore } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { openMemoryStore, openMemoryVault } from '@tandem/event-store/memory';
import { createProtocols } from '@tandem/protocols';
import { aNumber, by, connectMeta, install, saveMetaCredentials, saved } from '../testing/installation.js';
import { createDirectory } from './directory.js';

const channel = 'a1.published';
const noon = Date.UTC(2026, 10, 23, 12);
const all = createProtocols();
const protocols = (name: string) => all.find((protocol) => protocol.name === name);

describe('the directory', () => {
  it('knows at its start everything that the log says', async () => {
    const { store, vault, procedures } = await install();
    await procedures.agents.register('a1', by(), 'Travel desk');
    const address = await connectMeta(procedures, channel);
    const later = createDirectory({ store, vault, protocols });
    expect(later.isReady()).toBe(false);
    await later.ready();
    expect(later.byKey(channel)).toMatchObject({ agent: 'a1', version: 'published', state: { status: 'connected', number: '6281234567890' } });
    expect(later.byAddress(address, 'meta-cloud')).toMatchObject({ channel, proofs: [{ secrets: [aNumber.appSecret], news: false }] });
    expect(later.agent('a1')?.state).toMatchObject({ name: 'Travel desk' });
    expect([later.agents().length, later.channels().length]).toEqual([1, 1]);
    await later.stop();
  });

  it('stays right while events arrive, and says what changed', async () => {
    const { directory, procedures } = await install();
    const changes: unknown[] = [];
    directory.onChange((change) => changes.push(change));
    await procedures.agents.register('a1', by(), 'Travel desk');
    await connectMeta(procedures, channel);
    await procedures.agents.rename('a1', by(), 'Help desk');
    expect(directory.agent('a1')?.state.name).toBe('Help desk');
    expect(changes).toEqual([{ agent: 'a1' }, { channel }, { channel }, { channel }, { agent: 'a1' }]);
  });

  it('shows a saved change to whoever waits for its position', async () => {
    const { directory, procedures } = await install();
    const { position } = saved(await procedures.channels.connect(channel, by(), { protocol: 'meta-cloud', number: aNumber.number }));
    await directory.waitFor(position);
    expect(directory.byKey(channel)).toBeDefined();
    await expect(Promise.race([directory.waitFor(position + 1).then(() => 'seen'), Promise.resolve('waiting')])).resolves.toBe('waiting');
  });

  it('finds the siblings that one proof opens: the same app secret, closed channels included', async () => {
    const { directory, procedures } = await install();
    await connectMeta(procedures, channel);
    await connectMeta(procedures, 'a1.draft', { ...aNumber, number: '+6281200000002', phoneNumberId: '2' });
    await connectMeta(procedures, 'a2.published', { number: '+6281200000003', phoneNumberId: '3', appSecret: 'another app' });
    await procedures.channels.disconnect('a1.draft', by());
    const { fingerprint } = directory.byAddress(directory.byKey(channel)!.state.address, 'meta-cloud')!.proofs[0]!;
    expect(directory.siblingsByProof('meta-cloud', fingerprint, noon).map(({ key }) => key)).toEqual([channel, 'a1.draft']);
    expect(directory.siblingsByProof('qontak', fingerprint, noon)).toEqual([]);
  });

  it('lets go of an old app secret when its hour is over', async () => {
    const clock = manualClock(noon);
    const { directory, procedures } = await install({ clock });
    const address = await connectMeta(procedures, channel);
    await saveMetaCredentials(procedures, channel, { ...aNumber, appSecret: 'newer' });
    const proofs = () => directory.byAddress(address, 'meta-cloud')!.proofs;
    expect(proofs().map(({ secrets, until, news }) => [secrets[0], until, news])).toEqual([
      ['newer', undefined, true], [aNumber.appSecret, undefined, false],
    ]);
    const { fingerprint } = proofs()[0]!;
    const [old] = proofs().slice(-1);
    await procedures.channels.noteSecretSeen(channel, by(), { protocol: 'meta-cloud', what: 'app-secret', fingerprint });
    expect(proofs()[1]).toMatchObject({ until: noon + HOUR });
    expect(directory.siblingsByProof('meta-cloud', old!.fingerprint, noon + HOUR)).toEqual([]);
    expect(directory.secretsRetireAt(channel)).toBe(noon + HOUR);
    await clock.advance(HOUR);
    await procedures.channels.retireSecrets(channel, by());
    expect(proofs().map(({ secrets }) => secrets[0])).toEqual(['newer']);
  });

  it('is not ready, and says why, where the log cannot be read', async () => {
    const store: EventStore = { ...openMemoryStore(), readAll: () => Promise.reject(new Error('unreadable')) };
    const directory = createDirectory({ store, vault: openMemoryVault(), protocols });
    await expect(directory.ready()).rejects.toThrow('unreadable');
    expect(directory.isReady()).toBe(false);
    await directory.stop();
  });
});
