import { join } from 'node:path';
import { manualClock, type ManualClock } from '@tandem/domain/testing';
import type { Me, Problem, Role } from '@tandem/wire';
import { configWith, type Config } from '../config.js';
import { silentLog } from '../logging/log.js';
import { createServer, type RunningServer, type ServerOptions } from '../server.js';
import { by } from './installation.js';
import { noon } from './trial.js';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

type Extra = Readonly<Record<string, string | undefined>>;

/** Somebody who calls the API: with a cookie and its token, with an API token, or with nothing. */
export interface Caller {
  readonly me?: Me;
  readonly cookie?: string;
  call<T = unknown>(method: string, path: string, body?: unknown, headers?: Extra): Promise<Answer<T>>;
  get<T>(path: string, headers?: Extra): Promise<T>;
  /** Begins to read what has no end; `text` brings what comes. */
  open(path: string, signal: AbortSignal): Promise<{ status: number; code?: string; text: () => Promise<string> }>;
  /** What the call was refused with. */
  problem(method: string, path: string, body?: unknown, headers?: Extra): Promise<Problem>;
}

export const callerOf = (url: string, given: { cookie?: string; token?: string; me?: Me } = {}): Caller => {
  const headersOf = (): Headers => {
    const sent = new Headers();
    if (given.cookie !== undefined) sent.set('cookie', given.cookie);
    if (given.token !== undefined) sent.set('authorization', `Bearer ${given.token}`);
    if (given.me) sent.set('x-tandem-csrf', given.me.csrf);
    return sent;
  };
  const call = async <T>(method: string, path: string, body?: unknown, headers: Extra = {}): Promise<Answer<T>> => {
    const sent = headersOf();
    if (body !== undefined) sent.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(headers)) {
      if (value === undefined) sent.delete(name);
      else sent.set(name, value);
    }
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(
      `${url}${path}`, { method, headers: sent, redirect: 'manual', ...(body !== undefined && { body: raw }) },
    );
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status, headers: response.headers, body: (isJson && text !== '' ? JSON.parse(text) : text) as T,
    };
  };
  return {
    me: given.me, cookie: given.cookie, call,
    get: async <T>(path: string, headers?: Extra) => {
      const answer = await call<T>('GET', path, undefined, headers);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    open: async (path, signal) => {
      const response = await fetch(`${url}${path}`, { headers: headersOf(), signal });
      if (!response.ok) return {
        status: response.status, code: ((await response.json()) as Problem).code, text: () => Promise.resolve(''),
      };
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      return { status: response.status, text: async () => (await reader?.read())?.value ?? '' };
    },
    problem: async (method, path, body, headers) => {
      const answer = await call<Problem>(method, path, body, headers);
      if (answer.status < 400) throw new Error(`${method} ${path} was not refused: ${answer.status}`);
      return answer.body;
    },
  };
};

/** The cookie that an answer sets, as the browser sends it. */
export const cookieIn = ({ headers }: Answer): string => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';

export const password = 'correct horse battery';

/** Signs in over HTTP. */
export const signIn = async (url: string, email: string, secret = password): Promise<Caller> => {
  const answer = await callerOf(url).call<Me>('POST', '/api/sign-in', { email, password: secret });
  if (answer.status !== 200) throw new Error(`not signed in: ${JSON.stringify(answer.body)}`);
  return callerOf(url, { cookie: cookieIn(answer), me: answer.body });
};

export interface ApiTrial {
  readonly server: RunningServer;
  readonly url: string;
  readonly clock: ManualClock;
  readonly owner: Caller;
  /** The owner's cookie. */
  readonly cookie: string;
  readonly nobody: Caller;
  /** Invites somebody and takes the invitation. */
  join(role: Role, until?: number): Promise<Caller>;
  stop(): Promise<void>;
}

/** Somebody who has signed in before. */
interface SignedIn {
  readonly cookie: string;
  readonly me?: Me;
}

/** A folder without a built CMS. */
const noCms = join(import.meta.dirname, 'no-cms');

/** A server in memory with its first owner signed in, over real HTTP, and a clock that only a test moves. */
export const startApi = async (
  config: Partial<Config> = {}, options: ServerOptions = {}, known?: SignedIn,
): Promise<ApiTrial> => {
  const clock = manualClock(noon);
  const server = await createServer(
    configWith({ port: 0, eventStore: 'memory', ...config }), { log: silentLog, clock, cmsFolder: noCms, ...options },
  );
  const { url, context } = server;
  const nobody = callerOf(url);
  let people = 0;

  const take = async (token: string): Promise<SignedIn> => {
    people += 1;
    const answer = await nobody.call<Me>(
      'POST', '/api/invitations/take', { token, name: `Person ${people}`, email: `p${people}@example.com`, password },
    );
    if (answer.status !== 200) throw new Error(`not taken: ${JSON.stringify(answer.body)}`);
    return { cookie: cookieIn(answer), me: answer.body };
  };
  const first = known ?? (await take(context.people.firstOwnerLink() ?? ''));
  return {
    server, url, clock, nobody, cookie: first.cookie,
    owner: callerOf(url, first),
    join: async (role, until) => {
      const made = await context.people.procedures.invite(by(), { role, until });
      if (made.kind !== 'saved') throw new Error(`not invited: ${JSON.stringify(made)}`);
      return callerOf(url, await take(made.link));
    },
    stop: () => server.close(),
  };
};
