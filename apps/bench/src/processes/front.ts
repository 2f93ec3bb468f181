import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Front {
  close(): Promise<void>;
}

/**
 * Stands before several servers at one port, as a load balancer does: each call goes to one of them, in turn, and where
 * the connection is refused to the next. A server that takes a call and does not answer it is not judged: the caller's
 * patience ends, and it calls again.
 */
export const startFront = async ({ port, servers }: { port: number; servers: readonly number[] }): Promise<Front> => {
  let calls = 0;
  const answer = async (call: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(call);
    const first = (calls += 1);
    for (let tried = 0; tried < servers.length; tried += 1) {
      if (await isPassed({ call, body, response }, servers[(first + tried) % servers.length] ?? 0)) return;
    }
    response.writeHead(503).end();
  };
  const server = createServer((call, response) => {
    answer(call, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

interface Passing {
  readonly call: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
}

/** False: nobody listens at that port. A connection that breaks later is answered 502, for the call may have arrived. */
const isPassed = ({ call, body, response }: Passing, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const passed = request({ host: '127.0.0.1', port, path: call.url, method: call.method, headers: call.headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
      resolve(true);
    });
    passed.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') return resolve(false);
      if (!response.headersSent) response.writeHead(502).end();
      resolve(true);
    });
    response.on('close', () => passed.destroy());
    passed.end(body);
  });

const bodyOf = async (call: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of call) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
