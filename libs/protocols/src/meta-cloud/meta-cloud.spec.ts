import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { protocolContract } from '@tandem/domain/testing';
import { createProtocols } from '../index.js';
import { startScriptedProvider, type ScriptedAnswer } from '../scripted-provider.js';
import { fixture, fixtureNames } from './fixtures/load.js';
import { createMetaCloud } from './index.js';

const credentials = {
  phoneNumberId: '200000000000001',
  businessAccountId: '300000000000001',
  appId: '400000000000001',
  appSecret: 'app-secret-0123456789',
  accessToken: 'EAAB-access-token-0123456789',
};

const failure = (status: number, code: number): ScriptedAnswer => ({
  status,
  json: { error: { message: `(#${code}) ${credentials.accessToken} said no`, type: 'OAuthException', code, fbtrace_id: 'trace-1' } },
});

protocolContract<ScriptedAnswer>('meta-cloud', {
  create: (graphUrl) => createMetaCloud({ graphUrl }),
  start: startScriptedProvider,
  credentials,
  answers: {
    accepted: { status: 200, json: { messaging_product: 'whatsapp', messages: [{ id: 'wamid.1' }] } },
    overloaded: failure(400, 130429),
    credentialBroken: failure(401, 190),
    refused: failure(400, 131026),
    down: { status: 503, text: 'Service Unavailable' },
    silence: 'silence',
    cut: 'cut',
  },
  bodies: fixtureNames.map(fixture),
  call: (rawBody, secret) => ({
    rawBody,
    headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}` },
  }),
});

describe('Meta Cloud, as an operator sees it', () => {
  const protocol = createMetaCloud();

  it('asks for five fields, claims the Phone Number ID and warns of a shared app', () => {
    expect(protocol.credentialFields.map(({ label, secret, required, claim, shared }) => ({ label, secret, required, claim, shared }))).toEqual([
      { label: 'Phone Number ID', secret: false, required: true, claim: 'meta-phone-number-id', shared: undefined },
      { label: 'WhatsApp Business Account ID', secret: false, required: true, claim: undefined, shared: undefined },
      { label: 'App ID', secret: false, required: true, claim: undefined, shared: true },
      { label: 'App Secret', secret: true, required: true, claim: undefined, shared: undefined },
      { label: 'Access Token', secret: true, required: true, claim: undefined, shared: undefined },
    ]);
  });

  it.each([
    ['the Phone Number ID', '200000000000001', true],
    ['the number, however it is written', '+1 555-010-9999', true],
    ['a sibling\'s Phone Number ID', '200000000000002', false],
    ['nothing', '', false],
  ])('is addressed by %s: %s -> %s', (_what, address, expected) => {
    expect(protocol.addressedTo({ address }, { credentials, number: '+15550109999' })).toBe(expected);
  });

  it.each([
    ['by its number as long as no Phone Number ID is saved', '15550109999', {}, true],
    ['by its number, an emptied Phone Number ID notwithstanding', '15550109999', { phoneNumberId: '' }, true],
    ['not by another number', '15550108888', {}, false],
    ['not by its number under an id that is not the one saved', '15550109999', credentials, false],
  ])('is addressed %s', (_what, displayed, saved, expected) => {
    expect(protocol.addressedTo({ address: '200000000000007', number: displayed }, { credentials: saved, number: '+1 555-010-9999' })).toBe(expected);
  });

  it('is not addressed by a number that the channel does not have', () => {
    expect(protocol.addressedTo({ address: 'x' }, { credentials, number: '' })).toBe(false);
  });
});

describe('Meta Cloud in the list of protocols', () => {
  it('reaches Meta at another address and in another version when told so', async () => {
    const provider = await startScriptedProvider();
    provider.answers({ status: 200, json: { messages: [{ id: 'wamid.1' }] } });
    const protocol = createProtocols({ 'meta-cloud': { url: `${provider.url}/`, version: 'v26.0' } }).find(({ name }) => name === 'meta-cloud');
    const outbound = { send: 's', to: { phone: '1' }, content: { type: 'text', text: 'x' } } as const;
    expect(await protocol?.send(outbound, credentials, { timeout: 2_000 })).toEqual({ kind: 'accepted', id: 'wamid.1' });
    await provider.stop();
    expect(provider.calls.map(({ path }) => path)).toEqual(['/v26.0/200000000000001/messages']);
  });
});
