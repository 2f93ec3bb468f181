import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a scripted provider does with one call. */
export type ScriptedAnswer =
  | { readonly status: number; readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly status: number; readonly text: string; readonly headers?: Readonly<Record<string, string>> }
  /** Reads the call and never answers. */
  | 'silence'
  /** Reads the call and cuts the connection. */
  | 'cut';

export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ScriptedProvider {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Every call so far. */
  readonly calls: readonly ReceivedCall[];
  /** What comes next, one answer per call; the last one stays. */
  answers(...script: readonly ScriptedAnswer[]): void;
  stop(): Promise<void>;
}

/** An HTTP server for specs that answers as told and keeps what it was asked. */
export const startScriptedProvider = async (): Promise<ScriptedProvider> => {
  let script: readonly ScriptedAnswer[] = [];
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      calls.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      const [next, ...later] = script;
      if (later.length > 0) script = later;
      give(response, next ?? { status: 500, text: 'nothing scripted' });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answers: (...answers) => (script = answers),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const give = (response: ServerResponse, answer: ScriptedAnswer): void => {
  if (answer === 'silence') return;
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  const isJson = 'json' in answer;
  response.writeHead(answer.status, { 'content-type': isJson ? 'application/json' : 'text/plain', connection: 'close', ...answer.headers });
  response.end(isJson ? JSON.stringify(answer.json) : answer.text);
};
