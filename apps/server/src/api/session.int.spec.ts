// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR, MINUTE } from '@tandem/domain';
import type { ApiToken, Invitation, Me, PasswordLink } from '@tandem/wire';
import { configWith } from '../config.js';
import { silentLog } from '../logging/log.js';
import { createServer } from '../server.js';
import { callerOf, cookieIn, password, signIn, startApi, type ApiTrial, type Caller } from '../testing/api-client.js';

let trial: ApiTrial;

beforeEach(async () => {
  trial = await startApi();
});
afterEach(() => trial.stop());

describe('the first owner', () => {
  it('comes in with the one-time link, once', async () => {
    expect(trial.owner.me).toMatchObject({ name: 'Person 1', email: 'p1@example.com', role: 'owner' });
    expect(await trial.owner.get('/api/me')).toEqual(trial.owner.me);
    expect(trial.server.context.people.firstOwnerLink()).toBeUndefined();
  });

  it('and nobody else, with a link that was made up', async () => {
    const body = { token: 'x'.repeat(43), name: 'Eve', email: 'eve@example.com', password };
    expect(await trial.nobody.problem('POST', '/api/invitations/take', body)).toMatchObject(
      { status: 422, code: 'LinkNotValid', fields: [{ field: 'token' }] },
    );
  });

  it('who is locked out gets a new password with a link that the data folder gives, within an hour', async () => {
    const { people } = trial.server.context;
    const link = people.ownerLinks.current();
    const body = { token: link, name: 'Person 1', email: 'P1@example.com', password: 'another long password' };
    await trial.clock.advance(HOUR);
    expect((await trial.nobody.problem('POST', '/api/invitations/take', body)).code).toBe('LinkNotValid');
    const fresh = { ...body, token: people.ownerLinks.current() };
    const taken = await trial.nobody.call<Me>('POST', '/api/invitations/take', fresh);
    expect(taken).toMatchObject({ status: 200, body: { id: trial.owner.me?.id, role: 'owner' } });
    expect((await trial.owner.call('GET', '/api/me')).status).toBe(401);
    expect((await trial.nobody.problem('POST', '/api/invitations/take', fresh)).code).toBe('LinkNotValid');
    await signIn(trial.url, 'p1@example.com', 'another long password');
  });
});

describe('an invitation', () => {
  it('is taken by one of those who come at the same time', async () => {
    const made = await trial.owner.call<Invitation>('POST', '/api/invitations', { role: 'auditor' });
    const [, token = ''] = (made.body.link ?? '').split('/join#');
    const take = (email: string) =>
      trial.nobody.call('POST', '/api/invitations/take', { token, name: 'Somebody', email, password });
    const answers = await Promise.all(['a@example.com', 'b@example.com', 'c@example.com'].map(take));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    expect(await trial.owner.get('/api/invitations')).toEqual([]);
    expect(await trial.owner.get('/api/operators')).toHaveLength(2);
  });

  it('gives the seat that it names, until the end that it names', async () => {
    const until = trial.clock.now() + HOUR;
    const auditor = await trial.join('auditor', until);
    expect(auditor.me).toMatchObject({ role: 'auditor', until });
    expect((await auditor.call('GET', '/api/agents')).status).toBe(200);
    await trial.clock.advance(HOUR);
    expect((await auditor.call('GET', '/api/agents')).status).toBe(401);
    expect(await trial.nobody.problem('POST', '/api/sign-in', { email: 'p2@example.com', password }))
      .toMatchObject({ code: 'SignInRefused' });
  });

  it('whose link somebody took gives a seat with the end that the owner has set', async () => {
    const until = trial.clock.now() + HOUR;
    const { link = '' } = (await trial.owner.call<Invitation>('POST', '/api/invitations', { role: 'contributor', until })).body;
    const body = { token: link.split('#')[1], name: 'Somebody', email: 'a@example.com', password };
    expect(await trial.nobody.call('POST', '/api/invitations/take', body)).toMatchObject({ status: 200, body: { role: 'contributor', until } });
  });

  it('is worth nothing after a week, or once it was taken back', async () => {
    const invite = async () => (await trial.owner.call<Invitation>('POST', '/api/invitations', { role: 'auditor' })).body;
    const [late, revoked] = [await invite(), await invite()];
    expect((await trial.owner.call('DELETE', `/api/invitations/${revoked.id}`)).status).toBe(200);
    const take = ({ link = '' }: Invitation) => trial.nobody.problem('POST', '/api/invitations/take', {
      token: link.split('#')[1], name: 'Somebody', email: 'a@example.com', password,
    });
    expect((await take(revoked)).code).toBe('LinkNotValid');
    await trial.clock.advance(7 * 24 * HOUR);
    expect((await take(late)).code).toBe('LinkNotValid');
  });
});

describe('the last owner', () => {
  it('stays one, also where two owners remove each other at the same time', async () => {
    const other = await trial.join('owner');
    const path = (of?: { id: string }) => `/api/operators/${of?.id ?? ''}`;
    const answers = await Promise.all([
      trial.owner.call('DELETE', path(other.me)), other.call('PATCH', path(trial.owner.me), { role: 'auditor' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)]);
    const left = [trial.owner, other];
    const roles = await Promise.all(left.map(async (one) => (await one.call<Me>('GET', '/api/me')).body.role));
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1);
    const survivor = left[roles.indexOf('owner')];
    expect(await survivor?.problem('DELETE', path(survivor.me))).toMatchObject({ status: 409, code: 'LastOwner' });
  });
});

describe('a sign-in', () => {
  it('sets a cookie that no script can read and no other site sends', async () => {
    const answer = await trial.nobody.call('POST', '/api/sign-in', { email: 'p1@example.com', password });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^tandem=[\w-]{43}; /);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Expires=']) expect(cookie).toContain(part);
    expect(cookie).not.toContain('Secure');
  });

  it('goes over https alone where the CMS is reached so', async () => {
    const other = await startApi({ publicUrl: 'https://tandem.example.com' });
    try {
      const answer = await other.nobody.call('POST', '/api/sign-in', { email: 'p1@example.com', password });
      expect(answer.headers.get('set-cookie')).toContain('Secure');
    } finally {
      await other.stop();
    }
  });

  it('leaves neither cookie, password nor address in the log', async () => {
    const answer = await trial.nobody.call('POST', '/api/sign-in', { email: 'p1@example.com', password });
    const log = JSON.stringify(await trial.server.context.store.readAll({ after: 0, limit: 1_000 }));
    for (const secret of [
      cookieIn(answer).slice('tandem='.length), password, 'p1@example.com', 'Person 1',
    ]) expect(log).not.toContain(secret);
  });

  it.each([
    ['p1@example.com', 'wrong password'],
    ['nobody@example.com', password],
  ])('is refused alike for %s with "%s"', async (email, secret) => {
    expect(await trial.nobody.problem('POST', '/api/sign-in', { email, password: secret }))
      .toEqual(
        {
          type: 'about:blank', title: 'Address and password do not belong together.', status: 401,
          code: 'SignInRefused',
        },
      );
  });

  it('takes the address in any capitals', async () => {
    expect((await signIn(trial.url, ' P1@Example.COM ')).me?.role).toBe('owner');
  });

  it('ends after twelve hours', async () => {
    await trial.clock.advance(12 * HOUR - 1);
    expect((await trial.owner.call('GET', '/api/me')).status).toBe(200);
    await trial.clock.advance(1);
    expect(await trial.owner.problem('GET', '/api/me')).toMatchObject({ status: 401, code: 'SignInNeeded' });
  });

  it('ends where one signs out, and everywhere where one wants it', async () => {
    const [here, there] = [await signIn(trial.url, 'p1@example.com'), await signIn(trial.url, 'p1@example.com')];
    expect((await here.call('POST', '/api/sign-out')).status).toBe(204);
    expect((await here.call('GET', '/api/me')).status).toBe(401);
    expect((await there.call('GET', '/api/me')).status).toBe(200);
    expect((await there.call('POST', '/api/sign-out-everywhere')).status).toBe(204);
    expect(
      [(await there.call('GET', '/api/me')).status, (await trial.owner.call('GET', '/api/me')).status],
    ).toEqual([401, 401]);
  });

  it('ends everywhere else with another password', async () => {
    const other = await signIn(trial.url, 'p1@example.com');
    const change = { current: password, password: 'another long password' };
    expect(
      await trial.owner.problem('PUT', '/api/me/password', { ...change, current: 'wrong password' }),
    ).toMatchObject({ status: 401, code: 'SignInRefused' });
    await trial.clock.advance(1);
    const answer = await trial.owner.call<Me>('PUT', '/api/me/password', change);
    expect(answer.status).toBe(200);
    expect((await other.call('GET', '/api/me')).status).toBe(401);
    expect(
      (await callerOf(trial.url, { cookie: cookieIn(answer), me: answer.body }).call('GET', '/api/me')).status,
    ).toBe(200);
    await signIn(trial.url, 'p1@example.com', 'another long password');
    expect((await trial.nobody.call('POST', '/api/sign-in', { email: 'p1@example.com', password })).status).toBe(401);
  });
});

describe('a profile', () => {
  it('gets another name; another address only from who knows the password', async () => {
    const renamed = await trial.owner.call<Me>('PUT', '/api/me/profile', { name: ' Sari ', email: 'P1@example.com' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Sari', email: 'P1@example.com' } });
    const change = { name: 'Sari', email: 'sari@example.com' };
    for (const current of [undefined, 'wrong password']) {
      expect(await trial.owner.problem('PUT', '/api/me/profile', { ...change, current })).toMatchObject(
        { status: 401, code: 'SignInRefused', fields: [{ field: 'current', problem: 'SignInRefused' }] },
      );
    }
    const moved = await trial.owner.call<Me>('PUT', '/api/me/profile', { ...change, current: password });
    expect(moved).toMatchObject({ status: 200, body: change });
    expect((await signIn(trial.url, 'sari@example.com')).me?.name).toBe('Sari');
    expect((await trial.nobody.call('POST', '/api/sign-in', { email: 'p1@example.com', password })).status).toBe(401);
  });

  it('does not take somebody else\'s address', async () => {
    await trial.join('auditor');
    expect(
      await trial.owner.problem('PUT', '/api/me/profile', { name: 'P', email: 'p2@example.com', current: password }),
    ).toMatchObject({ status: 409, code: 'EmailTaken', fields: [{ field: 'email' }] });
  });
});

describe('a password link', () => {
  const makeFor = async ({ me }: Caller): Promise<string> => {
    const made = await trial.owner.call<PasswordLink>('POST', `/api/operators/${me?.id ?? ''}/password-link`, {});
    expect(made).toMatchObject({ status: 200, body: { expiresAt: trial.clock.now() + 24 * HOUR } });
    return made.body.link.split('/password#')[1] ?? '';
  };
  const reset = (token: string, secret = 'another long password') =>
    trial.nobody.call<Me>('POST', '/api/password/reset', { token, password: secret });

  it('lets a member in with another password, once, and ends what was signed in before', async () => {
    const auditor = await trial.join('auditor');
    const token = await makeFor(auditor);
    expect((await auditor.call('GET', '/api/me')).status).toBe(200);
    await trial.clock.advance(1);
    const answer = await reset(token);
    expect(answer).toMatchObject({ status: 200, body: { id: auditor.me?.id, role: 'auditor' } });
    expect((await callerOf(trial.url, { cookie: cookieIn(answer) }).call('GET', '/api/me')).status).toBe(200);
    expect((await auditor.call('GET', '/api/me')).status).toBe(401);
    expect((await reset(token)).body).toMatchObject({ status: 422, code: 'LinkNotValid', fields: [{ field: 'token' }] });
    await signIn(trial.url, 'p2@example.com', 'another long password');
  });

  it('is worth nothing after a day, or when a newer one was made, or as an invitation', async () => {
    const auditor = await trial.join('auditor');
    const [first, second] = [await makeFor(auditor), await makeFor(auditor)];
    expect((await reset(first)).status).toBe(422);
    const body = { token: second, name: 'Eve', email: 'eve@example.com', password };
    expect((await trial.nobody.problem('POST', '/api/invitations/take', body)).code).toBe('LinkNotValid');
    await trial.clock.advance(24 * HOUR);
    expect((await reset(second)).status).toBe(422);
  });

  it('is not in the log, and not made for somebody who has no seat', async () => {
    const token = await makeFor(await trial.join('auditor'));
    expect(JSON.stringify(await trial.server.context.store.readAll({ after: 0, limit: 1_000 }))).not.toContain(token);
    expect(await trial.owner.problem('POST', '/api/operators/nobody/password-link', {})).toMatchObject(
      { status: 404, code: 'NoSuchOperator' },
    );
  });
});

describe('a change', () => {
  const change = (headers: Record<string, string | undefined>) => trial.owner.call(
    'POST', '/api/agents', { name: 'Desk' }, headers,
  );

  it('needs the token of its sign-in', async () => {
    expect((await change({})).status).toBe(201);
    expect(
      (await change({ 'x-tandem-csrf': undefined })).body,
    ).toMatchObject({ status: 403, code: 'CsrfTokenMissing' });
    const other = await signIn(trial.url, 'p1@example.com');
    expect((await change({ 'x-tandem-csrf': other.me?.csrf })).body).toMatchObject({ code: 'CsrfTokenMissing' });
  });

  it('from a page of another site is refused, signed in or not', async () => {
    expect((await change({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const answer = await trial.nobody.call(
      'POST', '/api/sign-in', { email: 'p1@example.com', password }, { 'sec-fetch-site': 'cross-site' },
    );
    expect(answer.status).toBe(403);
  });
});

describe('an API token', () => {
  it('is worth nothing once it was revoked', async () => {
    const until = trial.clock.now() + HOUR;
    const made = await trial.owner.call<ApiToken>('POST', '/api/api-tokens', { name: 'Report', role: 'auditor', until });
    const program = callerOf(trial.url, { token: made.body.token });
    expect((await program.call('GET', '/api/agents')).status).toBe(200);
    expect((await trial.owner.call('DELETE', `/api/api-tokens/${made.body.id}`)).status).toBe(200);
    expect((await program.call('GET', '/api/agents')).status).toBe(401);
  });
});

describe('a seat', () => {
  it('gets another role, which holds at once', async () => {
    const member = await trial.join('contributor');
    expect((await trial.owner.call('PATCH', `/api/operators/${member.me?.id ?? ''}`, { role: 'auditor' })).status).toBe(200);
    expect((await member.call<Me>('GET', '/api/me')).body.role).toBe('auditor');
    expect((await member.call('POST', '/api/agents', { name: 'Desk' })).status).toBe(403);
  });
});

describe('a restart', () => {
  it('keeps everybody signed in, and the link that nobody took', async () => {
    const data = mkdtempSync(join(tmpdir(), 'tandem-people-'));
    try {
      const empty = await createServer(configWith({ port: 0, data }), { log: silentLog });
      const link = empty.context.people.firstOwnerLink();
      await empty.close();
      const first = await startApi({ eventStore: 'sqlite', data });
      expect(first.server.context.people.firstOwnerLink()).toBeUndefined();
      expect(link).toMatch(/^[\w-]{43}$/);
      await first.stop();
      const again = await startApi({ eventStore: 'sqlite', data }, {}, { cookie: first.cookie, me: first.owner.me });
      expect(await again.owner.get('/api/me')).toEqual(first.owner.me);
      expect((await again.owner.call('POST', '/api/agents', { name: 'Desk' })).status).toBe(201);
      await again.stop();
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});

describe('guessing', () => {
  it('is stopped per account, and the wait is said', async () => {
    const guess = () => trial.nobody.call(
      'POST', '/api/sign-in', { email: 'p1@example.com', password: 'a guess at it' },
    );
    for (let time = 0; time < 10; time += 1) expect((await guess()).status).toBe(401);
    const stopped = await guess();
    expect(stopped).toMatchObject({ status: 429, body: { code: 'TooManyAttempts' } });
    expect(stopped.headers.get('retry-after')).toBe('900');
    const right = () => trial.nobody.call('POST', '/api/sign-in', { email: 'p1@example.com', password });
    expect((await right()).status).toBe(429);
    await trial.clock.advance(15 * MINUTE);
    expect((await right()).status).toBe(200);
  });

  it.each([
    ['the caller', 'a proxy that is trusted', ['127.0.0.0/8'], '127.0.0.1', 401],
    ['the proxy', 'one that is not', ['192.0.2.1'], '127.0.0.1', 429],
    ['whom a trusted proxy names', 'it too', ['127.0.0.1'], '198.51.100.7', 429],
    ['nobody whom a stranger names', 'none', [], '198.51.100.7', 401],
  ])('is counted for %s behind %s', async (_who, _behind, trustedProxies, guesser, status) => {
    const proxied = await startApi({ trustedProxies });
    try {
      const { throttle } = proxied.server.context.people;
      for (let n = 0; n < 50; n += 1) await throttle.attempt(`account ${n}`, guesser);
      const body = { email: 'p1@example.com', password: 'a guess at it' };
      const handedOn = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' };
      expect((await proxied.nobody.call('POST', '/api/sign-in', body, handedOn)).status).toBe(status);
    } finally {
      await proxied.stop();
    }
  });
});
