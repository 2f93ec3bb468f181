import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TurnRequest } from '@tandem/domain';

/** For tests: an endpoint on this machine that keeps what it was called with. */
export interface StubEndpoint {
  readonly url: string;
  readonly calls: { readonly method?: string; readonly path?: string; readonly headers: IncomingHttpHeaders; readonly body: string }[];
  stop(): Promise<void>;
}

export type Respond = (response: ServerResponse, request: IncomingMessage) => void;

export const openStubEndpoint = async (respond: Respond): Promise<StubEndpoint> => {
  const calls: StubEndpoint['calls'] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
      calls.push({ method: request.method, path: request.url, headers: request.headers, body });
      respond(response, request);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export const respondJson = (value: unknown, status = 200): Respond => respondText(JSON.stringify(value), status);

export const respondText = (text: string | Uint8Array, status = 200): Respond => (response) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
};

/** A turn with one text, unless told otherwise. */
export const turnRequest = (changes: Partial<TurnRequest> & { text?: string } = {}): TurnRequest => {
  const { text = 'What time is it?', ...rest } = changes;
  return {
    turn: 's1.t1',
    attempt: 1,
    agent: 'a1',
    version: 'draft',
    conversation: 'a1.draft.c1',
    session: 's1',
    customer: { id: 'c1', name: 'Sari' },
    messages: [{ id: 'm1', at: 1_795_424_400_000, content: { type: 'text', text } }],
    history: [],
    ...rest,
  };
};
