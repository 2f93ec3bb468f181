import {
  DAY, HOUR, MINUTE, SECOND, type Credentials, type Millis, type Outbound, type Protocol, type RoomReading, type SendOutcome, type SentEvidence,
} from '@tandem/domain';
import { statusUpdate, type Person, type RoomShown, type Update } from './calls.js';
import type { Deliveries } from './deliveries.js';
import type { Line } from './plan.js';
import { echoUpdate } from './qontak-call.js';
import type { Rooms } from './rooms.js';
import type { World } from './world.js';

/** Something the provider took and the customer got. */
export interface Effect {
  readonly line: Line;
  readonly outbound: Outbound;
  readonly wamid: string;
  readonly at: Millis;
}

/** The providers' APIs, as the server's side of the port of a protocol sees them. */
export interface Provider extends Required<Pick<Protocol, 'send' | 'readRoom' | 'resolveRoom' | 'findSent' | 'fetchMedia'>> {
  /** The token of a number is not valid any more, until it is repaired. */
  breakToken(line: Line): void;
  repair(line: Line): void;
  isBroken(line: Line): boolean;
}

export interface ProviderDeps {
  readonly deliveries: Deliveries;
  readonly rooms: Rooms;
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

/** Which number a call of the server's is made for. */
const lineIn = (lines: readonly Line[], { phoneNumberId, divisionId, channelIntegrationId }: Credentials): Line | undefined =>
  lines.find(({ id }) => id === (phoneNumberId ?? divisionId ?? channelIntegrationId));

export const createProvider = (world: World, deps: ProviderDeps): Provider => {
  const { clock, lines } = world;
  const { rooms } = deps;
  const dice = world.dice('provider');
  const inRooms = world.dice('calls of rooms');
  const broken = new Set<Line>();
  /** The histories of the rooms: our id of a send, and the provider's. */
  const histories = new Map<string, string>();
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
    if (outbound.room !== undefined) histories.set(outbound.send, wamid);
    deps.onEffect({ line, outbound, wamid, at: clock.now() });
    follow(line, outbound, wamid);
    return wamid;
  };

  const shownRoom = ({ room }: Outbound): RoomShown | undefined => (room === undefined ? undefined : rooms.byId(room));

  /** The statuses of a message: usually three in order, but late, twice, out of order, or not at all as well. */
  const follow = (line: Line, outbound: Outbound, wamid: string): void => {
    const { to } = outbound;
    const began = clock.now();
    // Qontak may keep our id to itself
    const send = line.protocol === 'qontak' && inRooms.chance(0.1) ? undefined : outbound.send;
    const echo = world.has('echoes') && line.protocol === 'coster' && inRooms.chance(0.05);
    const updateOf = ({ status, delay }: Told): Update =>
      statusUpdate({ line, wamid, status, at: began + delay, to, send, room: shownRoom(outbound), echo });
    /** In one call, when the last of them has happened. */
    const tell = (...told: readonly Told[]): void =>
      world.after(Math.max(...told.map(({ delay }) => delay)), () => deps.deliveries.tell(line, told.map(updateOf)));
    if (line.protocol === 'qontak' && world.has('echoes')) {
      world.after(inRooms.skewed(1, 3_000), () => deps.deliveries.tell(line, [echoUpdate({ line, wamid, at: began, to, send, room: shownRoom(outbound) })]));
    }
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

  /** What the room says to it; undefined where it says nothing. */
  const judgeRoom = ({ protocol }: Line, { room }: Outbound): SendOutcome | undefined => {
    if (protocol !== 'qontak') return undefined;
    if (room === undefined) return { kind: 'refused', papers: { title: 'NoRoom' } };
    const state = rooms.byId(room)?.state;
    if (state === 'assigned') return { kind: 'held', papers: { httpStatus: 422, title: 'Room is taken over by an agent' } };
    return state === 'resolved' ? { kind: 'refused', papers: { httpStatus: 422, title: 'Room is resolved' } } : undefined;
  };

  const judge = (line: Line, outbound: Outbound): { outcome: SendOutcome; waits?: 'timeout' } => {
    if (broken.has(line)) return { outcome: { kind: 'pause', papers: { code: 190, httpStatus: 401 } } };
    const last = deps.lastInbound(line, outbound.to);
    if (last === undefined) return { outcome: { kind: 'refused', papers: { code: 131026 } } };
    if (clock.now() > last + DAY + MINUTE) return { outcome: { kind: 'refused', papers: { code: 131047 } } };
    const said = judgeRoom(line, outbound);
    if (said) return { outcome: said };
    switch (fateOf()) {
      case 'accept':
        return { outcome: { kind: 'accepted', id: idOf(line, outbound, effect(line, outbound)) } };
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

  /** Coster's answer may name nothing but our own id of the send. */
  const idOf = ({ protocol }: Line, { send }: Outbound, wamid: string): string =>
    protocol === 'coster' && inRooms.chance(0.2) ? send.slice(send.indexOf('~') + 1) : wamid;

  /** A call that changes nothing takes a moment, or until it is given up. */
  const answered = <T>(answer: T, delay: Millis = inRooms.between(20, 300)): Promise<T> =>
    new Promise((resolve) => world.after(delay, () => resolve(answer)));

  return {
    send: (outbound, credentials, { timeout }) =>
      new Promise((resolve) => {
        const line = lineIn(lines, credentials);
        // a channel that was connected again has no credentials at first: as the adapter answers then
        if (!line) return resolve({ kind: 'pause', papers: { title: 'An id or token is missing' } });
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
    readRoom: (room): Promise<RoomReading> => answered(rooms.read(room)),
    resolveRoom: async (room) => {
      await answered(undefined);
      rooms.resolve(room);
    },
    findSent: ({ outbound }): Promise<SentEvidence> => {
      if (world.has('timeouts') && inRooms.chance(0.1)) return answered({ kind: 'unanswered', reason: 'TimedOut' });
      const id = histories.get(outbound.send);
      return answered(id === undefined ? { kind: 'not-found' } : { kind: 'found', id });
    },
    fetchMedia: (media, credentials) => {
      if (!lineIn(lines, credentials)) return answered({ kind: 'retry', reason: 'no token' });
      const drawn = inRooms.next();
      if (world.has('refusals') && drawn < 0.1) return answered({ kind: 'refused', reason: 'no such medium' });
      if (world.has('throttling') && drawn < 0.3) return answered({ kind: 'retry', reason: 'too fast' });
      const bytes = Buffer.from(media.mediaId ?? media.url ?? '');
      return answered({ kind: 'fetched', media: { bytes, mimeType: 'image/png' } });
    },
    breakToken: (line) => void broken.add(line),
    repair: (line) => void broken.delete(line),
    isBroken: (line) => broken.has(line),
  };
};
