import { describe, expect, it } from '@jest/globals';
import { protocolContract } from '@tandem/domain/testing';
import { createProtocols } from '../index.js';
import { startScriptedProvider, type ScriptedAnswer } from '../scripted-provider.js';
import { fixture, fixtureNames } from './fixtures/load.js';
import { createCoster } from './index.js';

const credentials = {
  accountId: 'a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5',
  divisionId: 'b0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5',
  accessToken: 'bot-token-0123456789',
  pushAccessToken: 'push-token-0123456789',
};

const failure = (status: number, code: number | string): ScriptedAnswer =>
  ({ status, json: { meta: {}, errors: [{ code, title: `${credentials.accessToken} said no`, details: credentials.pushAccessToken }] } });

protocolContract<ScriptedAnswer>('coster', {
  create: (url) => createCoster({ url, pushUrl: url }),
  start: startScriptedProvider,
  credentials,
  answers: {
    accepted: { status: 200, json: { messages: [{ id: 'wamid.1', xid: 'send-1' }] } },
    overloaded: failure(429, 130429),
    credentialBroken: failure(401, '1005'),
    refused: failure(500, 1006),
    down: { status: 503, text: 'Service Unavailable' },
    silence: 'silence',
    cut: 'cut',
  },
  bodies: fixtureNames.map(fixture),
  call: (rawBody, secret) => ({ rawBody, headers: {}, pathSecret: secret }),
});

describe('Coster, as an operator sees it', () => {
  const protocol = createCoster();

  it('says whom it suits and what it requires', () => {
    expect(protocol.title).toBe('Coster');
    expect(protocol.bestFor).toBe('teams using the Coster BSP (Business Solution Provider) for WhatsApp');
    expect(protocol.requires).toBe('Coster Account ID, Division ID, and access tokens');
  });

  it('asks for four fields, warns of a shared account and a shared division and claims none of them', () => {
    const fields = protocol.credentialFields.filter(({ advanced }) => !advanced);
    expect(fields.map(({ label, secret, required, claim, shared }) => ({ label, secret, required, claim, shared }))).toEqual([
      { label: 'Coster Account ID', secret: false, required: true, claim: undefined, shared: true },
      { label: 'Division ID', secret: false, required: true, claim: undefined, shared: true },
      { label: 'Access Token', secret: true, required: true, claim: undefined, shared: undefined },
      { label: 'Push Access Token', secret: true, required: false, claim: undefined, shared: undefined },
    ]);
  });

  it('keeps no secret among what is folded away, and needs none of it', () => {
    const advanced = protocol.credentialFields.filter((field) => field.advanced);
    expect(advanced.filter(({ secret, required }) => secret || required)).toEqual([]);
    expect(advanced.length).toBeGreaterThan(0);
  });

  it('cannot register an address, mark a message read or show that it types', () => {
    const { registerCallback, setEndpoint, showTyping, challenge } = protocol;
    expect([registerCallback, setEndpoint, showTyping, challenge]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('what a channel of Coster can do', () => {
  const { capabilities, capabilitiesWith } = createCoster();

  it('is everything that WhatsApp has unless its settings say otherwise', () => {
    expect(capabilities).toMatchObject({ buttons: 3, listRows: 10, mediaByLink: true, templates: true, typing: false, readMarks: false });
    expect(capabilitiesWith?.(credentials)).toEqual(capabilities);
    expect(capabilitiesWith?.({ ...credentials, buttons: 'on', lists: '', media: 'on' })).toEqual(capabilities);
  });

  it.each<[string, Record<string, string>, object]>([
    ['buttons', { buttons: 'off' }, { buttons: 0, listRows: 10, mediaByLink: true }],
    ['lists', { lists: 'off' }, { buttons: 3, listRows: 0, mediaByLink: true }],
    ['media', { media: 'off' }, { buttons: 3, listRows: 10, mediaByLink: false }],
    ['speed', { perSecond: '5' }, { perSecond: 5 }],
    ['a speed that is none', { perSecond: '0' }, { perSecond: 20 }],
  ])('changes with its settings: %s', (_what, settings, expected) => {
    expect(capabilitiesWith?.({ ...credentials, ...settings })).toMatchObject(expected);
  });
});

describe('whose item it is', () => {
  const { addressedTo } = createCoster();
  const ours = { credentials, number: '+1 555-010-9999' };
  const account = credentials.accountId;

  it.each<[string, { address?: string; number?: string }, boolean]>([
    ['our number in our account', { address: account, number: '15550109999' }, true],
    ['a sibling\'s number in our account', { address: account, number: '15550108888' }, false],
    ['our number, whatever the address', { address: '200000000000001', number: '15550109999' }, true],
    ['our account, no number', { address: account.toUpperCase() }, true],
    ['another account, no number', { address: 'f'.repeat(32) }, false],
    ['an id of Meta\'s alone, of which we know nothing', { address: '200000000000001' }, true],
    ['nothing that names anybody', { address: '' }, false],
  ])('%s', (_what, item, expected) => {
    expect(addressedTo(item, ours)).toBe(expected);
  });

  it('goes by the account where the channel has no number', () => {
    expect(addressedTo({ address: account, number: '15550109999' }, { credentials, number: '' })).toBe(true);
    expect(addressedTo({ address: 'f'.repeat(32), number: '15550109999' }, { credentials, number: '' })).toBe(false);
  });
});

describe('checking credentials', () => {
  const check = (more: Record<string, string> = {}) => createCoster().checkCredentials?.({ ...credentials, ...more }, { timeout: 100 });

  it('finds no fault with what cannot be asked, and names the account', async () => {
    expect(await check({ accountId: credentials.accountId.toUpperCase() }))
      .toEqual({ kind: 'checked', problems: [], account: credentials.accountId });
  });

  it('takes an account id of another shape, which it does not take for a shared one', async () => {
    expect(await check({ accountId: 'acme' })).toEqual({ kind: 'checked', problems: [] });
  });

  it.each([
    ['accessToken', 'token with a space'],
    ['pushAccessToken', 'two\nlines'],
    ['baseUrl', 'http://coster.example'],
    ['pushBaseUrl', 'coster'],
    ['authHeader', 'x access token'],
    ['perSecond', 'fast'],
  ])('says at its field what could never work: %s', async (field, value) => {
    expect(await check({ [field]: value })).toMatchObject({ kind: 'checked', problems: [{ field }] });
  });

  it('takes addresses over https, and this machine\'s', async () => {
    expect(await check({ baseUrl: 'https://acme.coster.example/proxy', pushBaseUrl: 'http://127.0.0.1:7401', perSecond: '40' }))
      .toMatchObject({ problems: [] });
  });
});

describe('Coster in the list of protocols', () => {
  it('reaches its two APIs at other addresses when told so', async () => {
    const [bot, push] = await Promise.all([startScriptedProvider(), startScriptedProvider()]);
    for (const provider of [bot, push]) provider.answers({ status: 200, json: { messages: [{ id: 'wamid.1' }] } });
    const protocol = createProtocols({ coster: { url: `${bot.url}/`, pushUrl: `${push.url}/` } }).find(({ name }) => name === 'coster');
    const to = { phone: '15550100001' };
    await protocol?.send({ send: 's', to, content: { type: 'text', text: 'x' } }, credentials, { timeout: 2_000 });
    await protocol?.send({ send: 's', to, content: { type: 'template', name: 'hello', language: 'id' } }, credentials, { timeout: 2_000 });
    await Promise.all([bot.stop(), push.stop()]);
    expect(bot.calls.map(({ path }) => path)).toEqual(['/bot/webhook']);
    expect(push.calls.map(({ path }) => path)).toEqual([`/v1/${credentials.accountId}/messages`]);
  });
});
