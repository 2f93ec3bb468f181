// needs the protocol: meta-cloud
// needs the protocol: qontak
import { describe, expect, it } from '@jest/globals';
import { defaultSessionSettings } from '@tandem/domain';
import { createProtocols } from '@tandem/protocols';
import { aNumber, by, connectMeta, install, saveMetaCredentials, saved } from '../testing/installation.js';
import { openCredentials } from './credentials.js';

const channel = 'a1.published';

describe('a channel', () => {
  it('keeps its credentials sealed: nothing that was typed as a secret stands in the log', async () => {
    const { store, vault, directory, procedures } = await install();
    await connectMeta(procedures, channel);
    const log = JSON.stringify(await store.readAll({ after: 0, limit: 1_000 }));
    expect(log).not.toContain(aNumber.appSecret);
    expect(log).not.toContain('access token of the trial');
    expect(await openCredentials(vault, directory.byKey(channel)!.state)).toEqual({
      phoneNumberId: aNumber.phoneNumberId, businessAccountId: '102290129340398', appId: '900100',
      appSecret: aNumber.appSecret, accessToken: 'access token of the trial',
    });
  });

  it('keeps the secrets that a save leaves out', async () => {
    const { vault, directory, procedures } = await install();
    await connectMeta(procedures, channel);
    const answer = await procedures.channels.saveCredentials(channel, by(), {
      protocol: 'meta-cloud', entered: { phoneNumberId: '777', businessAccountId: '1', appId: '2', appSecret: ' ' },
    });
    expect(answer.kind).toBe('saved');
    expect(await openCredentials(vault, directory.byKey(channel)!.state)).toMatchObject({ phoneNumberId: '777', appSecret: aNumber.appSecret });
  });

  it('does the same command twice once', async () => {
    const { procedures } = await install();
    const giver = by();
    const first = await procedures.channels.connect(channel, giver, { protocol: 'meta-cloud', number: aNumber.number });
    const again = await procedures.channels.connect(channel, giver, { protocol: 'meta-cloud', number: aNumber.number });
    expect(saved(again).version).toBe(saved(first).version);
    await saveMetaCredentials(procedures, channel);
    expect(await saveMetaCredentials(procedures, channel)).toEqual({ kind: 'ignored', reason: 'NothingChanged' });
  });

  it('cannot have a number that another one holds', async () => {
    const { procedures } = await install();
    await connectMeta(procedures, channel);
    expect(await procedures.channels.connect('a2.published', by(), { protocol: 'meta-cloud', number: aNumber.number }))
      .toEqual({ kind: 'held', claims: [{ what: 'number', holder: channel }] });
  });

  it('is refused a protocol that is not installed', async () => {
    const { procedures } = await install({ protocols: createProtocols().filter(({ name }) => name === 'meta-cloud') });
    expect(await procedures.channels.connect(channel, by(), { protocol: 'qontak', number: aNumber.number }))
      .toEqual({ kind: 'rejected', reason: 'ProtocolNotInstalled' });
  });

  it('says who changed its settings, by what means and why', async () => {
    const { store, procedures } = await install();
    await connectMeta(procedures, channel);
    await procedures.channels.saveSessionSettings(
      channel, { id: 'command-1', actor: 'operator-1', means: 'cms', reason: 'holiday' }, { ...defaultSessionSettings, delayBeforeAskSeconds: 60 },
    );
    const { events } = await store.readBackwards(`channel-${channel}`, { limit: 1 });
    expect(events).toMatchObject([{ id: 'command-1/0', type: 'SessionSettingsChanged', meta: { actor: 'operator-1', means: 'cms', reason: 'holiday' } }]);
  });
});

describe('an archived agent', () => {
  it('has no connected channel left, also when a crash cut the first attempt', async () => {
    const { directory, procedures } = await install();
    await procedures.agents.register('a1', by(), 'Travel desk');
    await connectMeta(procedures, channel);
    await connectMeta(procedures, 'a1.draft', { ...aNumber, number: '+6281200000002', phoneNumberId: '2' });
    await procedures.agents.archive('a1', by());
    expect(directory.agent('a1')?.state.status).toBe('archived');
    expect(directory.channels().map(({ state }) => state.status)).toEqual(['disconnected', 'disconnected']);
    expect(await procedures.agents.archive('a1', by())).toEqual({ kind: 'ignored', reason: 'AgentIsArchived' });
  });
});
