// needs the protocol: meta-cloud
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultSessionSettings } from '@tandem/domain';
import type { Problem, SavedAgent } from '@tandem/wire';
import { aNumber, connectMeta } from '../testing/installation.js';
import { password, startApi, type ApiTrial } from '../testing/api-client.js';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
}

interface Operation {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

let trial: ApiTrial;
let document: OpenApi;
let agent = '';

beforeAll(async () => {
  trial = await startApi();
  document = await trial.nobody.get<OpenApi>('/api/docs/openapi.json');
  ({ id: agent } = (await trial.owner.call<SavedAgent>('POST', '/api/agents', { name: 'Desk' })).body);
  await connectMeta(trial.server.context.procedures, `${agent}.draft`);
});
afterAll(() => trial.stop());

const resolve = (schema: Schema): Schema => {
  const name = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1);
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
};

const operations = (): readonly { method: string; path: string; operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));

const filled = (path: string): string =>
  path.replace('{agent}', agent).replace('{version}', 'draft').replace(
    '/conversations/{id}', `/conversations/${agent}.draft.nobody`,
  )
    .replace('{id}', 'nobody').replace('{phone}', '9990000000001').replace('{parked}', 'nothing').replace('{entry}', 'nothing').replace('{revision}', '1');

/** Wrong for every field there is, but for texts of a free form. */
const wrongs: readonly (readonly [string, unknown])[] = [
  ['null', null], ['a list', []], [
    'an object', { not: ['what', 'is', 'asked'] },
  ], ['a number too large', 1e300], ['yes', true], ['a text without end', 'x'.repeat(60_000)],
];

const wholes: readonly (readonly [string, string])[] = [
  ['a list', '[]'], [
    'a list of lists', '[[[]]]',
  ], ['null', 'null'], ['a text', '"text"'], ['a number', '5'], ['no JSON', '{"a"'], ['nothing at all', ''],
  [
    'another prototype', '{"__proto__": {"role": "owner"}}',
  ], ['a constructor', '{"constructor": {"prototype": {}}}'], ['an unknown field', '{"surprise": 1}'],
  [
    'nesting without end', `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`,
  ], ['a body too large', JSON.stringify({ reason: 'x'.repeat(2_000_000) })],
];

const send = (
  method: string, path: string, body: string,
) => trial.owner.call<Problem>(method, path, body, { 'if-match': '1' });

/** What is wrong with how garbage was answered; undefined = nothing. */
const complaint = ({ status, body }: { status: number; body: Problem }, field?: string): string | undefined => {
  if (status < 400 || status >= 500) return `answered ${status}`;
  if (body.type !== 'about:blank' || body.status !== status || !/^[A-Z]\w+$/.test(body.code)) return 'is no problem';
  const fields = (body.fields ?? []).map((one) => one.field);
  if (fields.length === 0) return `names no field (${body.code})`;
  return field === undefined || fields.some(
    (name) => name === field || name.startsWith(`${field}.`),
  ) ? undefined : `names ${fields.join()} and not ${field}`;
};

describe('garbage', () => {
  it.each(wholes)('as a body (%s) is refused by every route that changes something', async (_what, body) => {
    const complaints: string[] = [];
    for (const { method, path } of operations().filter((one) => one.method !== 'GET')) {
      const found = complaint(await send(method, filled(path), body));
      if (found !== undefined) complaints.push(`${method} ${path}: ${found}`);
    }
    expect(complaints).toEqual([]);
  });

  it.each(wrongs)('in any field (%s) is refused, and the field is named', async (_what, value) => {
    const complaints: string[] = [];
    for (const { method, path, operation } of operations()) {
      for (const [field, body] of Object.entries(fieldsOf(operation, value))) {
        const answer = await send(method, filled(path), JSON.stringify(body));
        const found = complaint(answer, field);
        if (found !== undefined) complaints.push(`${method} ${path}: ${field} ${found}`);
      }
    }
    expect(complaints).toEqual([]);
  });

  it('in a path is refused', async () => {
    const complaints: string[] = [];
    for (const { method, path } of operations().filter((one) => one.path.includes('{'))) {
      for (const part of ['%00', '..%2f..', 'x'.repeat(2_000), '%F0%9F%92%A9', "'%20or%201=1", '__proto__']) {
        const { status, body } = await send(
          method, path.replace(/\{\w+\}/g, part), method === 'GET' ? '' : '{}',
        ).catch(() => ({ status: 400, body: undefined }));
        if (status < 400 || status >= 500) complaints.push(
          `${method} ${path} with ${part.slice(0, 20)}: ${status} ${JSON.stringify(body)}`,
        );
      }
    }
    expect(complaints).toEqual([]);
  });

  it('in a query or a header is refused, and named', async () => {
    const asked = [
      ['limit', '?limit=0'], ['limit', '?limit=abc'], [
        'limit', '?limit=1&limit=2',
      ], ['before', '?before=xyz'], ['status', '?status=open'], ['surprise', '?surprise=1'], ['agent', '?agent=a%00'],
    ] as const;
    for (const [field, query] of asked) {
      expect(
        [query, complaint(await trial.owner.call<Problem>('GET', `/api/conversations${query}`), field)],
      ).toEqual([query, undefined]);
    }
    expect(
      complaint(
        await trial.owner.call<Problem>('GET', '/api/agents', undefined, { 'x-tandem-after': 'now' }), 'X-Tandem-After',
      ),
    ).toBeUndefined();
    expect(
      complaint(
        await trial.owner.call<Problem>('PATCH', `/api/agents/${agent}`, { name: 'x' }, { 'if-match': '*' }),
        'If-Match',
      ),
    ).toBeUndefined();
    expect(
      complaint(await trial.owner.call<Problem>('PATCH', `/api/agents/${agent}`, { name: 'x' }), 'If-Match'),
    ).toBeUndefined();
    expect(
      complaint(
        await trial.owner.call<Problem>('POST', '/api/agents', { name: 'x' }, { 'x-tandem-command': '!' }),
        'X-Tandem-Command',
      ),
    ).toBeUndefined();
  });

  it('in session settings is refused by the same rules as in the form, each at its field', async () => {
    const texts = { ...defaultSessionSettings.texts, en: { ...defaultSessionSettings.texts.en, goOn: 'x'.repeat(21) } };
    const settings = { ...defaultSessionSettings, delayBeforeAskSeconds: 0, delayBeforeEndSeconds: 1.5, texts };
    const problem = await trial.owner.problem(
      'PUT', `/api/agents/${agent}/channels/draft`, { settings }, { 'if-match': '9' },
    );
    expect(problem).toMatchObject({ status: 422, code: 'SettingsRefused' });
    expect(problem.fields).toEqual([
      { field: 'settings.delayBeforeAskSeconds', problem: 'LessThanOne' },
      { field: 'settings.delayBeforeEndSeconds', problem: 'NotAWholeNumber' },
      { field: 'settings.texts.en.goOn', problem: 'TooLong' },
    ]);
  });

  it('has changed nothing', async () => {
    expect(await trial.owner.get('/api/agents')).toMatchObject(
      [{ id: agent, name: 'Desk', channels: { draft: { number: aNumber.number.replace(/\D/g, '') } } }],
    );
    expect(await trial.owner.get('/api/operators')).toHaveLength(1);
  });
});

/** By field of the body: the body with garbage there and something good everywhere else. */
const fieldsOf = ({ requestBody }: Operation, value: unknown): Readonly<Record<string, object>> => {
  const { properties = {} } = requestBody ? resolve(requestBody.content['application/json'].schema) : {};
  const good = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, goodFor(name, schema)]));
  const wrong = Object.entries(properties).filter(([, schema]) => value !== true || resolve(schema).type !== 'boolean');
  return Object.fromEntries(wrong.map(([name]) => [name, { ...good, [name]: value }]));
};

const goodFor = (name: string, schema: Schema): unknown => {
  const { type, enum: words, properties } = resolve(schema);
  if (words) return words[0];
  if (properties) {
    return Object.fromEntries(
      Object.entries(properties).map(([part, inner]) => [part, goodFor(part, inner)]),
    );
  }
  if (type === 'integer' || type === 'number') return 5;
  if (type === 'boolean') return true;
  if (type === 'object') return {};
  return { email: 'a@example.com', password, current: password }[name] ?? 'text';
};

describe('the description of the API', () => {
  it('has every route, and no other', () => {
    const { routes } = trial.server;
    const served = routes.filter(
      ({ method, url }) => method !== 'HEAD' && url.startsWith('/api') && !url.startsWith('/api/docs'),
    )
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    expect(operations().map(({ method, path }) => `${method} ${path}`).sort()).toEqual(served.sort());
  });

  it('says what each route is for, what it takes, and that it must be proven who asks', () => {
    for (const { method, path, operation } of operations()) {
      expect([`${method} ${path}`, operation]).toEqual(
        [`${method} ${path}`, expect.objectContaining({ summary: expect.stringMatching(/^[A-Z].+\.$/) as unknown })],
      );
      if (method !== 'GET') expect([path, operation.requestBody !== undefined]).toEqual([path, true]);
    }
    expect(document).toMatchObject({ security: [{ cookie: [] }, { token: [] }] });
  });

  it('is a page for people too', async () => {
    const page = await trial.nobody.call<string>('GET', '/api/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(page.body).toContain('swagger-ui');
  });
});
