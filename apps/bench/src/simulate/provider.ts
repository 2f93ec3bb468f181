import { DAY, HOUR, MINUTE, SECOND, type Millis, type Outbound, type Protocol, type SendOutcome } from '@tandem/domain';
import type { Deliveries } from './deliveries.js';
import { statusUpdate, type Person, type Update } from './meta-call.js';
import type { Line } from './plan.js';
import type { World } from './world.js';

/** Something the provider took and the customer got. */
export interface Effect {
  readonly line: Line;
  readonly outbound: Outbound;
  readonly wamid: string;
  readonly at: Millis;
}

export interface Provider {
  readonly send: Protocol['send'];
  /** The token of a number is not valid any more, until it is repaired. */
  breakToken(line: Line): void;
  repair(line: Line): void;
  isBroken(line: Line): boolean;
}

export interface ProviderDeps {
  readonly deliveries: Deliveries;
  readonly onAttempt: (line: Line, outbound: Outbound) => void;
  readonly onEffect: (effect: Effect) => void;
  readonly onOutcome: (line: Line, outbound: Outbound, outcome: SendOutcome) => void;
  /** When the person last wrote to the number. */
  readonly lastInbound: (line: Line, to: Person) => Millis | undefined;
  /** Called in the midst of a call: the process may end here, and answers that it did. */
  readonly midCall: () => boolean;
}

interface Told {
  readonly status: string;
  readonly delay: Millis;
}

type Fate = 'accept' | 'refuse' | 'slower' | 'busy' | 'lostBefore' | 'lostAfter';

export const createProvider = (world: World, deps: ProviderDeps): Provider => {
  const { clock, lines } = world;
  const dice = world.dice('provider');
  const broken = new Set<Line>();
  let made = 0;

  const fateOf = (): Fate => {
    const drawn = dice.next();
    if (drawn < 0.01) return world.has('refusals') ? 'refuse' : 'accept';
    if (drawn < 0.02) return world.has('throttling') ? 'slower' : 'accept';
    if (drawn < 0.035) return world.has('refusals') ? 'busy' : 'accept';
    if (drawn < 0.045) return world.has('timeouts') ? 'lostBefore' : 'accept';
    if (drawn < 0.055) return world.has('timeouts') ? 'lostAfter' : 'accept';
    return 'accept';
  };

  const effect = (line: Line, outbound: Outbound): string => {
    const wamid = `wamid.out${(made += 1)}`;
    deps.onEffect({ line, outbound, wamid, at: clock.now() });
    follow(line, outbound, wamid);
    return wamid;
  };

  /** The statuses of a message: usually three in order, but late, twice, out of order, or not at all as well. */
  const follow = (line: Line, { send, to }: Outbound, wamid: string): void => {
    const began = clock.now();
    const updateOf = ({ status, delay }: Told): Update => statusUpdate({ line, wamid, status, at: began + delay, to, send });
    /** In one call, when the last of them has happened. */
    const tell = (...told: readonly Told[]): void =>
      world.after(Math.max(...told.map(({ delay }) => delay)), () => deps.deliveries.tell(line, told.map(updateOf)));
    const drawn = dice.next();
    if (world.has('failedStatuses') && drawn < 0.01) return tell({ status: 'failed', delay: dice.skewed(SECOND, HOUR) });
    if (world.has('missingStatuses') && drawn < 0.05) return;
    const late = world.has('lateStatuses');
    const early = late && dice.chance(0.05);
    const base = early ? 1 : late && dice.chance(0.02) ? dice.between(MINUTE, 2 * DAY) : dice.between(300, 1_500);
    const mixed = late && dice.chance(0.03);
    const told = ['sent', 'delivered', 'read'].slice(0, dice.chance(0.7) ? 3 : 2).map((status, place): Told => (
      { status, delay: mixed ? base + dice.int(5_000) : base + place * dice.between(200, 20_000) }));
    if (world.has('batches') && dice.chance(0.7)) return tell(...told);
    for (const one of told) tell(one);
  };

  const judge = (line: Line, outbound: Outbound): { outcome: SendOutcome; waits?: 'timeout' } => {
    if (broken.has(line)) return { outcome: { kind: 'pause', papers: { code: 190, httpStatus: 401 } } };
    const last = deps.lastInbound(line, outbound.to);
    if (last === undefined) return { outcome: { kind: 'refused', papers: { code: 131026 } } };
    if (clock.now() > last + DAY + MINUTE) return { outcome: { kind: 'refused', papers: { code: 131047 } } };
    switch (fateOf()) {
      case 'accept':
        return { outcome: { kind: 'accepted', id: effect(line, outbound) } };
      case 'refuse':
        return { outcome: { kind: 'refused', papers: { code: 131051 } } };
      case 'slower':
        return { outcome: { kind: 'retry', holds: 'number', after: dice.between(1, 8) * SECOND, papers: { code: 130429 } } };
      case 'busy':
        return { outcome: { kind: 'retry', holds: 'message', papers: { code: 131000, httpStatus: 500 } } };
      case 'lostAfter':
        effect(line, outbound);
        return { outcome: { kind: 'unknown', papers: { title: 'TimedOut' } }, waits: 'timeout' };
      case 'lostBefore':
        return { outcome: { kind: 'unknown', papers: { title: 'TimedOut' } }, waits: 'timeout' };
    }
  };

  return {
    send: (outbound, credentials, { timeout }) =>
      new Promise((resolve) => {
        const line = lines.find(({ phoneNumberId }) => phoneNumberId === credentials['phoneNumberId']);
        // a channel that was connected again has no credentials at first: as the adapter answers then
        if (!line) return resolve({ kind: 'pause', papers: { title: 'Phone Number ID or Access Token is missing' } });
        deps.onAttempt(line, outbound);
        world.after(dice.between(20, 300), () => {
          if (deps.midCall() && dice.chance(0.5)) return; // it never left
          const { outcome, waits } = judge(line, outbound);
          deps.midCall();
          world.after(waits ? timeout : dice.between(20, 300), () => {
            deps.onOutcome(line, outbound, outcome);
            resolve(outcome);
          });
        });
      }),
    breakToken: (line) => void broken.add(line),
    repair: (line) => void broken.delete(line),
    isBroken: (line) => broken.has(line),
  };
};
