import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signed, webhookBody } from '../crash/inbound.js';
import { openSessions, readConversations } from '../crash/read-log.js';
import { setScene, type Scene } from '../crash/scene.js';
import { startVictim, type Victim } from '../crash/victim.js';
import { startTemporal } from '../../../commands/temporal.mjs';
import { disasters, type Disaster } from './disasters.js';
import { judge, type Judgement } from './judge.js';

export interface DrillResult extends Judgement {
  readonly disaster: Disaster;
  readonly wanted: number;
  readonly seconds: number;
  /** The data folder, where the drill failed. */
  readonly kept?: string;
}

/** New customers each second, so that asks and ends fall due at a pace that a development server can keep on a few cores. */
const CUSTOMERS_PER_SECOND = 25;
/** Long enough that every session is open when the first ask is due, and every ask when the first end is. */
const delaysFor = (sessions: number) => {
  const writing = Math.ceil(sessions / CUSTOMERS_PER_SECOND);
  return { ask: writing + 10, end: writing + 10 };
};
const CALLS_AT_ONCE = 16;
/** How long everything may take after the disaster. */
const PATIENCE = 900_000;

export const hasPassed = ({ sessions, wanted, notAskedOnce, notEndedOnce }: DrillResult): boolean =>
  sessions === wanted && notAskedOnce.length === 0 && notEndedOnce.length === 0;

/** So many customers write once and fall silent; the disaster strikes as the first of them are due. */
export const runDrill = async (disaster: Disaster, sessions: number): Promise<DrillResult> => {
  const began = performance.now();
  const delays = delaysFor(sessions);
  const scene = await setScene({ delays });
  const file = join(scene.data, 'temporal-server.sqlite');
  let temporal = await startTemporal({ file });
  const environment = {
    ...scene.environment, TANDEM_SESSION_TIMERS: `temporal://${temporal.address}/${temporal.namespace}`,
    TANDEM_TEMPORAL_CACHED_WORKFLOWS: String(Math.max(500, sessions)),
  };
  let victim = await started(environment);
  try {
    await writeAll(scene, sessions);
    await pause(Math.max(0, delays.ask * 1_000 - (performance.now() - began) + FIRST_WRITTEN));
    await disasters[disaster]({
      data: scene.data,
      restartTemporal: async (away) => {
        await temporal.kill();
        await pause(away);
        temporal = await startTemporal({ file, port: temporal.port });
      },
      restartServer: async (away) => {
        victim.kill('SIGKILL');
        await victim.ended;
        await pause(away);
        victim = await started(environment);
      },
    });
    await allEnded(scene.data);
  } finally {
    victim.kill('SIGTERM');
    await victim.ended;
    await temporal.stop();
  }
  const judged = judge(readConversations(scene.data), delays);
  const result = { ...judged, disaster, wanted: sessions, seconds: (performance.now() - began) / 1_000 };
  await scene.close(hasPassed(result) ? undefined : 'kept');
  return hasPassed(result) ? result : { ...result, kept: scene.data };
};

/** About when the first customer wrote, after the drill began. */
const FIRST_WRITTEN = 8_000;

const started = async (environment: Readonly<Record<string, string>>): Promise<Victim> => {
  const victim = startVictim(environment);
  if (!(await victim.up)) throw new Error(`The server did not start: ${(await victim.ended).stderr}`);
  return victim;
};

/** Each customer writes one message, sent again until it is answered 200. */
const writeAll = async ({ channels: [channel] }: Scene, sessions: number): Promise<void> => {
  if (!channel) throw new Error('The drill has no channel');
  const began = performance.now();
  let next = 0;
  const post = async (phone: string): Promise<void> => {
    const body = webhookBody(channel, [{ phone, text: `hello ${phone}` }]);
    for (;;) {
      const response = await fetch(channel.url, { method: 'POST', body, headers: signed(body, channel.appSecret) }).catch(() => undefined);
      await response?.arrayBuffer();
      if (response?.status === 200) return;
      await pause(100);
    }
  };
  const sender = async (): Promise<void> => {
    for (let n = next++; n < sessions; n = next++) {
      await pause(Math.max(0, began + (n * 1_000) / CUSTOMERS_PER_SECOND - performance.now()));
      await post(`62811${String(n).padStart(7, '0')}`);
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, sender));
};

const allEnded = async (data: string): Promise<void> => {
  const until = performance.now() + PATIENCE;
  while (openSessions(data) > 0 && performance.now() < until) await pause(500);
};
