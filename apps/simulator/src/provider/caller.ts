import http from 'node:http';
import https from 'node:https';
import type { SimulatorClock } from '../clock.js';

export type OutgoingCall = { method: 'GET' | 'POST'; url: string; headers?: Record<string, string>; body?: string; withinMs: number };

export type CallResult = { status: number; body: Buffer; contentType?: string; reason?: string };

/** Outgoing calls over kept connections, at most `sockets` at once per receiver. `close` ends all of them. */
export function createCaller(clock: SimulatorClock, sockets = 64) {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: sockets }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: sockets }),
  };

  /** Makes the call; rejects with a short reason where there is no whole answer in time. */
  const call = ({ method, url, headers, body, withinMs }: OutgoingCall): Promise<CallResult> =>
    new Promise((resolve, reject) => {
      const target = new URL(url);
      const secure = target.protocol === 'https:';
      const request = (secure ? https : http).request(target, {
        method,
        agent: secure ? agents['https:'] : agents['http:'],
        headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      });
      // The time runs from the moment the call has a connection, so a queue in front of a slow receiver is not held against it.
      let stop: (() => void) | undefined;
      request.on('socket', () => {
        stop ??= clock.schedule(withinMs, () => request.destroy(new Error(`no answer within ${withinMs} ms`)));
      });
      request.on('close', () => stop?.());
      request.on('error', (error) => reject(reasonOf(error)));
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => reject(reasonOf(error)));
        response.on('end', () => resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks),
          contentType: response.headers['content-type'],
          reason: response.statusMessage,
        }));
      });
      request.end(body);
    });

  return { call, close: () => Object.values(agents).forEach((agent) => agent.destroy()) };
}

export type Caller = ReturnType<typeof createCaller>;

const reasonOf = (error: Error): Error => {
  const { code } = error as NodeJS.ErrnoException;
  return new Error(code ?? error.message);
};
