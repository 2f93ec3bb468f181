import type { ServerResponse } from 'node:http';
import type { TurnRequest } from '@tandem/domain';
import { openStubEndpoint } from '../agent/stub-endpoint.js';
import { newRuntimeSecret } from '../agent/webhook-signature.js';

/** What an agent does with a turn: answers, answers something else, hangs up, or says nothing until it is closed. */
export type Behaviour =
  | { readonly replies: readonly unknown[]; readonly endSession?: boolean }
  | { readonly status: number; readonly text?: string }
  | 'hang-up'
  | 'silence';

/** An agent behind HTTP on this machine, which does as a test says and keeps every turn it was given. */
export interface StubAgent {
  readonly url: string;
  /** Signs the turns, as Standard Webhooks has it. */
  readonly secret: string;
  readonly turns: readonly TurnRequest[];
  /** What it does from now on; `turn` counts from 1. Default: repeats what was said. */
  behave(how: (request: TurnRequest, turn: number) => Behaviour | Promise<Behaviour>): void;
  stop(): Promise<void>;
}

const said = ({ messages }: TurnRequest): string =>
  messages.map(({ content }) => ('text' in content && typeof content.text === 'string' ? content.text : `[${content.type}]`)).join(' / ');

/** What it answers unless told otherwise. */
export const echoOf = (request: TurnRequest): string => `You said: ${said(request)}`;

export const openStubAgent = async (): Promise<StubAgent> => {
  const turns: TurnRequest[] = [];
  let behaviour: (request: TurnRequest, turn: number) => Behaviour | Promise<Behaviour> = (request) => ({ replies: [echoOf(request)] });
  const endpoint = await openStubEndpoint((response) => {
    const request = JSON.parse(endpoint.calls.at(-1)?.body ?? '{}') as TurnRequest;
    turns.push(request);
    void Promise.resolve(behaviour(request, turns.length)).then((how) => respond(response, how));
  });
  return { url: endpoint.url, secret: newRuntimeSecret(), turns, behave: (how) => void (behaviour = how), stop: endpoint.stop };
};

const respond = (response: ServerResponse, how: Behaviour): void => {
  if (how === 'silence') return;
  if (how === 'hang-up') return void response.destroy();
  if ('status' in how) return void response.writeHead(how.status, { 'content-type': 'application/json' }).end(how.text ?? '');
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(how));
};
