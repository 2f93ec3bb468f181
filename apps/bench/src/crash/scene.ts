import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createSocket, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSessionSettings, type ChannelKey } from '@tandem/domain';
import { configWith } from '@tandem/server/config.js';
import { silentLog } from '@tandem/server/logging/log.js';
import { createServer, type RunningServer } from '@tandem/server/server.js';
import { startSimulator, type Simulator } from '@tandem/simulator';
import { drillChannels, type DrillChannel } from './drill-channel.js';
import { apisAt, introduceAll, type CalledChannel } from './providers.js';
import { startRuntimeDouble, type RuntimeDouble } from './runtime-double.js';
import { phonesOf } from './senders.js';

/** A data folder with all channels connected, and the provider and the agent around it. */
export interface Scene {
  readonly data: string;
  readonly simulator: Simulator;
  readonly runtime: RuntimeDouble;
  readonly channels: readonly CalledChannel[];
  /** The environment of the server under the drill. */
  readonly environment: Readonly<Record<string, string>>;
  /** Removes the data folder, unless it is to be looked into. */
  close(kept?: 'kept'): Promise<void>;
}

/** Evidence comes soon here: a status is repeated after half a second at most, the rest is for slow machines. */
const seconds = { evidence: 5, sendTimeout: 2, turnTimeout: 5 };

const delivery = { firstRetryMs: 50, factor: 1.5, maxRetryMs: 400, attempts: 10_000, answerWithinMs: 3_000 };

/** Seconds of silence before the ask, and after it. */
export interface Delays {
  readonly ask: number;
  readonly end: number;
}

/** A log outside the data folder, which several processes may share. */
export interface SharedLog {
  readonly eventStore: string;
  readonly masterKey: string;
}

export interface SceneOptions {
  readonly delays?: Delays;
  /** Senders per channel, whose customers are to be known beforehand. */
  readonly parallel?: number;
  /** Default: the data folder's own. */
  readonly log?: SharedLog;
}

export const setScene = async ({ delays = { ask: 1, end: 1 }, parallel = 0, log }: SceneOptions = {}): Promise<Scene> => {
  const data = mkdtempSync(join(tmpdir(), 'tandem-drill-'));
  const simulator = await startSimulator({ port: 0, delivery });
  const runtime = await startRuntimeDouble();
  const port = await freePort();
  const paths = await connectAll(data, { runtimeUrl: runtime.url, delays, log });
  const channels = await introduceAll(simulator, {
    urlOf: ({ channel }) => `http://127.0.0.1:${port}${paths.get(channel)}`,
    phonesOf: (channel) => phonesOf(channel, parallel),
  });
  const { coster, qontak } = apisAt(simulator.url);
  const environment = {
    TANDEM_DATA: data, TANDEM_PORT: String(port), TANDEM_META_GRAPH_URL: simulator.url,
    TANDEM_COSTER_URL: coster.url, TANDEM_COSTER_PUSH_URL: coster.pushUrl, TANDEM_QONTAK_URL: qontak.url, TANDEM_LOG_LEVEL: 'error', TANDEM_GRACE_SECONDS: '0',
    TANDEM_EVIDENCE_SECONDS: String(seconds.evidence), TANDEM_SEND_TIMEOUT_SECONDS: String(seconds.sendTimeout),
    TANDEM_TURN_TIMEOUT_SECONDS: String(seconds.turnTimeout), ...(log && { TANDEM_EVENT_STORE: log.eventStore, TANDEM_MASTER_KEY: log.masterKey }),
  };
  const close = async (kept?: 'kept'): Promise<void> => {
    await simulator.close();
    await runtime.close();
    if (kept === undefined) rmSync(data, { recursive: true, force: true });
  };
  return { data, simulator, runtime, channels, environment, close };
};

/** A free port, that every life of the server then has. */
export const freePort = async (): Promise<number> => {
  const socket = createSocket();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
};

/** Makes the data folder with a server in this process; answers the paths of the channels' addresses. */
const connectAll = async (data: string, { log, ...around }: { runtimeUrl: string; delays: Delays; log?: SharedLog }): Promise<ReadonlyMap<ChannelKey, string>> => {
  const elsewhere = log && { eventStore: log.eventStore, masterKeys: [log.masterKey], roles: ['http' as const] };
  const server = await createServer(configWith({ port: 0, data, ...elsewhere }), { log: silentLog });
  try {
    for (const agent of new Set(drillChannels.map((channel) => channel.agent))) {
      await server.context.procedures.agents.register(agent, by(`register-${agent}`), 'Drill');
    }
    const paths = new Map<ChannelKey, string>();
    for (const channel of drillChannels) paths.set(channel.channel, await connect(channel, { server, ...around }));
    return paths;
  } finally {
    await server.close();
  }
};

const by = (id: string) => ({ id: `drill/${id}`, means: 'system' as const });

const connect = async (
  drilled: DrillChannel, { server, runtimeUrl, delays }: { server: RunningServer; runtimeUrl: string; delays: Delays },
): Promise<string> => {
  const { vault, procedures: { agents, channels } } = server.context;
  const { channel, agent, version, protocol, number, businessAccountId, entered } = drilled;
  const secret = await vault.seal('credentials', `whsec_${Buffer.alloc(32, version).toString('base64')}`);
  await agents.connectRuntime(agent, by(`runtime-${channel}`), { version, runtime: { kind: 'http', url: runtimeUrl, secret } });
  await channels.connect(channel, by(`connect-${channel}`), { protocol, number });
  const account = protocol === 'meta-cloud' ? undefined : businessAccountId;
  await channels.saveCredentials(channel, by(`credentials-${channel}`), { protocol, entered, account });
  const path = await pathOf(drilled, server);
  const { en, id } = defaultSessionSettings.texts;
  const answer = await channels.saveSessionSettings(channel, by(`settings-${channel}`), {
    ...defaultSessionSettings, delayBeforeAskSeconds: delays.ask, delayBeforeEndSeconds: delays.end,
    texts: { en: { ...en, closing: 'Goodbye' }, id: { ...id, closing: 'Selesai' } },
  });
  if (answer.kind !== 'saved') throw new Error(`The channel of the drill could not be set up: ${JSON.stringify(answer)}`);
  return path;
};

/** Address and, where the path is the proof, its secret; with Qontak it counts as set, for only then there are session settings. */
const pathOf = async ({ channel, protocol }: DrillChannel, { context }: RunningServer): Promise<string> => {
  const { directory, procedures } = context;
  const address = directory.byKey(channel)?.state.address ?? '';
  const path = `/webhooks/${protocol}/${address}`;
  const proof = directory.byAddress(address, protocol)?.proofs[0];
  if (protocol === 'meta-cloud' || !proof) return path;
  if (protocol === 'qontak') {
    const { fingerprint } = proof;
    await procedures.channels.noteEndpointRegistered(channel, by(`endpoint-${channel}`), { protocol, by: 'set-endpoint', fingerprint });
  }
  return `${path}/${proof.secrets[0]}`;
};
