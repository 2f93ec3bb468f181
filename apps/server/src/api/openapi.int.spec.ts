// needs the protocol: meta-cloud
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, MINUTE, defaultSessionSettings } from '@tandem/domain';
import type {
  AgentSummary, ApiToken, ConnectedChannelView, ConversationPage, HistoryPage, Invitation, Me, ParkedLine, PasswordLink, SavedAgent, TrialView,
} from '@tandem/wire';
import { callerOf, cookieIn, password, type Answer, type Caller } from '../testing/api-client.js';
import { parkUnreadable } from '../testing/park.js';
import { startStory, type Story } from '../testing/story.js';
import { complaintsAbout, wireSchemas, type Schema, type WireSchemas } from '../testing/wire-schemas.js';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const file = join(import.meta.dirname, 'answers.json');

/** One line for each schema and each route. */
const textOf = ({ schemas, routes }: WireSchemas): string => {
  const lines = (all: Readonly<Record<string, unknown>>) =>
    Object.entries(all).map(([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(schema)}`).join(',\n');
  return `{\n  "schemas": {\n${lines(schemas)}\n  },\n  "routes": {\n${lines(routes)}\n  }\n}\n`;
};

describe('what the API says about its answers', () => {
  it('is what the types of the wire say (else: DOCS=write)', () => {
    const text = textOf(wireSchemas());
    if (process.env.DOCS === 'write') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('every route', () => {
  let story: Story;
  let document: OpenApi;
  let owner: Caller;
  const answered = new Map<string, readonly string[]>();

  beforeAll(async () => {
    story = await startStory();
    const { url, context } = story.server();
    document = await callerOf(url).get<OpenApi>('/api/docs/openapi.json');
    owner = await entering('/api/invitations/take', {
      token: context.people.ownerLinks.current(), name: 'Sari', email: 'sari@example.com', password,
    });
  });
  afterAll(async () => {
    await story.advance(MINUTE); // what waits for its turn to be sent
    await story.end();
  });

  const operationOf = (method: string, path: string): readonly [name: string, operation: Operation] => {
    const [asked = ''] = path.split('?');
    const found = Object.entries(document.paths).flatMap(([template, methods]) => {
      const operation = methods[method.toLowerCase()];
      const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
      return operation && pattern.test(asked) ? [[`${method} ${template}`, operation] as const] : [];
    });
    // a word of ours stands before a value: `/api/operators/{id}` and not `/api/{any}/x`
    const best = found.sort(([one], [other]) => other.split('{').length - one.split('{').length).at(-1);
    if (!best) throw new Error(`${method} ${path} is not described`);
    return best;
  };

  /** Holds an answer against the description. */
  const judge = (method: string, path: string, { status, body, headers }: Answer): void => {
    const [name, { responses }] = operationOf(method, path);
    const { content } = responses[String(status)] ?? responses['default'] ?? {};
    const [kind, described] = Object.entries(content ?? {})[0] ?? [];
    const isOfKind = kind === undefined ? body === '' : (headers.get('content-type') ?? '').startsWith(kind);
    const schemas = { schemas: document.components.schemas, routes: {} };
    const wrong = described ? complaintsAbout(body, described.schema, schemas) : [];
    const all = [...(isOfKind ? [] : [`is no ${kind ?? 'nothing'}`]), ...wrong];
    answered.set(name, [...(answered.get(name) ?? []), ...all.map((one) => `${status} ${one}`)]);
  };

  const entering = async (path: string, body: object): Promise<Caller> => {
    const { url } = story.server();
    const answer = await callerOf(url).call<Me>('POST', path, body);
    if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    judge('POST', path, answer);
    return callerOf(url, { cookie: cookieIn(answer), me: answer.body });
  };

  type How = { readonly body?: unknown; readonly seen?: number; readonly as?: Caller };
  const ask = async <T>(method: string, path: string, { body, seen, as = owner }: How = {}): Promise<T> => {
    const answer = await as.call<T>(method, path, body, seen === undefined ? {} : { 'if-match': String(seen) });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    judge(method, path, answer);
    return answer.body;
  };
  const refused = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await owner.call(method, path, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    judge(method, path, answer);
  };

  const talkWithPeople = async (): Promise<void> => {
    const budi = await entering('/api/invitations/take', {
      token: (await ask<Invitation>('POST', '/api/invitations', { body: { role: 'auditor' } })).link?.split('#')[1],
      name: 'Budi', email: 'budi@example.com', password,
    });
    const seat = `/api/operators/${budi.me?.id ?? ''}`;
    await ask('PATCH', seat, { body: { role: 'contributor' } });
    const { link } = await ask<PasswordLink>('POST', `${seat}/password-link`, { body: {} });
    await story.advance(1);
    await entering('/api/password/reset', { token: link.split('#')[1], password });
    const { id } = await ask<Invitation>('POST', '/api/invitations', { body: { role: 'auditor', until: story.clock.now() + DAY } });
    await ask('GET', '/api/invitations');
    await ask('DELETE', `/api/invitations/${id}`, { body: {} });
    const until = story.clock.now() + DAY;
    const token = await ask<ApiToken>('POST', '/api/api-tokens', { body: { name: 'Reports', role: 'auditor', until } });
    await ask('GET', '/api/me', { as: callerOf(story.server().url, { token: token.token }) });
    await ask('GET', '/api/api-tokens');
    await ask('DELETE', `/api/api-tokens/${token.id}`, { body: {} });
    await ask('DELETE', seat, { body: {} });
    await ask('GET', '/api/operators');
  };

  const talkOfAgents = async (): Promise<void> => {
    await ask('GET', '/api/protocols');
    await ask('GET', '/api/standing');
    const { id } = await ask<SavedAgent>('POST', '/api/agents', { body: { name: 'Bakery' } });
    const path = `/api/agents/${id}`;
    const seen = async () => (await ask<AgentSummary>('GET', path)).version;
    await ask('PATCH', path, { body: { name: 'Bread' }, seen: await seen() });
    const openai = { kind: 'openai', baseUrl: 'https://api.example.com/v1', model: 'm', apiKey: 'key', historyLimit: 5 };
    for (const body of [openai, { kind: 'demo' }]) await ask('PUT', `${path}/runtimes/draft`, { body, seen: await seen() });
    await ask('POST', `${path}/runtimes/draft/try`, { body: {} });
    await ask('POST', `${path}/publish`, { body: {} });
    await ask('GET', `${path}/channels/draft`);
    await ask('POST', `${path}/channels/draft/connect`, { body: { protocol: 'meta-cloud', number: '+62 811-2222-3333' } });
    await ask('GET', `${path}/channels/draft`);
    await ask('GET', '/api/agents');
    const phone = `${path}/trial/9990000000001`;
    await ask('POST', `${phone}/messages`, { body: { text: 'hello', short: true } });
    await story.quiet();
    const { lines } = await ask<TrialView>('GET', phone);
    await ask('POST', `${phone}/seen`, { body: { sends: lines.flatMap(({ send }) => send ?? []) } });
    await ask('POST', `${path}/archive`, { body: {} });
  };

  const talkOfConversations = async (): Promise<void> => {
    await story.published.talks('6281234500001', 'hello');
    const { conversations } = await ask<ConversationPage>('GET', '/api/conversations?limit=1');
    const path = `/api/conversations/${conversations[0]?.id ?? ''}`;
    await ask('POST', `${path}/take-over`, { body: {} });
    await ask('POST', `${path}/speak`, { body: { text: 'I am a person' } });
    await ask('POST', `${path}/hand-back`, { body: {} });
    await ask('POST', `${path}/end`, { body: {} });
    await ask('GET', path);
    await ask('POST', `${path}/erase`, { body: {} });
    await refused('GET', '/api/conversations/shop.draft.nobody');
  };

  const talkOfAChannel = async (): Promise<void> => {
    const path = '/api/agents/shop/channels/published';
    const view = () => ask<ConnectedChannelView>('GET', path);
    const seen = async () => (await view()).version;
    for (const parked of ['one', 'two']) await parkUnreadable(story, parked);
    const waiting = await ask<readonly ParkedLine[]>('GET', `${path}/parked`);
    expect(waiting.map(({ id }) => id)).toEqual(['one', 'two']);
    await ask('POST', `${path}/parked/one/replay`, { body: {} });
    await ask('POST', `${path}/parked/two/dismiss`, { body: {} });
    await ask('GET', `${path}/webhooks`);
    await ask('GET', `${path}/health`);
    await ask('PUT', path, { body: { settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 60 } }, seen: await seen() });
    await refused('PUT', path, { settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 0 } });
    await ask('POST', `${path}/webhook-secret`, { body: {} });
    const [older] = (await view()).webhook.olderInUse;
    await ask('POST', `${path}/webhook-secret/revoke`, { body: { fingerprint: older?.fingerprint } });
    await ask('PUT', `${path}/endpoint`, { body: {}, seen: await seen() });
    await ask('PUT', `${path}/protocol`, { body: { protocol: 'meta-cloud' }, seen: await seen() });
    await ask('PUT', `${path}/number`, { body: { number: '+62 811-2222-4444' }, seen: await seen() });
    await ask('POST', `${path}/resume`, { body: {} });
    await ask('POST', `${path}/disconnect`, { body: {} });
    await view();
  };

  const talkOfHistory = async (): Promise<void> => {
    const path = '/api/agents/shop/history';
    await ask('PUT', '/api/agents/shop/policy', { body: { publishedNeedsReason: true, reason: 'Customers notice' } });
    const { entries } = await ask<HistoryPage>('GET', `${path}?limit=2`);
    await ask('GET', `${path}/entries/${encodeURIComponent(entries[0]?.id ?? '')}`);
    await refused('GET', `${path}/entries/nothing`);
    const at = story.clock.now();
    await ask('GET', `${path}/at`);
    await ask('GET', `${path}/marks?at=${at - 1}`);
    await ask('GET', `${path}/compare?subject=published&one=${at - 1}`);
    await ask('GET', `${path}/beside`);
    await ask('GET', `${path}/export`);
    const channel = '/api/agents/shop/channels/published';
    await ask('GET', `${channel}/revisions/1`);
    await ask('GET', `${channel}/revisions/1/caused`);
    await ask('POST', `${channel}/restore`, { body: { at } });
    await ask('POST', '/api/agents/shop/channels/published/copy-from-draft', { body: {} });
    await ask('POST', `${channel}/what-if`, { body: { from: at - DAY, to: at + DAY, settings: defaultSessionSettings } });
    const { conversations } = await ask<ConversationPage>('GET', '/api/conversations?limit=1');
    await ask('POST', `/api/conversations/${conversations[0]?.id ?? ''}/unmask`, { body: { reason: 'A complaint' } });
    await ask('GET', '/api/audit/reads');
    await ask('GET', '/api/audit/key');
    await ask('GET', '/api/audit/export');
    await ask('GET', '/api/audit/verifier.html');
    await ask('PUT', '/api/agents/shop/policy', { body: { publishedNeedsReason: false, reason: 'Enough' } });
  };

  const talkOfProposals = async (): Promise<void> => {
    const { link } = await ask<Invitation>('POST', '/api/invitations', { body: { role: 'contributor' } });
    const dewi = await entering('/api/invitations/take', { token: link?.split('#')[1], name: 'Dewi', email: 'dewi@example.com', password });
    const path = '/api/agents/shop/channels/published';
    await ask('PUT', '/api/agents/shop/policy', { body: { publishedNeedsReason: false, publishedNeedsApproval: true } });
    const decide = async (what: string, as: Caller): Promise<void> => {
      const { proposal, version: seen } = await ask<ConnectedChannelView>('GET', path);
      await ask('POST', `${path}/proposal/${what}`, { body: { proposal: proposal?.id }, seen, as });
    };
    for (const [what, as] of [['withdraw', owner], ['reject', dewi], ['approve', dewi]] as const) {
      const { version } = await ask<ConnectedChannelView>('GET', path);
      await ask('PUT', path, { body: { settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 77 } }, seen: version });
      await decide(what, as);
    }
    await ask('PUT', '/api/agents/shop/policy', { body: { publishedNeedsReason: false, publishedNeedsApproval: false } });
    await decide('approve', dewi);
  };

  const comeAndGo = async (): Promise<void> => {
    const signIn = () => entering('/api/sign-in', { email: 'sari@example.com', password });
    const [first, second] = [await signIn(), await signIn()];
    await ask('PUT', '/api/me/profile', { body: { name: 'Sari Lestari', email: 'sari@example.com' } });
    await ask('POST', '/api/sign-out', { as: first });
    await story.advance(1);
    await ask('PUT', '/api/me/password', { body: { current: password, password: `${password} 2` }, as: second });
    const last = await entering('/api/sign-in', { email: 'sari@example.com', password: `${password} 2` });
    await ask('POST', '/api/sign-out-everywhere', { as: last });
  };

  it('answers as it is described, and is described as it answers', async () => {
    await talkWithPeople();
    await talkOfAgents();
    await talkOfConversations();
    await talkOfHistory();
    await talkOfProposals();
    await talkOfAChannel();
    await comeAndGo();
    const all = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    expect(Object.fromEntries([...answered].filter(([, complaints]) => complaints.length > 0))).toEqual({});
    expect(all.filter((name) => !answered.has(name))).toEqual(['GET /api/live']); // its end never comes; live.int.spec.ts reads it
  }, 60_000);

  it('says what it answers, and that it may be a problem', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { responses }] of Object.entries(methods)) {
        const kinds = Object.values(responses).map(({ content }) => Object.keys(content ?? { nothing: 1 })[0]);
        expect([method, path, kinds]).toEqual([method, path, [
          expect.stringMatching(/^(application\/(json|x-ndjson)|text\/(event-stream|html)|nothing)$/), 'application/problem+json',
        ]]);
      }
    }
  });
});
