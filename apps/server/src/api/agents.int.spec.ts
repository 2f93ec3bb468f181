// needs the protocol: meta-cloud
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgentSummary, Saved, SavedAgent } from '@tandem/wire';
import { newRuntimeSecret } from '../agent/webhook-signature.js';
import { startApi, type ApiTrial, type Caller } from '../testing/api-client.js';
import { openStubAgent, type StubAgent } from '../testing/stub-agent.js';

let trial: ApiTrial;
let contributor: Caller;
let software: StubAgent;

beforeAll(async () => {
  trial = await startApi();
  contributor = await trial.join('contributor');
  software = await openStubAgent();
});
afterAll(async () => {
  await trial.stop();
  await software.stop();
});

const register = async (name = 'Desk'): Promise<SavedAgent> => (await contributor.call<SavedAgent>(
  'POST', '/api/agents', { name },
)).body;
const at = (version: number) => ({ 'if-match': `"${version}"` });

describe('an agent', () => {
  it('is made, and is complete without any number', async () => {
    const { id, version } = await register('  Travel desk ');
    expect(await trial.owner.get(`/api/agents/${id}`)).toEqual(
      { id, name: 'Travel desk', archived: false, version, runtimes: {}, channels: {} },
    );
  });

  it('is made once, however often the same command is given', async () => {
    const once = { 'x-tandem-command': 'make-it-once' };
    const make = () => contributor.call<SavedAgent>('POST', '/api/agents', { name: 'Once' }, once);
    const [first, again] = [await make(), await make()];
    expect([first.status, again.body]).toEqual([201, first.body]);
    const other = await trial.owner.call<SavedAgent>('POST', '/api/agents', { name: 'Once' }, once);
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('has a name', async () => {
    expect(await contributor.problem('POST', '/api/agents', { name: ' ' })).toMatchObject(
      { status: 422, code: 'NameMissing', fields: [{ field: 'name', problem: 'NameMissing' }] },
    );
    expect(
      await contributor.problem('POST', '/api/agents', { name: 'x'.repeat(101) }),
    ).toMatchObject({ code: 'NameTooLong' });
  });

  it('is renamed by who has seen its newest version, and by nobody else', async () => {
    const { id, version } = await register();
    const renamed = await contributor.call<Saved>('PATCH', `/api/agents/${id}`, { name: 'One' }, at(version));
    expect(renamed).toMatchObject({ status: 200, body: { version: version + 1 } });
    const late = await trial.owner.problem('PATCH', `/api/agents/${id}`, { name: 'Other' }, at(version));
    expect(late).toMatchObject(
      {
        status: 412, code: 'ChangedMeanwhile', changed: { by: 'Person 2', at: trial.clock.now(), version: version + 1 },
      },
    );
    expect(
      await contributor.problem('PATCH', `/api/agents/${id}`, { name: 'Other' }),
    ).toMatchObject({ status: 428, code: 'VersionMissing' });
    const same = await contributor.call<Saved>('PATCH', `/api/agents/${id}`, { name: 'One' }, at(version + 1));
    expect(same).toMatchObject({ status: 200, body: { position: 0, version: version + 1 } });
  });

  it('is found by a read that names the position of its save', async () => {
    const { id, position } = await register('Read your writes');
    const list = await trial.owner.get<readonly AgentSummary[]>('/api/agents', { 'x-tandem-after': String(position) });
    expect(list.map((agent) => agent.id)).toContain(id);
    expect(
      (await trial.owner.call('GET', '/api/agents', undefined, { 'x-tandem-after': '999999999' })).status,
    ).toBe(200);
  });

  it('holds a read that names its save until everything that is read from has come so far', async () => {
    const { position } = await register('Late');
    let isAnswered = false;
    const reading = trial.owner.get('/api/conversations', { 'x-tandem-after': String(position) }).then(() => (isAnswered = true));
    for (let times = 0; times < 3; times += 1) await trial.owner.get('/api/agents');
    expect(isAnswered).toBe(false);
    await trial.clock.advance(100); // what was saved is none of the conversations' business: they are told so after a quiet time
    expect(await reading).toBe(true);
  });

  it('that is archived stays that way, and cannot be changed', async () => {
    const { id, version } = await register();
    expect(
      (await contributor.call('POST', `/api/agents/${id}/archive`, { reason: 'no longer sold' })).status,
    ).toBe(200);
    expect((await trial.owner.get<AgentSummary>(`/api/agents/${id}`)).archived).toBe(true);
    expect(
      await contributor.problem('PATCH', `/api/agents/${id}`, { name: 'x' }, at(version + 1)),
    ).toMatchObject({ status: 409, code: 'AgentIsArchived' });
    expect(
      await contributor.problem(
        'POST', `/api/agents/${id}/channels/draft/connect`, { protocol: 'meta-cloud', number: '+6281234567890' },
      ),
    ).toMatchObject({ code: 'AgentIsArchived' });
    const { events } = await trial.server.context.store.read(`agent-${id}`);
    expect(events.at(-1)).toMatchObject(
      { type: 'AgentArchived', meta: { actor: contributor.me?.id, means: 'cms', reason: 'no longer sold' } },
    );
  });

  it('that there is not is not found', async () => {
    for (const [method, path] of [
      ['GET', '/api/agents/nobody'], ['GET', '/api/agents/nobody/channels/draft'],
      ['POST', '/api/agents/nobody/archive'],
    ] as const) {
      expect(await trial.owner.problem(method, path)).toMatchObject({ status: 404, code: 'NotRegistered' });
    }
  });
});

describe('a runtime', () => {
  it('is tried before it is connected, and shown without its secret', async () => {
    const { id, version } = await register();
    const entered = { kind: 'http', url: software.url, secret: software.secret };
    const tried = await contributor.call('POST', `/api/agents/${id}/runtimes/draft/try`, entered);
    expect(tried).toMatchObject(
      { status: 200, body: { kind: 'answered', endSession: false, replies: [expect.any(String)] } },
    );
    const saved = await contributor.call<Saved>('PUT', `/api/agents/${id}/runtimes/draft`, entered, at(version));
    expect(saved.status).toBe(200);
    expect(
      (await trial.owner.get<AgentSummary>(`/api/agents/${id}`)).runtimes,
    ).toEqual({ draft: { kind: 'http', url: software.url } });
    expect(
      (await contributor.call('POST', `/api/agents/${id}/runtimes/draft/try`, {})).body,
    ).toMatchObject({ kind: 'answered' });
    const log = JSON.stringify(await trial.server.context.store.readAll({ after: 0, limit: 1_000 }));
    expect(log).not.toContain(software.secret);
  });

  it('keeps the secret that is left out, and becomes the published one', async () => {
    const { id, version } = await register();
    const entered = { kind: 'http', url: software.url, secret: software.secret };
    await contributor.call('PUT', `/api/agents/${id}/runtimes/draft`, entered, at(version));
    const again = await contributor.call<Saved>(
      'PUT', `/api/agents/${id}/runtimes/draft`, { kind: 'http', url: software.url }, at(version + 1),
    );
    expect(again.body).toEqual({ position: 0, version: version + 1 });
    expect((await contributor.call('POST', `/api/agents/${id}/publish`, {})).status).toBe(200);
    expect(
      (await contributor.call('POST', `/api/agents/${id}/runtimes/published/try`, {})).body,
    ).toMatchObject({ kind: 'answered' });
  });

  it.each([
    [{ kind: 'http' }, ['secret Missing', 'url Missing']],
    [{ kind: 'http', url: 'ftp://x', secret: 'abc' }, ['secret NotASecret', 'url NotAnAddress']],
    [
      { kind: 'openai', baseUrl: 'https://api.example.com/v1', model: ' ', apiKey: 'k', historyLimit: 201 },
      ['model Missing', 'historyLimit OutOfBounds'],
    ],
    [{ kind: 'demo', url: 'https://agent.example.com' }, ['url Unknown']],
  ])('%j is refused, each field with what is wrong', async (body, wanted) => {
    const { id, version } = await register();
    const problem = await contributor.problem('PUT', `/api/agents/${id}/runtimes/draft`, body, at(version));
    expect([problem.status, problem.code]).toEqual([422, 'RuntimeRefused']);
    expect(problem.fields?.map(({ field, problem: word }) => `${field} ${word}`)).toEqual(wanted);
  });

  it('that does not answer says why', async () => {
    const { id } = await register();
    const entered = { kind: 'http', url: 'http://127.0.0.1:1/', secret: newRuntimeSecret() };
    expect(
      (await contributor.call('POST', `/api/agents/${id}/runtimes/draft/try`, entered)).body,
    ).toMatchObject({ kind: 'failed', reason: expect.any(String) });
    expect(
      await contributor.problem('POST', `/api/agents/${id}/runtimes/draft/try`, {}),
    ).toMatchObject({ code: 'RuntimeRefused' });
  });
});
