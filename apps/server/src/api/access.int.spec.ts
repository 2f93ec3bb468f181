// needs the protocol: meta-cloud
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR } from '@tandem/domain';
import type { ApiToken, Problem } from '@tandem/wire';
import type { Route } from '../server.js';
import { callerOf, startApi, type ApiTrial, type Caller } from '../testing/api-client.js';

const all = ['owner', 'contributor', 'auditor'];
const changers = ['owner', 'contributor'];
const channel = '/api/agents/:agent/channels/:version';

/** Who may use which route. A route that is not in this list fails the test, and so does one that is gone. */
const rules: Readonly<Record<string, readonly string[] | 'everybody'>> = {
  'GET /api/me': all,
  'GET /api/standing': all,
  'POST /api/sign-in': 'everybody',
  'POST /api/invitations/take': 'everybody',
  'PUT /api/me/password': all,
  'PUT /api/me/profile': all,
  'POST /api/password/reset': 'everybody',
  'GET /api/operators': all,
  'PATCH /api/operators/:id': ['owner'],
  'DELETE /api/operators/:id': ['owner'],
  'POST /api/operators/:id/password-link': ['owner'],
  'GET /api/invitations': ['owner', 'auditor'],
  'POST /api/invitations': ['owner'],
  'DELETE /api/invitations/:id': ['owner'],
  'GET /api/api-tokens': ['owner', 'auditor'],
  'POST /api/api-tokens': ['owner'],
  'DELETE /api/api-tokens/:id': ['owner'],
  'GET /api/protocols': all,
  'GET /api/agents': all,
  'POST /api/agents': changers,
  'GET /api/agents/:agent': all,
  'PATCH /api/agents/:agent': changers,
  'POST /api/agents/:agent/archive': changers,
  'POST /api/agents/:agent/publish': changers,
  'PUT /api/agents/:agent/runtimes/:version': changers,
  'POST /api/agents/:agent/runtimes/:version/try': changers,
  [`GET ${channel}`]: all,
  [`PUT ${channel}`]: changers,
  [`POST ${channel}/connect`]: changers,
  [`POST ${channel}/webhook-secret`]: changers,
  [`POST ${channel}/webhook-secret/revoke`]: changers,
  [`PUT ${channel}/endpoint`]: changers,
  [`PUT ${channel}/protocol`]: changers,
  [`PUT ${channel}/number`]: changers,
  [`POST ${channel}/resume`]: changers,
  [`POST ${channel}/disconnect`]: changers,
  [`GET ${channel}/webhooks`]: all,
  [`GET ${channel}/health`]: all,
  [`GET ${channel}/parked`]: all,
  [`POST ${channel}/parked/:parked/replay`]: changers,
  [`POST ${channel}/parked/:parked/dismiss`]: changers,
  ...Object.fromEntries(['approve', 'reject', 'withdraw'].map((what) => [`POST /api/agents/:agent/channels/published/proposal/${what}`, changers])),
  'PUT /api/agents/:agent/policy': ['owner'],
  'GET /api/agents/:agent/history': all,
  'GET /api/agents/:agent/history/entries/:entry': all,
  'GET /api/agents/:agent/history/at': all,
  'GET /api/agents/:agent/history/marks': all,
  'GET /api/agents/:agent/history/compare': all,
  'GET /api/agents/:agent/history/beside': all,
  'GET /api/agents/:agent/history/export': all,
  [`GET ${channel}/revisions/:revision`]: all,
  [`GET ${channel}/revisions/:revision/caused`]: all,
  [`POST ${channel}/restore`]: changers,
  'POST /api/agents/:agent/channels/published/copy-from-draft': changers,
  [`POST ${channel}/what-if`]: all,
  'GET /api/agents/:agent/trial/:phone': changers,
  'POST /api/agents/:agent/trial/:phone/messages': changers,
  'POST /api/agents/:agent/trial/:phone/seen': changers,
  'GET /api/audit/reads': ['owner', 'auditor'],
  'GET /api/audit/key': all,
  'GET /api/audit/export': ['owner', 'auditor'],
  'GET /api/audit/verifier.html': all,
  'POST /api/conversations/:id/unmask': all,
  'GET /api/conversations': all,
  'GET /api/conversations/:id': all,
  'POST /api/conversations/:id/end': changers,
  'POST /api/conversations/:id/take-over': changers,
  'POST /api/conversations/:id/hand-back': changers,
  'POST /api/conversations/:id/speak': changers,
  'POST /api/conversations/:id/erase': ['owner'],
  'GET /api/live': all,
  'POST /api/sign-out': all,
  'POST /api/sign-out-everywhere': all,
};

/** Outside of the API: each proves its callers itself, or has nothing to hide. */
const others = [
  'GET /health/live', 'GET /health/ready', 'GET /metrics', 'GET /media/:ref', 'GET /', 'GET /*',
  ...['GET', 'POST'].flatMap(
    (method) => [`${method} /webhooks/:protocol/:address`, `${method} /webhooks/:protocol/:address/:secret`],
  ),
];

/** What the API is like is no secret. */
const isDocs = /^GET \/api\/docs(\/|$)/;

const nameOf = ({ method, url }: Route): string => `${method} ${url}`;
const isHeadOf = (routes: readonly Route[]) => ({ method, url }: Route): boolean =>
  method === 'HEAD' && routes.some((other) => other.method === 'GET' && other.url === url);

const filled = (url: string): string =>
  url.replace(':agent', 'nobody').replace(':version', 'draft').replace(
    '/conversations/:id', '/conversations/nobody.draft.nobody',
  )
    .replace(':id', 'nobody').replace(':phone', '9990000000001').replace(':parked', 'nothing').replace(':entry', 'nothing').replace(':revision', '1').replace('*', 'nothing');

describe('every route of the API', () => {
  let trial: ApiTrial;
  let callers: Readonly<Record<string, Caller>>;

  beforeAll(async () => {
    trial = await startApi();
    const until = trial.clock.now() + HOUR;
    const ended = await trial.join('owner');
    const endedToken = await tokenOf(trial, 'owner', until);
    const [contributor, auditor, seatOver] = [
      await trial.join('contributor'), await trial.join('auditor'), await trial.join('auditor', until),
    ];
    expect((await trial.owner.call('DELETE', `/api/operators/${ended.me?.id ?? ''}`)).status).toBe(200);
    await trial.clock.advance(HOUR);
    const tokens = await Promise.all(
      all.map(async (role) => [`token of ${role}`, await tokenOf(trial, role, until + HOUR)] as const),
    );
    callers = {
      owner: trial.owner, contributor, auditor, nobody: trial.nobody, 'somebody who was removed': ended,
      'somebody whose seat is over': seatOver,
      'a token that is over': endedToken, 'a token that was made up': callerOf(
        trial.url, { token: 'tandem_made-up' },
      ), ...Object.fromEntries(tokens),
    };
  });
  afterAll(() => trial.stop());

  it('has a rule, and every rule a route', () => {
    const { routes } = trial.server;
    const named = routes.filter((route) => !isHeadOf(routes)(route)).map(nameOf);
    const isOfApi = (name: string) => name.includes(' /api') && !isDocs.test(name);
    expect(named.filter(isOfApi).sort()).toEqual(Object.keys(rules).sort());
    expect(named.filter((name) => !isOfApi(name) && !isDocs.test(name) && !others.includes(name))).toEqual([]);
  });

  it('lets in whom its rule names, and nobody else', async () => {
    const wrong: string[] = [];
    for (const [name, rule] of Object.entries(rules)) {
      if (rule === 'everybody') continue;
      for (const [who, caller] of Object.entries(callers)) {
        const { status, code } = await outcome(name, caller);
        const role = who.replace('token of ', '');
        const wanted = !all.includes(role) ? '401 SignInNeeded' : rule.includes(role) ? 'let in' : '403 Forbidden';
        const isPersons = who.startsWith('token') && /sign-out|me\/(password|profile)/.test(name);
        const found = status === 401 || status === 403 ? `${status} ${code}` : 'let in';
        if (found !== (isPersons ? '403 Forbidden' : wanted)) wrong.push(`${name} as ${who}: ${found}, not ${wanted}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

const tokenOf = async ({ owner, url }: ApiTrial, role: string, until: number): Promise<Caller> => {
  const made = await owner.call<ApiToken>('POST', '/api/api-tokens', { name: `Program of ${role}`, role, until });
  expect(made.status).toBe(201);
  return callerOf(url, { token: made.body.token });
};

/**
 * What a call with a wrong body ends with, which changes nothing; the stream of live events is left as soon as it
 * begins.
 */
const outcome = async (name: string, caller: Caller): Promise<{ status: number; code?: string }> => {
  const [method = '', path = ''] = name.split(' ');
  if (path === '/api/live') return live(caller);
  const { status, body } = await caller.call<Partial<Problem>>(
    method, filled(path), method === 'GET' ? undefined : { notAField: 1 }, { 'if-match': '1' },
  );
  return { status, code: body.code };
};

const live = async (caller: Caller): Promise<{ status: number; code?: string }> => {
  const stopped = new AbortController();
  const { status, code } = await caller.open('/api/live', stopped.signal);
  stopped.abort();
  return { status, code };
};
