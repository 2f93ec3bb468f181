import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createSocket, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSessionSettings, type ChannelKey } from '@tandem/domain';
import { configWith } from '@tandem/server/config.js';
import { silentLog } from '@tandem/server/logging/log.js';
import { createServer, type RunningServer } from '@tandem/server/server.js';
import { startSimulator, type Simulator } from '@tandem/simulator';
import { drillAgent, drillChannels, type DrillChannel } from './drill-channel.js';
import { startRuntimeDouble, type RuntimeDouble } from './runtime-double.js';

/** A data folder with both channels connected, and the provider and the agent around it. */
export interface Scene {
  readonly data: string;
  readonly simulator: Simulator;
  readonly runtime: RuntimeDouble;
  readonly channels: readonly (DrillChannel & { readonly url: string })[];
  /** The environment of the server under the drill. */
  readonly environment: Readonly<Record<string, string>>;
  /** Removes the data folder, unless it is to be looked into. */
  close(kept?: 'kept'): Promise<void>;
}

/** Evidence comes soon here: a status is repeated after half a second at most, the rest is for slow machines. */
const seconds = { evidence: 5, sendTimeout: 2, turnTimeout: 5 };

const delivery = { firstRetryMs: 50, factor: 1.5, maxRetryMs: 400, attempts: 10_000, answerWithinMs: 3_000 };

export const setScene = async (): Promise<Scene> => {
  const data = mkdtempSync(join(tmpdir(), 'tandem-drill-'));
  const simulator = await startSimulator({ port: 0, delivery });
  const runtime = await startRuntimeDouble();
  const port = await freePort();
  const addresses = await connectAll(data, runtime.url);
  const channels = drillChannels.map((channel) => ({
    ...channel, url: `http://127.0.0.1:${port}/webhooks/meta-cloud/${addresses.get(channel.channel)}`,
  }));
  for (const channel of channels) introduce(simulator, channel);
  const environment = {
    TANDEM_DATA: data, TANDEM_PORT: String(port), TANDEM_META_GRAPH_URL: simulator.url, TANDEM_LOG_LEVEL: 'error', TANDEM_GRACE_SECONDS: '0',
    TANDEM_EVIDENCE_SECONDS: String(seconds.evidence), TANDEM_SEND_TIMEOUT_SECONDS: String(seconds.sendTimeout),
    TANDEM_TURN_TIMEOUT_SECONDS: String(seconds.turnTimeout),
  };
  const close = async (kept?: 'kept'): Promise<void> => {
    await simulator.close();
    await runtime.close();
    if (kept === undefined) rmSync(data, { recursive: true, force: true });
  };
  return { data, simulator, runtime, channels, environment, close };
};

/** The customers write to us, not through the simulator, which is told to let answers through all the same. */
const introduce = (simulator: Simulator, channel: DrillChannel & { url: string }): void => {
  const { phoneNumberId, number, businessAccountId, appId, appSecret, accessToken, statuses } = channel;
  simulator.addNumber({
    phoneNumberId, displayPhoneNumber: number, name: 'Drill', wabaId: businessAccountId, appId, appSecret, accessToken, callbackUrl: channel.url,
  });
  simulator.setFaults(phoneNumberId, { window: 'off', statuses: { upTo: statuses ? 'read' : 'none' } });
};

/** A free port, that every life of the server then has. */
const freePort = async (): Promise<number> => {
  const socket = createSocket();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
};

/** Makes the data folder with a server in this process; answers the channels' addresses. */
const connectAll = async (data: string, runtimeUrl: string): Promise<ReadonlyMap<ChannelKey, string>> => {
  const server = await createServer(configWith({ port: 0, data }), { log: silentLog });
  try {
    await server.context.procedures.agents.register(drillAgent, by('register'), 'Drill');
    const addresses = new Map<ChannelKey, string>();
    for (const channel of drillChannels) addresses.set(channel.channel, await connect(channel, { server, runtimeUrl }));
    return addresses;
  } finally {
    await server.close();
  }
};

const by = (id: string) => ({ id: `drill/${id}`, means: 'system' as const });

const connect = async (drilled: DrillChannel, { server, runtimeUrl }: { server: RunningServer; runtimeUrl: string }): Promise<string> => {
  const { vault, procedures: { agents, channels } } = server.context;
  const { channel, version, number, phoneNumberId, businessAccountId, appId, appSecret, accessToken } = drilled;
  const secret = await vault.seal('credentials', `whsec_${Buffer.alloc(32, version).toString('base64')}`);
  await agents.connectRuntime(drillAgent, by(`runtime-${version}`), { version, runtime: { kind: 'http', url: runtimeUrl, secret } });
  await channels.connect(channel, by(`connect-${version}`), { protocol: 'meta-cloud', number });
  await channels.saveCredentials(channel, by(`credentials-${version}`), {
    protocol: 'meta-cloud', entered: { phoneNumberId, businessAccountId, appId, appSecret, accessToken },
  });
  const { en, id } = defaultSessionSettings.texts;
  const answer = await channels.saveSessionSettings(channel, by(`settings-${version}`), {
    ...defaultSessionSettings, delayBeforeAskSeconds: 1, delayBeforeEndSeconds: 1,
    texts: { en: { ...en, closing: 'Goodbye' }, id: { ...id, closing: 'Selesai' } },
  });
  if (answer.kind !== 'saved') throw new Error(`The channel of the drill could not be set up: ${answer.kind}`);
  return answer.state.address;
};
