import { readFileSync } from 'node:fs';
import { createSecureServer, type IncomingHttpHeaders } from 'node:http2';
import { connect, type AddressInfo, type Server } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';

const pem = (name: 'ca' | 'cert' | 'key'): Buffer => readFileSync(`${import.meta.dirname}/tls/${name}.pem`);

/** One authority, and one certificate of it for this machine, which serves both sides; valid for a hundred years, secret to nobody. */
export const certificates = { ca: pem('ca'), cert: pem('cert'), key: pem('key') };

export interface Listening {
  readonly address: string;
  stop(): Promise<void>;
}

/** What stands before a Temporal server that wants to know its callers: lets in whom the authority signed, and hands their bytes on. */
export const tlsBefore = async (plainAddress: string): Promise<Listening> => {
  const sockets = new Set<TLSSocket>();
  const { ca, cert, key } = certificates;
  const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] }, (caller) => {
    const { hostname, port } = new URL(`tcp://${plainAddress}`);
    const behind = connect(Number(port), hostname);
    sockets.add(caller);
    for (const [one, other] of [[caller, behind], [behind, caller]] as const) one.on('error', () => other.destroy()).on('close', () => other.destroy());
    caller.pipe(behind).pipe(caller);
  });
  server.on('tlsClientError', () => {}); // whoever has no certificate is told by TLS itself
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
};

/** A server over TLS that refuses every call, and keeps what the callers said of themselves. */
export const tlsListener = async (): Promise<Listening & { readonly headers: readonly IncomingHttpHeaders[] }> => {
  const headers: IncomingHttpHeaders[] = [];
  const { cert, key } = certificates;
  const server = createSecureServer({ cert, key });
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, said) => {
    headers.push(said);
    stream.on('error', () => {});
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '7' }, { endStream: true });
  });
  const found = await listening(server, () => {
    for (const session of sessions) session.destroy();
  });
  return { ...found, headers };
};

const listening = async (server: Server, cut: () => void): Promise<Listening> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise<void>((resolve) => {
    server.close(() => resolve());
    cut();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
};
