import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { method: string; url: URL; headers: IncomingHttpHeaders; raw: Buffer; at: number };

export type Reply = { status?: number; body?: string; hang?: boolean };

/** A webhook endpoint for tests: keeps every call as it came, echoes the challenge of its token, and answers as told. */
export async function startReceiver(verifyToken = 'verify-me') {
  const calls: Received[] = [];
  const listeners = new Set<() => void>();
  let reply: (call: Received) => Reply = () => ({ status: 200 });

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const call = { method: request.method ?? '', url, headers: request.headers, raw: Buffer.concat(chunks), at: performance.now() };
      const verified = url.searchParams.get('hub.verify_token') === verifyToken;
      calls.push(call);
      const told = request.method === 'POST' ? reply(call)
        : verified ? { status: 200, body: url.searchParams.get('hub.challenge') ?? '' } : { status: 403 };
      if (!told.hang) response.writeHead(told.status ?? 200, { 'content-type': 'text/plain' }).end(told.body ?? '');
      listeners.forEach((listener) => listener());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));

  const posts = () => calls.filter(({ method }) => method === 'POST');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls,
    posts,
    answer: (next: (call: Received) => Reply) => {
      reply = next;
    },
    /** Every status and message that came, in order, whatever body it came in. */
    items: () => posts().flatMap(({ raw }) => itemsOf(raw)),
    /** Resolves when so many POSTs have come. */
    until: (count: number) => new Promise<void>((resolve) => {
      const check = () => {
        if (posts().length < count) return;
        listeners.delete(check);
        resolve();
      };
      listeners.add(check);
      check();
    }),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

type Item = Record<string, unknown>;
type Value = { messages?: Item[]; statuses?: Item[]; contacts?: Item[] };
type Body = { entry: { id: string; changes: { field: string; value: Value }[] }[] };

export const bodyOf = (raw: Buffer): Body => JSON.parse(raw.toString('utf8')) as Body;

/** The Cloud form, also inside Coster's bot envelope. */
const cloudOf = (raw: Buffer): Body => {
  const body = bodyOf(raw) as Body & { data?: Body };
  return body.data ?? { ...body, entry: body.entry ?? [] };
};

export const itemsOf = (raw: Buffer): Item[] =>
  cloudOf(raw).entry.flatMap(({ changes }) => changes.flatMap(({ value }) => [...(value.messages ?? []), ...(value.statuses ?? [])]));
