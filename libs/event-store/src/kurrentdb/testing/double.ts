import * as grpc from '@grpc/grpc-js';
import featuresService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import gossipService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_grpc_pb.js';
import streamsService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import { appends } from './double-appends.js';
import { reads } from './double-reads.js';
import { createFaults, type Faults } from './faults.js';
import { clusterOf, supportedMethods } from './messages.js';
import { createServerLog, type ServerLog } from './server-log.js';

export interface DoubleOptions {
  /** What an earlier double left: a restart. */
  readonly log?: ServerLog;
  /** The port an earlier double had; default any free one. */
  readonly port?: number;
  /** Whether the server tells what it can do; without it clients append by the older call. Default yes. */
  readonly features?: boolean;
  /** A key and a certificate: the connection is TLS. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** Whoever has another name or password is refused. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Bytes of data and metadata that one append may have; the 24 line takes 1 MiB unless it is told otherwise. Default any. */
  readonly maxAppendSize?: number;
}

/** A double of the database behind its own public protocol; for tests only, and no product. */
export interface KurrentDouble {
  readonly port: number;
  /** For clients without credentials. */
  readonly url: string;
  readonly log: ServerLog;
  readonly faults: Faults;
  /** How often each kind of call came. */
  readonly calls: ReadonlyMap<string, number>;
  /** Breaks every subscription off, as a change of the leader does. */
  dropSubscriptions(): void;
  /** As the end of the process: every connection breaks at once. */
  stop(): Promise<void>;
}

export interface DoubleParts {
  readonly log: ServerLog;
  readonly faults: Faults;
  readonly count: (call: string) => void;
  readonly leader: () => { host: string; port: number };
  readonly refuses: (call: { metadata: grpc.Metadata }) => boolean;
  /** Called after each append. */
  readonly appended: () => void;
  readonly maxAppendSize: number;
}

const host = '127.0.0.1';

export async function startKurrentDouble(options: DoubleOptions = {}): Promise<KurrentDouble> {
  const { log = createServerLog(), features = true, tls, user, maxAppendSize = Infinity } = options;
  const faults = createFaults();
  const calls = new Map<string, number>();
  let port = 0;
  const basic = user && `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  const reading = reads({
    log, faults, count, leader, refuses, maxAppendSize,
    appended: () => undefined,
  });
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 32 * 2 ** 20 });
  server.addService(streamsService.StreamsService, {
    ...appends({ log, faults, count, leader, refuses, appended: reading.push, maxAppendSize }), read: reading.read,
  });
  server.addService(featuresService.ServerFeaturesService, {
    getSupportedMethods: (_: unknown, answer: grpc.sendUnaryData<unknown>) =>
      features ? answer(null, supportedMethods('26.0.0')) : answer({ code: grpc.status.UNIMPLEMENTED }),
  });
  server.addService(gossipService.GossipService, {
    read: (_: unknown, answer: grpc.sendUnaryData<unknown>) => { count('gossip'); answer(null, clusterOf(host, port)); },
  });
  port = await listen(server, options);

  function count(call: string): void { calls.set(call, (calls.get(call) ?? 0) + 1); }
  function leader() { return { host, port }; }
  function refuses(call: { metadata: grpc.Metadata }): boolean {
    return basic !== undefined && call.metadata.get('authorization')[0] !== basic;
  }
  return {
    port, log, faults, calls,
    url: `kurrentdb://${host}:${port}?tls=${tls ? 'true' : 'false'}`,
    dropSubscriptions: reading.drop,
    async stop() {
      server.forceShutdown();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const listen = (server: grpc.Server, { port = 0, tls }: DoubleOptions): Promise<number> => new Promise((resolve, reject) => {
  const credentials = tls
    ? grpc.ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.cert }])
    : grpc.ServerCredentials.createInsecure();
  server.bindAsync(`${host}:${port}`, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
});
