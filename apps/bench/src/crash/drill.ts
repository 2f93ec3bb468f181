import { setTimeout as pause } from 'node:timers/promises';
import { agentOf, partsOfConversation, protocolNames, type ProtocolName } from '@tandem/domain';
import type { SentMessage } from '@tandem/simulator';
import { drillChannels } from './drill-channel.js';
import { doubledOf, judge, lostOf, type Evidence, type Judgement, type Taken } from './judge.js';
import { nextKill, noKills, type Place, type Tally } from './plan.js';
import { openSessions, readConversations } from './read-log.js';
import { setScene, type Scene } from './scene.js';
import { startSenders, type Senders } from './senders.js';
import { startVictim } from './victim.js';

export interface DrillOptions {
  readonly kills: number;
  /** Senders per channel. */
  readonly parallel?: number;
  /** Told after each kill. */
  readonly onKill?: (tally: Tally) => void;
}

/** What each provider had of it. */
export interface ProtocolRow {
  readonly protocol: ProtocolName;
  readonly judged: Judgement;
}

export interface DrillResult extends Judgement {
  readonly byProtocol: readonly ProtocolRow[];
  readonly kills: Tally;
  readonly calls: Senders['counts'];
  /** Error lines in the logs of all lives. */
  readonly errors: readonly string[];
  /** What kept the drill from its end; empty where it came there. */
  readonly trouble: readonly string[];
  readonly seconds: number;
  /** The data folder, where the drill failed. */
  readonly kept?: string;
}

/** A life that does not come to its named point in this time is ended anyway, and counts as ended at random. */
const LIFE = 4_000;
/** Lives that are ended at random: some while the server is still starting, the others soon after. */
const EARLY = 0.2;
const STARTING = 600;
const SHORT_LIFE = 1_500;
/** How long the last life has to bring everything to its end. */
const LAST_LIFE = 120_000;

export const runCrashDrill = async ({ kills, parallel = 2, onKill }: DrillOptions): Promise<DrillResult> => {
  const began = performance.now();
  const scene = await setScene(undefined, parallel);
  const errors: string[] = [];
  const trouble: string[] = [];
  try {
    const senders = startSenders({ channels: scene.channels, parallel });
    let tally = noKills;
    for (let place = nextKill(tally, { kills, chance: Math.random() }); place; place = nextKill(tally, { kills, chance: Math.random() })) {
      const reached = await oneLife(scene, place, { errors, trouble });
      tally = { ...tally, [reached]: tally[reached] + 1 };
      onKill?.(tally);
      if (trouble.length > 0) break;
    }
    await lastLife(scene, senders, { errors, trouble });
    const judged = judgeAll(scene, senders);
    const result = { ...judged, kills: tally, calls: senders.counts, errors, trouble, seconds: (performance.now() - began) / 1_000 };
    await scene.close(hasPassed(result) ? undefined : 'kept');
    return hasPassed(result) ? result : { ...result, kept: scene.data };
  } catch (error) {
    await scene.close();
    throw error;
  }
};

export const hasPassed = (result: Pick<DrillResult, 'trouble'> & Judgement): boolean =>
  result.trouble.length === 0 && lostOf(result) === 0 && doubledOf(result) === 0 && result.acknowledged > 0;

interface Notes {
  readonly errors: string[];
  readonly trouble: string[];
}

/** One start and one kill; answers where it was killed. */
const oneLife = async (scene: Scene, place: Place, notes: Notes): Promise<Place> => {
  const order: Record<string, string> = place === 'random' ? {} : { TANDEM_DRILL_KILL_AT: `${place}:${1 + Math.floor(Math.random() * 4)}` };
  const victim = startVictim({ ...scene.environment, ...order });
  const isEarly = place === 'random' && Math.random() < EARLY;
  const up = isEarly || (await victim.up);
  const time = isEarly ? Math.random() * STARTING : place === 'random' ? Math.random() * SHORT_LIFE : LIFE;
  const inTime = up && (await Promise.race([victim.ended.then(() => true), pause(time, false)]));
  victim.kill('SIGKILL');
  const { signal, stderr } = await victim.ended;
  notes.errors.push(...victim.errors);
  if (signal !== 'SIGKILL') notes.trouble.push(`The server ended by itself: ${stderr.trim() || 'without a word'}`);
  return inTime || !up ? place : 'random';
};

/** The one that is not killed: everything is acknowledged, answered and brought to its end. */
const lastLife = async ({ data, simulator, environment }: Scene, senders: Senders, notes: Notes): Promise<void> => {
  const victim = startVictim(environment);
  const until = performance.now() + LAST_LIFE;
  const inTime = async (what: string, work: Promise<unknown>): Promise<void> => {
    const late = pause(Math.max(0, until - performance.now()), 'late', { ref: false });
    if ((await Promise.race([work, late])) === 'late') notes.trouble.push(`Not in time: ${what}`);
  };
  if (!(await victim.up)) notes.trouble.push('The last start failed');
  await inTime('every message acknowledged', senders.finish());
  await inTime('every session ended', ended(data, until));
  await inTime('every status delivered', simulator.waitFor({ idle: true, timeoutMs: LAST_LIFE }));
  victim.kill('SIGTERM');
  await victim.ended;
  notes.errors.push(...victim.errors);
};

const ended = async (data: string, until: number): Promise<void> => {
  while (openSessions(data) > 0 && performance.now() < until) await pause(250);
};

/** Everything at once, and what is of each protocol alone. */
const judgeAll = ({ data, runtime, ...scene }: Scene, { acknowledged }: Senders): Judgement & Pick<DrillResult, 'byProtocol'> => {
  const log = readConversations(data);
  const taken = takenAt(scene);
  const judgeOf = (is: (protocol: ProtocolName) => boolean): Judgement => {
    const of: Evidence = {
      acknowledged: acknowledged.filter(({ protocol }) => is(protocol)).map(({ text }) => text),
      calls: runtime.calls.filter(({ agent }) => is(protocolOf(agent))),
      taken: taken.filter(({ protocol }) => is(protocol)),
      log: log.filter(({ stream }) => is(protocolOf(agentIn(stream)))),
    };
    return judge(of);
  };
  return { ...judgeOf(() => true), byProtocol: protocolNames.map((protocol) => ({ protocol, judged: judgeOf((one) => one === protocol) })) };
};

const agentIn = (stream: string): string => agentOf(partsOfConversation(stream).channel);

const protocolOf = (name: string): ProtocolName => {
  const found = drillChannels.find(({ agent }) => agent === name);
  if (!found) throw new Error(`The drill has no agent ${name}`);
  return found.protocol;
};

const takenAt = ({ simulator, channels }: Pick<Scene, 'simulator' | 'channels'>): Taken[] =>
  channels.flatMap(({ phoneNumberId, protocol, evidence }) =>
    simulator.sent(phoneNumberId).map((sent) => ({ reference: referenceIn(sent), text: textIn(sent.body), protocol, evident: evidence !== 'nothing' })));

/** Our id of the send, as each provider was given it. */
const referenceIn = ({ bizOpaqueCallbackData, request }: SentMessage): string => {
  const { xid, local_id } = (request ?? {}) as { xid?: string; local_id?: string };
  return bizOpaqueCallbackData ?? xid ?? local_id ?? '';
};

const textIn = (body: Readonly<Record<string, unknown>>): string => {
  const { text } = body as { text?: { body?: string } };
  return text?.body ?? '';
};
