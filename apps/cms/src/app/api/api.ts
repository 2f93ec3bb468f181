import { Injectable, inject } from '@angular/core';
import type { Problem, Routes, Saved } from '@tandem/wire';
import { address } from './address.js';
import { ApiProblem, notReached } from './api-problem.js';
import { SignedIn } from './signed-in.js';

export type RouteName = keyof Routes;

export interface Call<Name extends RouteName> {
  /** Values of the path's `:names`. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Routes[Name]['body'];
  /** Version of what is changed. */
  readonly ifMatch?: number;
  /** Names the command: the same one again has its effect once. */
  readonly command?: string;
}

/** Typed calls of our API. Rejects with `ApiProblem` alone; one that meets an expired sign-in waits for a new one, then goes on. */
@Injectable({ providedIn: 'root' })
export class Api {
  private readonly signedIn = inject(SignedIn);
  /** Where our latest change stands in the log: what is read next includes it. */
  private position = 0;

  async call<Name extends RouteName>(name: Name, call: Call<Name> = {}): Promise<Routes[Name]['answer']> {
    const response = await this.send(name, call);
    const isOver = response.status === 401 && this.signedIn.me() !== undefined && (await problemOf(response.clone())).code === 'SignInNeeded';
    const last = isOver && (await this.signedIn.again()) ? await this.send(name, call) : response;
    if (!last.ok) throw new ApiProblem(await problemOf(last));
    const answer: unknown = last.status === 204 ? undefined : await last.json();
    this.position = Math.max(this.position, (answer as Partial<Saved> | undefined)?.position ?? 0);
    return answer as Routes[Name]['answer'];
  }

  private async send<Name extends RouteName>(name: Name, { path = {}, query = {}, body, ifMatch, command }: Call<Name>): Promise<Response> {
    const [method = 'GET', template = ''] = name.split(' ');
    const headers = new Headers({ accept: 'application/json' });
    if (body !== undefined) headers.set('content-type', 'application/json');
    if (method !== 'GET') headers.set('x-tandem-csrf', this.signedIn.me()?.csrf ?? '');
    if (ifMatch !== undefined) headers.set('if-match', `"${ifMatch}"`);
    if (command !== undefined) headers.set('x-tandem-command', command);
    if (method === 'GET' && this.position > 0) headers.set('x-tandem-after', String(this.position));
    try {
      return await fetch(address(template, path, query), { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch {
      throw new ApiProblem(notReached);
    }
  }
}

const problemOf = async (response: Response): Promise<Problem> => {
  try {
    return (await response.json()) as Problem;
  } catch {
    return { type: 'about:blank', title: response.statusText, status: response.status, code: 'Unknown' };
  }
};
