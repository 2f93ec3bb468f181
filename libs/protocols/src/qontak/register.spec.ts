import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startScriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../scripted-provider.js';
import { createQontak } from './index.js';

const credentials = { channelIntegrationId: 'channel-1', token: 'user-token-0123456789', botToken: 'bot-token-0123456789' };
const url = 'https://tandem.example/webhooks/qontak/address-0123456789/path-secret-0123456789';
const events = ['receive_message_from_customer', 'receive_message_from_agent', 'status_message', 'broadcast_log_status', 'room_resolved'];

const setting = (enabled: boolean, address = url) => ({ enabled, webhooks: [{ id: '1', event: 'message_interaction', url: address }] });
const settings = (change: Record<string, unknown> = {}): ScriptedAnswer =>
  ({ status: 200, json: { status: 'success', data: { ...Object.fromEntries(events.map((event) => [event, setting(true)])), auto_assign_agent: false, ...change } } });
const no = (status: number, words: string): ScriptedAnswer => ({ status, json: { status: 'error', error: { code: status, messages: [words] } } });

let provider: ScriptedProvider;
beforeEach(async () => {
  provider = await startScriptedProvider();
});
afterEach(() => provider.stop());
const calls = () => provider.calls.map(({ method, path }) => `${method} ${path}`);
const bodies = () => provider.calls.map(({ body }) => (body === '' ? undefined : (JSON.parse(body) as unknown)));

const set = (script: readonly ScriptedAnswer[], more: Record<string, string> = {}) => {
  provider.answers(...script);
  return createQontak({ url: provider.url }).setEndpoint?.({ url }, { ...credentials, ...more }, { timeout: 2_000 });
};

describe('Set Endpoint', () => {
  it('registers the address for messages and for resolved rooms, and reads it back', async () => {
    expect(await set([settings()])).toEqual({ kind: 'registered' });
    expect(calls()).toEqual(['PUT /v1/message_interactions', 'PUT /v1/room_interactions', 'GET /v1/message_interactions']);
    expect(bodies()).toEqual([
      { receive_message_from_customer: true, receive_message_from_agent: true, status_message: true, broadcast_log_status: true, url },
      { room_resolved: true, url },
      undefined,
    ]);
    expect(provider.calls.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer bot-token-0123456789'));
  });

  it('asks for the flags that the channel has, customers\' messages always among them', async () => {
    const off = { registerAgent: 'no', registerStatus: 'no', registerBroadcastLog: 'no' };
    const shown = settings({ receive_message_from_agent: setting(false), status_message: setting(false), broadcast_log_status: setting(false) });
    expect(await set([shown], off)).toEqual({ kind: 'registered' });
    expect(bodies()[0]).toEqual({
      receive_message_from_customer: true, receive_message_from_agent: false, status_message: false, broadcast_log_status: false, url,
    });
  });

  it('is content with an organisation that has no setting for every flag', async () => {
    expect(await set([settings({ broadcast_log_status: undefined, room_resolved: undefined })])).toEqual({ kind: 'registered' });
  });

  it('takes the first answer where the settings cannot be read', async () => {
    for (const status of [404, 405]) expect(await set([settings(), settings(), no(status, 'no')])).toEqual({ kind: 'registered' });
    expect(await set([settings({ status_message: setting(false) }), settings(), no(405, 'Method not allowed')])).toMatchObject({ kind: 'failed' });
  });

  const other = 'https://other.example/webhooks/qontak/somebody/elses-secret';

  it.each<[string, Record<string, unknown>, string]>([
    ['another address for customers\' messages', { receive_message_from_customer: setting(true, other) }, 'receive_message_from_customer'],
    ['customers\' messages off', { receive_message_from_customer: setting(false) }, 'receive_message_from_customer'],
    ['nothing of customers\' messages', { receive_message_from_customer: undefined }, 'receive_message_from_customer'],
    ['statuses off', { status_message: setting(false) }, 'status_message'],
    ['resolved rooms elsewhere', { room_resolved: setting(true, other) }, 'room_resolved'],
  ])('fails where Qontak shows %s afterwards, and tells nobody whose address it is', async (_what, change, event) => {
    const result = await set([settings(), settings(), settings(change)]);
    expect(result).toMatchObject({ kind: 'failed', papers: { title: expect.stringContaining(event) } });
    expect(JSON.stringify(result)).not.toContain('elses-secret');
  });

  it.each<[string, readonly ScriptedAnswer[]]>([
    ['the address', [no(422, `url ${url} is not reachable, path-secret-0123456789`)]],
    ['the resolved rooms', [settings(), no(422, `url ${url} is not reachable, path-secret-0123456789`)]],
    ['the reading', [settings(), settings(), no(422, `url ${url} is not reachable, path-secret-0123456789`)]],
  ])('says in Qontak\'s words, without our address, that it refuses %s, and goes no further', async (_what, script) => {
    expect(await set(script)).toEqual({ kind: 'failed', papers: { httpStatus: 422, code: 422, title: 'url *** is not reachable, ***' } });
    expect(provider.calls).toHaveLength(script.length);
  });

  it('fails without asking where the credentials are incomplete', async () => {
    expect(await set([settings()], { token: '' })).toMatchObject({ kind: 'failed', papers: { title: 'the token is missing' } });
    expect(calls()).toEqual([]);
  });
});
