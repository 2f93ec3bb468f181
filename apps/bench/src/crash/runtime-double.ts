import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One call of the agent, as it came. */
export interface TurnCall {
  readonly agent: string;
  readonly turn: string;
  readonly attempt: number;
  readonly texts: readonly string[];
  /** When it came, in milliseconds of `performance.now()`. */
  readonly at: number;
}

export interface RuntimeDouble {
  readonly url: string;
  readonly calls: readonly TurnCall[];
  close(): Promise<void>;
}

/** What the agent answers to a turn; the same whenever it is asked. */
export const repliesTo = ({ turn, texts }: Pick<TurnCall, 'turn' | 'texts'>): readonly string[] =>
  texts.length > 1 ? [`${turn} first`, `${turn} second`] : [`${turn} only`];

/** An agent behind HTTP that remembers every call, and takes a little while now and then. */
export const startRuntimeDouble = async (): Promise<RuntimeDouble> => {
  const calls: TurnCall[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = turnOf(await bodyOf(request));
    calls.push(call);
    await pause(Math.random() * 40);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ replies: repliesTo(call) }));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/turns`,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

interface Asked {
  readonly agent: string;
  readonly turn: string;
  readonly attempt: number;
  readonly messages: readonly { readonly content: { readonly text: string } }[];
}

const turnOf = (body: string): TurnCall => {
  const { agent, turn, attempt, messages } = JSON.parse(body) as Asked;
  return { agent, turn, attempt, texts: messages.map(({ content }) => content.text), at: performance.now() };
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
