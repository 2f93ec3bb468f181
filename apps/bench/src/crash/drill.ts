import { judgeAll, type ProtocolRow } from './judge-all.js';
import { doubledOf, lostOf, type Judgement } from './judge.js';
import { bringToEnd, killAt, orderFor, type Notes } from './lives.js';
import { nextKill, noKills, type Tally } from './plan.js';
import { openSessions, readConversations } from './read-log.js';
import { setScene } from './scene.js';
import { startSenders, type Senders } from './senders.js';
import { startVictim } from './victim.js';

export interface DrillOptions {
  readonly kills: number;
  /** Senders per channel. */
  readonly parallel?: number;
  /** Told after each kill. */
  readonly onKill?: (tally: Tally) => void;
}

export interface DrillResult extends Judgement, Readonly<Notes> {
  readonly byProtocol: readonly ProtocolRow[];
  readonly kills: Tally;
  readonly calls: Senders['counts'];
  readonly seconds: number;
  /** The data folder, where the drill failed. */
  readonly kept?: string;
}

/** How long the last life has to bring everything to its end. */
const LAST_LIFE = 120_000;

export const runCrashDrill = async ({ kills, parallel = 2, onKill }: DrillOptions): Promise<DrillResult> => {
  const began = performance.now();
  const scene = await setScene({ parallel });
  const notes: Notes = { errors: [], trouble: [] };
  try {
    const senders = startSenders({ channels: scene.channels, parallel });
    let tally = noKills;
    for (let place = nextKill(tally, { kills, chance: Math.random() }); place; place = nextKill(tally, { kills, chance: Math.random() })) {
      const reached = await killAt(startVictim({ ...scene.environment, ...orderFor(place) }), place, notes);
      tally = { ...tally, [reached]: tally[reached] + 1 };
      onKill?.(tally);
      if (notes.trouble.length > 0) break;
    }
    const victims = [startVictim(scene.environment)];
    await bringToEnd({ scene, senders, victims, openSessions: () => openSessions(scene.data), patience: LAST_LIFE }, notes);
    const judged = judgeAll(scene, senders, readConversations(scene.data));
    const result = { ...judged, ...notes, kills: tally, calls: senders.counts, seconds: (performance.now() - began) / 1_000 };
    await scene.close(hasPassed(result) ? undefined : 'kept');
    return hasPassed(result) ? result : { ...result, kept: scene.data };
  } catch (error) {
    await scene.close();
    throw error;
  }
};

export const hasPassed = (result: Pick<DrillResult, 'trouble'> & Judgement): boolean =>
  result.trouble.length === 0 && lostOf(result) === 0 && doubledOf(result) === 0 && result.acknowledged > 0;
