import { MINUTE, HOUR, SECOND, type Millis, type RoomReading, type RoomState } from '@tandem/domain';
import type { Person, RoomShown } from './calls.js';
import type { Deliveries } from './deliveries.js';
import type { Line } from './plan.js';
import { personUpdate, roomUpdate } from './qontak-call.js';
import type { World } from './world.js';

/** Qontak's rooms, and the people who work in its inbox. */
export interface Rooms {
  /** The room that a customer's message goes into: his newest, or another one where that was resolved. */
  enter(line: Line, customer: number, who: Person): RoomShown;
  of(line: Line, customer: number): (RoomShown & { readonly since: Millis; readonly everTaken: boolean }) | undefined;
  byId(id: string): RoomShown | undefined;
  read(id: string): RoomReading;
  /** We close it. */
  resolve(id: string): void;
  /** Somebody takes it now and then. */
  attract(line: Line, customer: number): void;
  /** Everybody goes home. */
  leave(): void;
}

interface Room {
  readonly id: string;
  readonly line: Line;
  readonly customer: number;
  readonly who: Person;
  state: RoomState;
  since: Millis;
  everTaken: boolean;
}

/** So long a person may have a room before everybody must know. */
const KNOWN_AFTER: Millis = 10 * MINUTE;

export const createRooms = (world: World, deliveries: () => Deliveries): Rooms => {
  const { clock } = world;
  const dice = world.dice('rooms');
  const byId = new Map<string, Room>();
  const newest = new Map<string, Room>();
  const keyOf = (line: Line, customer: number): string => `${line.key} ${customer}`;
  let spoken = 0;

  const change = (room: Room, state: RoomState): void => {
    world.tell('rooms', () => `${room.id} of customer ${room.customer} on ${room.line.key} is ${state}`);
    Object.assign(room, { state, since: clock.now(), everTaken: room.everTaken || state === 'assigned' });
  };
  const shown = ({ line, who, id, state }: Room) => ({ line, who, room: { id, state }, at: clock.now() });
  /** Qontak tells of a change by a call of its own as a rule when a room is resolved, and seldom otherwise. */
  const tell = (room: Room, how: number): void => {
    if (dice.chance(how)) deliveries().tell(room.line, [roomUpdate(shown(room))]);
  };

  const speak = (room: Room): void => {
    if (room.state !== 'assigned') return;
    deliveries().tell(room.line, [personUpdate(shown(room), `p${(spoken += 1)}`)]);
  };
  const free = (room: Room): void => {
    if (room.state !== 'assigned') return;
    const resolved = dice.chance(0.5);
    change(room, resolved ? 'resolved' : 'unassigned');
    tell(room, resolved ? 0.8 : 0);
  };
  const take = (room: Room): void => {
    if (room.state !== 'unassigned' || !world.has('rooms')) return;
    change(room, 'assigned');
    tell(room, 0.3);
    for (let says = dice.int(3); says > 0; says -= 1) world.after(dice.between(1, 900) * SECOND, () => speak(room));
    world.after(dice.skewed(30 * SECOND, 3 * HOUR), () => free(room));
  };

  return {
    enter: (line, customer, who) => {
      const key = keyOf(line, customer);
      let room = newest.get(key);
      if (!room || room.state === 'resolved') {
        room = { id: `room-${byId.size + 1}`, line, customer, who, state: 'unassigned', since: clock.now(), everTaken: room?.everTaken ?? false };
        byId.set(room.id, room);
        newest.set(key, room);
      }
      return { id: room.id, state: room.state };
    },
    of: (line, customer) => newest.get(keyOf(line, customer)),
    byId: (id) => byId.get(id),
    read: (id) => {
      const room = byId.get(id);
      if (!room || (world.has('timeouts') && dice.chance(0.1))) return { kind: 'unanswered', reason: 'TimedOut' };
      return { kind: 'read', room: { id, state: room.state } };
    },
    resolve: (id) => {
      const room = byId.get(id);
      if (!room) return;
      if (room.state === 'assigned' && room.since < clock.now() - KNOWN_AFTER) {
        world.fail('a room that a person has is not resolved', `${id}, taken ${Math.round((clock.now() - room.since) / SECOND)} s before`);
      }
      if (room.state !== 'resolved') change(room, 'resolved');
    },
    attract: (line, customer) => {
      const room = newest.get(keyOf(line, customer));
      if (room && world.has('rooms') && dice.chance(0.12)) world.after(dice.skewed(1, 10 * MINUTE), () => take(room));
    },
    leave: () => {
      for (const room of byId.values()) free(room);
    },
  };
};
