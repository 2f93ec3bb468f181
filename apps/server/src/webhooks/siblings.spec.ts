// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, MINUTE, channelKey, defaultSessionSettings, type ChannelKey, type InboundItem, type ItemException, type Protocol, type SecretNamed } from '@tandem/domain';
import { by, saved, type Installation } from '../testing/installation.js';
import { accountOf, roomProvider } from '../testing/room-protocol.js';
import { customer, noon, startTrial, type Trial } from '../testing/trial.js';

const published = channelKey('shop', 'published');
const draft = channelKey('shop', 'draft');
const stranger = channelKey('help', 'published');

const numbers: Readonly<Record<ChannelKey, { number: string; line: string; token: string }>> = {
  [published]: { number: '+1 202-555-0141', line: 'line-1', token: 'acme-1' },
  [draft]: { number: '+1 202-555-0142', line: 'line-2', token: 'acme-2' },
  [stranger]: { number: '+1 202-555-0143', line: 'line-3', token: 'other-1' },
};

/** Two channels of one account, and one of another. */
let trial: Trial;
const provider = roomProvider();
const another: Protocol = {
  ...roomProvider('coster').protocol,
  credentialFields: provider.protocol.credentialFields.map(({ claim: _claim, ...field }) => field),
  parse: () => [{ kind: 'unreadable', reason: 'of another protocol' }],
};

const save = ({ procedures }: Pick<Installation, 'procedures'>, channel: ChannelKey, entered: { line: string; token: string }) =>
  procedures.channels.saveCredentials(channel, by(), { protocol: 'qontak', entered, account: accountOf(entered.token) });

const connect = async (installation: Installation): Promise<void> => {
  const { agents, channels } = installation.procedures;
  for (const agent of ['shop', 'help']) await agents.register(agent, by(), agent);
  for (const channel of [published, draft, stranger]) {
    const { number, line, token } = numbers[channel]!;
    saved(await channels.connect(channel, by(), { protocol: 'qontak', number }));
    saved(await save(installation, channel, { line, token }));
  }
};

beforeEach(async () => {
  trial = await startTrial({ speaking: [provider.protocol, another], connect });
});
afterEach(() => trial.stop());

let count = 0;
const message = (line: string): InboundItem => ({
  kind: 'message', id: `in-${(count += 1)}`, address: line, from: { phone: customer }, at: noon, content: { type: 'text', text: `to ${line}` },
});
/** A call to the address of `channel` under Qontak's path; resolves when it is read. */
const call = async (channel: ChannelKey, ...items: readonly InboundItem[]): Promise<void> => {
  await trial.receive(JSON.stringify(items), channel, 'qontak');
  await trial.until(async () => {
    const { events } = await trial.store.read(`intake-${channel}`);
    const read = events.reduce((sum, { data }) => sum + ((data as { calls?: number }).calls ?? 0), 0);
    return read === (await trial.store.read(`webhooks-${channel}.w1`)).version;
  });
};
const heard = async (channel: ChannelKey) =>
  (await trial.events()).filter(({ type, stream }) => type === 'MessageReceived' && stream.startsWith(`conversation-${channel}.`)).length;
const exceptions = async (channel: ChannelKey) => (await trial.store.read(`intake-${channel}`)).events
  .flatMap(({ data }) => (data as { exceptions?: readonly ItemException[] }).exceptions ?? []).map(({ verdict, reason }) => `${verdict} ${reason}`);
const fingerprint = (channel: ChannelKey) => trial.directory.byAddress(trial.directory.byKey(channel)!.state.address, 'qontak')!.proofs;

describe('calls of an account that channels share', () => {
  it('reach each channel by its own id, at whichever address of the account they come', async () => {
    await call(draft, message('line-1'), message('line-2'));
    await call(published, message('line-2'));
    expect([await heard(published), await heard(draft)]).toEqual([1, 2]);
    expect(trial.turns.map(({ version, messages }) => [version, messages.length])).toEqual(expect.arrayContaining([['published', 1]]));
  });

  it('reach nobody of another account, nor an id that is nobody\'s', async () => {
    await call(draft, message('line-3'), message('line-9'));
    expect([await heard(stranger), await exceptions(draft)]).toEqual([0, ['foreign ForeignNumber', 'foreign ForeignNumber']]);
  });

  it('are not trusted on the word of credentials that were never checked', async () => {
    saved(await trial.procedures.channels.saveCredentials(draft, by(), { protocol: 'qontak', entered: { line: 'line-2', token: 'acme-2' } }));
    await call(published, message('line-2'));
    expect([await heard(draft), await exceptions(published)]).toEqual([0, ['foreign ForeignNumber']]);
  });
});

describe('what happens on one tab', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['is disconnected', () => trial.procedures.channels.disconnect(draft, by())],
    ['speaks another protocol', () => trial.procedures.channels.changeProtocol(draft, by(), 'coster')],
    ['has a new secret', () => trial.procedures.channels.regenerateSecret(draft, by())],
    ['has credentials of another account', () => save(trial, draft, { line: 'line-7', token: 'third-1' })],
  ])('leaves the other\'s messages alone that come to an address which %s', async (_what, happens) => {
    await call(draft, message('line-1'));
    await happens();
    await call(draft, message('line-1'), message('line-1'));
    expect([await heard(published), await exceptions(draft)]).toEqual([3, []]);
  });

  it('closes its own: what still comes for it is known, and not handled', async () => {
    saved(await trial.procedures.channels.changeProtocol(draft, by(), 'coster'));
    await call(draft, message('line-2'));
    expect([await heard(draft), await exceptions(draft)]).toEqual([0, ['ignored ChannelClosed']]);
  });

  it('hands an id on: who has it now hears what comes to the address of who had it', async () => {
    saved(await trial.procedures.channels.disconnect(draft, by()));
    saved(await save(trial, published, { line: 'line-2', token: 'acme-1' }));
    await call(draft, message('line-2'));
    expect([await heard(published), await exceptions(draft)]).toEqual([1, []]);
  });
});

describe('Revoke now', () => {
  const told = (channel: ChannelKey, print: string) =>
    trial.procedures.channels.noteEndpointRegistered(channel, by(), { protocol: 'qontak', by: 'set-endpoint', fingerprint: print });
  const old = async (channel: ChannelKey = draft): Promise<SecretNamed> => {
    const [before] = fingerprint(channel);
    saved(await trial.procedures.channels.regenerateSecret(channel, by()));
    return { protocol: 'qontak', what: 'webhook-secret', fingerprint: before!.fingerprint };
  };
  const revoke = (secret: SecretNamed, channel = draft) => trial.procedures.channels.revokeSecret(channel, by(), secret);

  it('is refused while the account calls the others by that path', async () => {
    saved(await told(draft, fingerprint(draft)[0]!.fingerprint));
    expect(await revoke(await old())).toEqual({ kind: 'rejected', reason: 'OtherTrafficUsesIt' });
  });

  it('is done once the account was told another path', async () => {
    saved(await told(draft, fingerprint(draft)[0]!.fingerprint));
    const secret = await old();
    await trial.clock.advance(MINUTE);
    saved(await told(published, fingerprint(published)[0]!.fingerprint));
    expect(await revoke(secret)).toMatchObject({ kind: 'saved' });
  });

  it('is done where no other channel is left', async () => {
    saved(await told(draft, fingerprint(draft)[0]!.fingerprint));
    const secret = await old();
    saved(await trial.procedures.channels.disconnect(published, by()));
    await trial.clock.advance(MINUTE);
    expect(await revoke(secret)).toMatchObject({ kind: 'saved' });
  });

  it('is refused for a day after a call brought another channel\'s message by it', async () => {
    const [inForce] = fingerprint(draft);
    await trial.receive(JSON.stringify([message('line-1')]), draft, 'qontak', [inForce!.fingerprint]);
    await call(draft);
    const secret = await old();
    expect(await revoke(secret)).toEqual({ kind: 'rejected', reason: 'OtherTrafficUsesIt' });
    await trial.clock.advance(DAY + 1);
    expect(await revoke(secret)).toMatchObject({ kind: 'saved' });
  });

  it('is no matter of calls that brought the channel\'s own', async () => {
    const [inForce] = fingerprint(draft);
    await trial.receive(JSON.stringify([message('line-2')]), draft, 'qontak', [inForce!.fingerprint]);
    await call(draft);
    expect(await revoke(await old())).toMatchObject({ kind: 'saved' });
  });
});

it('settings of a channel of Qontak wait for its endpoint', async () => {
  expect(await trial.procedures.channels.saveSessionSettings(draft, by(), { ...defaultSessionSettings, delayBeforeAskSeconds: 60 }))
    .toEqual({ kind: 'rejected', reason: 'SetEndpointFirst' });
});
