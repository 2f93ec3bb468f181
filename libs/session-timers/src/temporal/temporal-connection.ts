import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';

/** Where Temporal is, and how it knows us. */
export interface TemporalAddress {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  /** For Temporal Cloud and servers that take them; goes only over TLS. */
  readonly apiKey?: string;
  /** Encrypts the connection; with certificates in PEM where the server is not known to the system, or wants to know us. */
  readonly tls?: TemporalTls | boolean;
}

export interface TemporalTls {
  readonly serverRootCACertificate?: Buffer;
  readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer };
}

/** A call that is not answered by then has an unknown outcome, and is made again by whoever needs it. */
export const CALL_TIMEOUT = 5_000;

/** gRPC's own default of two minutes would keep arming back for as long after an outage. */
const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 500, 'grpc.max_reconnect_backoff_ms': 5_000 };

/** The side that arms. It connects at its first call and again after an outage by itself; calls are not repeated here. */
export const connectClient = ({ address, namespace, apiKey, tls }: TemporalAddress): { client: Client; connection: Connection } => {
  const connection = Connection.lazy({ address, apiKey, tls: tls ?? apiKey !== undefined, channelArgs, interceptors: [], connectTimeout: CALL_TIMEOUT });
  return { connection, client: new Client({ connection, namespace }) };
};

/** The side that works; rejects where Temporal cannot be reached. */
export const connectWorker = ({ address, apiKey, tls }: TemporalAddress): Promise<NativeConnection> =>
  NativeConnection.connect({ address, apiKey, tls: tls ?? apiKey !== undefined });
