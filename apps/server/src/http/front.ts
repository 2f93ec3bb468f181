import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenProblem } from '../startup-problem.js';

/** The listening socket. It stands before anything is opened, so that a taken port leaves the data folder alone. */
export interface Front {
  readonly server: Server;
  readonly url: string;
  /** Until then every call is answered 503 (`/health/live`: 200). */
  open(handler: RequestListener): void;
  /** Takes no new connection, lets answers under way leave, and cuts what is left after `patience` milliseconds. */
  close(patience?: number): Promise<void>;
}

const IDLE_CHECK = 20;
/** Longer than what proxies in front of us keep a connection, so that it is they who end it and no call meets a closed one. */
const KEEP_ALIVE = 72_000;

const closed: RequestListener = (request, response) => {
  const live = request.url === '/health/live';
  response.writeHead(live ? 200 : 503, { 'content-type': 'application/json; charset=utf-8', ...(!live && { 'retry-after': '1' }) });
  response.end(live ? '{"status":"ok"}' : '{"status":"starting"}');
  request.resume();
};

const urlOf = ({ address, family, port }: AddressInfo): string => {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
};

/** Rejects with a `StartupProblem` where the port cannot be had. Port 0 = any free one. */
export const listen = async ({ host, port }: { host: string; port: number }): Promise<Front> => {
  let handler = closed;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => handler(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenProblem(error, { host, port })));
    server.listen({ host, port, backlog: 1_024 }, resolve);
  });
  return {
    server,
    url: urlOf(server.address() as AddressInfo),
    open: (opened) => {
      handler = opened;
    },
    close: async (patience = 1_000) => {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      const sweep = setInterval(() => server.closeIdleConnections(), IDLE_CHECK);
      const cut = setTimeout(() => server.closeAllConnections(), patience);
      server.closeIdleConnections();
      await ended;
      clearInterval(sweep);
      clearTimeout(cut);
    },
  };
};
