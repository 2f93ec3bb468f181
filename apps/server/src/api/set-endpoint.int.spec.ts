// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, defaultSessionSettings, type Protocol } from '@tandem/domain';
import type { ConnectedChannelView, ProtocolOption, Saved, SavedAgent, SavedChannel, SavedEndpoint } from '@tandem/wire';
import { startApi, type ApiTrial, type Caller } from '../testing/api-client.js';
import { roomProvider, type RoomProvider } from '../testing/room-protocol.js';

let provider: RoomProvider;
let trial: ApiTrial;
let contributor: Caller;
let agent = '';

/** A provider whose staff enter the address. */
const handedOff = (): Protocol => {
  const { protocol } = roomProvider('coster');
  const { setEndpoint: _setEndpoint, ...rest } = protocol;
  return { ...rest, title: 'Coster', credentialFields: [
    { name: 'line', label: 'Coster Account ID', secret: false, required: true, shared: true }, { name: 'token', label: 'Access Token', secret: true, required: true },
  ] };
};

beforeEach(async () => {
  provider = roomProvider();
  trial = await startApi({}, { protocols: [provider.protocol, handedOff()] });
  contributor = await trial.join('contributor');
  agent = (await contributor.call<SavedAgent>('POST', '/api/agents', { name: 'Shop' })).body.id;
});
afterEach(() => trial.stop());

const tab = (version: 'published' | 'draft' = 'published') => `/api/agents/${agent}/channels/${version}`;
const view = (path = tab(), who = contributor) => who.get<ConnectedChannelView>(path);
const edit = async <T>(method: string, path: string, body: object) =>
  contributor.call<T>(method, path, body, { 'if-match': String((await view(path.replace(/\/(protocol|number)$/, ''))).version) });
const connect = (path = tab(), number = '+1 202-555-0141', protocol = 'qontak') => contributor.call<Saved>('POST', `${path}/connect`, { protocol, number });
const ready = async (path = tab(), entered: object = { line: 'line-1', token: 'acme-1' }, number?: string): Promise<void> => {
  await connect(path, number);
  expect((await edit<SavedChannel>('PUT', path, { credentials: entered })).body).toMatchObject({ checks: [{ check: 'credentials', outcome: 'passed' }] });
};
const setEndpoint = (path = tab()) => contributor.call<SavedEndpoint>('PUT', `${path}/endpoint`, {});
const settings = { ...defaultSessionSettings, delayBeforeAskSeconds: 60 };
const refuses = () => {
  provider.registration = { kind: 'failed', papers: { title: 'Unprocessable', details: 'url is not reachable', httpStatus: 422 } };
};
const callOf = (url: string, method = 'POST') => fetch(url, { method, ...(method === 'POST' && { body: '[]' }) }).then(({ status }) => status);

describe('Set Endpoint', () => {
  it('is how the wizard says that the provider comes to know our address', async () => {
    const options = await contributor.get<readonly ProtocolOption[]>('/api/protocols');
    expect(options.map(({ name, registration, templates }) => [name, registration, templates])).toEqual([['coster', 'hand-off', true], ['qontak', 'set-endpoint', true]]);
  });

  it('waits for the credentials, and the session settings wait for it', async () => {
    await connect();
    expect(await view()).toMatchObject({ endpoint: { status: 'not-set', notices: [] }, sessionManagement: { visible: false } });
    expect(await contributor.problem('PUT', `${tab()}/endpoint`, {})).toMatchObject({ status: 422, code: 'NothingToRegister' });
    expect((await edit('PUT', tab(), { settings })).body).toMatchObject({ status: 422, code: 'SetEndpointFirst' });
    await edit('PUT', tab(), { credentials: { line: 'line-1', token: 'acme-1' } });
    expect((await edit('PUT', tab(), { settings })).body).toMatchObject({ code: 'SetEndpointFirst' });
  });

  it('tells the provider the address with the secret in force, and the form shows when', async () => {
    await ready();
    const { webhook } = await view();
    const done = await setEndpoint();
    expect(done).toMatchObject({ status: 200, body: { registeredAt: trial.clock.now(), checks: [{ check: 'callback', outcome: 'passed' }] } });
    expect(provider.endpoints).toEqual([{ url: webhook.url, token: 'acme-1' }]);
    expect(await view()).toMatchObject({ version: done.body.version, endpoint: { status: 'set', at: trial.clock.now(), notices: [] }, sessionManagement: { visible: true } });
    expect(await callOf(webhook.url)).toBe(200);
    expect((await edit('PUT', tab(), { settings })).status).toBe(200);
  });

  it('that is refused stands on the channel in the provider\'s words, and nothing else changes', async () => {
    await ready();
    refuses();
    expect(await contributor.problem('PUT', `${tab()}/endpoint`, {})).toMatchObject({ status: 422, code: 'CallbackRefused', detail: 'Unprocessable: url is not reachable' });
    expect(await view()).toMatchObject({
      endpoint: { status: 'not-set', notices: ['LastRegistrationFailed'], lastFailure: { at: trial.clock.now(), words: 'Unprocessable: url is not reachable' } },
      sessionManagement: { visible: false },
    });
  });

  it('that fails later hides nothing', async () => {
    await ready();
    await setEndpoint();
    refuses();
    await setEndpoint();
    expect(await view()).toMatchObject({ endpoint: { status: 'set', notices: ['LastRegistrationFailed'] }, sessionManagement: { visible: true } });
    expect((await edit('PUT', tab(), { settings })).status).toBe(200);
  });

  it('is to be done again when the channel came from another protocol, whose settings hold until then', async () => {
    await connect(tab(), undefined, 'coster');
    expect((await edit('PUT', tab(), { settings })).status).toBe(200);
    expect((await edit('PUT', `${tab()}/protocol`, { protocol: 'qontak' })).status).toBe(200);
    expect(await view()).toMatchObject({ sessionManagement: { visible: false, settings: { delayBeforeAskSeconds: 60 } } });
    expect((await edit('PUT', tab(), { settings: defaultSessionSettings })).body).toMatchObject({ code: 'SetEndpointFirst' });
  });

  it('belongs to who may change things', async () => {
    await ready();
    const auditor = await trial.join('auditor');
    expect(await auditor.problem('PUT', `${tab()}/endpoint`, {})).toMatchObject({ status: 403 });
  });
});

describe('a new secret', () => {
  const regenerate = () => contributor.call<SavedChannel>('POST', `${tab()}/webhook-secret`, { reason: 'it leaked' });

  it('is told to the provider in the same step; the old path stays valid for an hour after the first call by the new one', async () => {
    await ready();
    await setEndpoint();
    const { webhook: before } = await view();
    expect((await regenerate()).body.checks).toEqual([{ check: 'callback', outcome: 'passed' }]);
    const { webhook: after, endpoint } = await view();
    expect([provider.endpoints.at(-1)?.url, endpoint.notices]).toEqual([after.url, []]);
    expect([after.url === before.url, await callOf(before.url)]).toEqual([false, 200]);
    expect(after.olderInUse).toEqual([{ fingerprint: expect.any(String) }]);
    expect(await callOf(after.url)).toBe(200);
    await trial.clock.advance(HOUR);
    expect([await callOf(before.url), await callOf(after.url)]).toEqual([401, 200]);
  });

  it('that the provider does not take is in force, and a notice says which it still calls', async () => {
    await ready();
    await setEndpoint();
    const { webhook } = await view();
    refuses();
    expect((await regenerate()).body.checks).toEqual([{ check: 'callback', outcome: 'failed', words: 'Unprocessable: url is not reachable' }]);
    expect(await view()).toMatchObject({ endpoint: { status: 'set', notices: ['SecretRegenerated', 'LastRegistrationFailed'] }, sessionManagement: { visible: true } });
    await trial.clock.advance(24 * HOUR);
    expect(await callOf(webhook.url)).toBe(200);
  });

  it('before there are credentials, or before somebody has pressed Set Endpoint, is told to nobody', async () => {
    await connect();
    expect((await regenerate()).body.checks).toEqual([]);
    await edit('PUT', tab(), { credentials: { line: 'line-1', token: 'acme-1' } });
    expect((await regenerate()).body.checks).toEqual([]);
    expect([provider.endpoints, (await view()).sessionManagement.visible]).toEqual([[], false]);
  });

  it('is not revoked while the account calls another channel by the old one', async () => {
    await ready();
    await ready(tab('draft'), { line: 'line-2', token: 'acme-2' }, '+1 202-555-0142');
    await setEndpoint();
    refuses();
    await regenerate();
    const [old] = (await view()).webhook.olderInUse;
    expect(await contributor.problem('POST', `${tab()}/webhook-secret/revoke`, { fingerprint: old?.fingerprint })).toMatchObject({ status: 422, code: 'OtherTrafficUsesIt' });
  });
});

describe('an account that two channels share', () => {
  it('is a warning that names the other', async () => {
    await ready();
    await ready(tab('draft'), { line: 'line-2', token: 'acme-2' }, '+1 202-555-0142');
    expect((await view()).shared).toEqual([{ field: 'account', agent, agentName: 'Shop', version: 'draft' }]);
    await edit('PUT', tab('draft'), { credentials: { line: 'line-2', token: 'other-1' } });
    expect((await view()).shared).toEqual([]);
  });
});

describe('a provider without such a call', () => {
  it('is told by a person, who finds everything ready', async () => {
    await connect(tab(), undefined, 'coster');
    const { handOff: first } = await view();
    expect(first).toMatchObject({ number: '12025550141' });
    expect(first?.account).toBeUndefined();
    await edit('PUT', tab(), { credentials: { line: 'acc-1', token: 'x-1' } });
    const { handOff, webhook } = await view();
    expect(handOff).toMatchObject({ address: webhook.url, account: { label: 'Coster Account ID', value: 'acc-1' } });
    for (const text of Object.values(handOff?.text ?? {})) for (const part of [webhook.url, '+12025550141', 'Coster Account ID: acc-1']) expect(text).toContain(part);
    expect(await contributor.problem('PUT', `${tab()}/endpoint`, {})).toMatchObject({ code: 'NothingToRegister' });
  });

  it('keeps its secret from an auditor', async () => {
    await connect(tab(), undefined, 'coster');
    const { webhook } = await view();
    const auditor = await trial.join('auditor');
    const { handOff, ...shown } = await view(tab(), auditor);
    expect([handOff?.text, webhook.url.startsWith(`${shown.webhook.url}/`), handOff?.address]).toEqual([undefined, true, shown.webhook.url]);
  });

  it('may look whether somebody answers at the address, and only there', async () => {
    await connect(tab(), undefined, 'coster');
    const { url } = (await view()).webhook;
    expect([await callOf(url, 'GET'), await callOf(`${url}x`, 'GET'), await callOf(url.slice(0, url.lastIndexOf('/')), 'GET')]).toEqual([200, 401, 401]);
  });
});
