import { setTimeout as pause } from 'node:timers/promises';
import { keptBy } from './found.js';
import { bodyWith, marked, post, timesFound, type Said, type Sender } from './probes.js';
import { answers, type Handle } from './receiver.js';

export interface CompareOptions {
  readonly sender: Sender;
  /** Kills and starts the receiver; without it no call is followed by a kill. */
  readonly handle?: Handle;
  /** A command that prints what the receiver has kept; without it only answers are counted. */
  readonly kept?: string;
  /** How long the receiver may work on what it took. */
  readonly settle: number;
}

export interface Compared {
  /** Of 200 calls before the kill: those acknowledged, and of these those not to be found after it. */
  readonly killed?: { readonly acknowledged: number; readonly gone?: number; readonly restarted: boolean };
  /** Of four calls with one id: acknowledged, and how often the message is found. */
  readonly repeated: { readonly acknowledged: number; readonly found?: number };
  /** Of one call with four messages: acknowledged, and how many of them are found. */
  readonly batch: { readonly acknowledged: number; readonly found?: number };
  /** The status of a call without a signature, and how often its message is found. */
  readonly unsigned: { readonly status: number; readonly found?: number };
}

const LAST = 200;

/** The same signed bodies as Tandem is measured with, and probes that count. */
export const compare = async ({ sender, handle, kept, settle }: CompareOptions): Promise<Compared> => {
  const run = `compare-${Date.now().toString(36)}`;
  const one = marked('repeated', run, 1);
  const four = marked('batch', run, 4);
  const forged = marked('unsigned', run, 1);
  const last = marked('killed', run, LAST);
  const found = async (said: readonly Said[]): Promise<readonly number[] | undefined> => kept === undefined ? undefined : timesFound(await keptBy(kept), said);

  const repeats: number[] = [];
  for (let n = 0; n < 4; n += 1) repeats.push(await post(sender, bodyWith(sender, one)));
  const batch = await post(sender, bodyWith(sender, four));
  const unsigned = await post(sender, bodyWith(sender, forged), false);
  await pause(settle);
  const [once, all, none] = [await found(one), await found(four), await found(forged)];

  const killed = handle && (await killAfter({ sender, handle, last, settle, found }));
  return {
    killed,
    repeated: { acknowledged: repeats.filter((status) => status === 200).length, found: once?.[0] },
    batch: { acknowledged: batch === 200 ? 1 : 0, found: all?.filter((times) => times > 0).length },
    unsigned: { status: unsigned, found: none?.[0] },
  };
};

interface Killing {
  readonly sender: Sender;
  readonly handle: Handle;
  readonly last: readonly Said[];
  readonly settle: number;
  readonly found: (said: readonly Said[]) => Promise<readonly number[] | undefined>;
}

/** All at once, and SIGKILL with the last answer: what was only in memory is gone. */
const killAfter = async ({ sender, handle, last, settle, found }: Killing): Promise<Compared['killed']> => {
  const statuses = await Promise.all(last.map((said) => post(sender, bodyWith(sender, [said]))));
  await handle.kill();
  const acknowledged = last.filter((_, n) => statuses[n] === 200);
  const restarted = (await handle.restart()) && (await answers(sender.url));
  if (restarted) await pause(settle);
  const times = await found(acknowledged);
  return { acknowledged: acknowledged.length, gone: times?.filter((count) => count === 0).length, restarted };
};
