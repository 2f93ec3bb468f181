import type { Chance } from '../chance.js';
import type { SimulatorClock } from '../clock.js';
import type { Chat, Speaker } from '../whatsapp/chats.js';

export type RoomStatus = 'unassigned' | 'assigned' | 'resolved' | 'campaign';

/** What a person at the inbox does with a room. */
export type RoomAction = 'take' | 'write' | 'unassign' | 'resolve';

export type RoomName = { roomId?: string; number?: string; customer?: string };

/** One stretch of care for one customer of one number. */
export type Room = {
  id: string;
  phoneNumberId: string;
  customer: string;
  status: RoomStatus;
  agent?: Speaker;
  contactId: string;
  participantId: string;
  createdAt: number;
  updatedAt: number;
  /** The customer's last message, from which WhatsApp counts. */
  sessionAt: number;
  lastMessageAt: number;
  unread: number;
  resolvedAt?: number;
  resolvedBy?: Speaker;
};

export type RoomView = {
  roomId: string;
  number: string;
  customer: string;
  status: RoomStatus;
  agent?: string;
  createdAt: number;
  resolvedAt?: number;
};

export type Rooms = ReturnType<typeof createRooms>;

/** Every room there ever was; the newest of a customer is the one that counts. */
export function createRooms({ chance, clock }: { chance: Chance; clock: SimulatorClock }) {
  const rooms = new Map<string, Room>();
  const newest = new Map<string, Room>();
  const key = (phoneNumberId: string, customer: string) => `${phoneNumberId}/${customer}`;

  const keep = (room: Room): Room => {
    rooms.set(room.id, room);
    newest.set(key(room.phoneNumberId, room.customer), room);
    return room;
  };

  const open = ({ phoneNumberId, customer }: Chat, status: RoomStatus): Room => {
    const now = clock.now();
    const before = newest.get(key(phoneNumberId, customer.key));
    return keep({
      id: chance.uuid(), phoneNumberId, customer: customer.key, status,
      contactId: before?.contactId ?? chance.uuid(), participantId: chance.uuid(),
      createdAt: now, updatedAt: now, sessionAt: now, lastMessageAt: now, unread: 0,
    });
  };

  const reopened = (room: Room): Room => {
    delete room.resolvedAt;
    delete room.resolvedBy;
    return Object.assign(room, { status: 'unassigned' as const, updatedAt: clock.now() });
  };

  return {
    get: (id: string): Room | undefined => rooms.get(id),
    newestOf: (phoneNumberId: string, customer: string): Room | undefined => newest.get(key(phoneNumberId, customer)),
    all: () => [...rooms.values()],
    /** The room that a customer's message comes into. */
    forCustomer: (chat: Chat, afterResolved: 'new' | 'same'): Room => {
      const room = newest.get(key(chat.phoneNumberId, chat.customer.key));
      if (!room) return open(chat, 'unassigned');
      if (room.status === 'campaign') return Object.assign(room, { status: 'unassigned' as const });
      if (room.status !== 'resolved') return room;
      return afterResolved === 'same' ? reopened(room) : open(chat, 'unassigned');
    },
    /** The room that a broadcast is shown in. */
    forCampaign: (chat: Chat): Room => {
      const room = newest.get(key(chat.phoneNumberId, chat.customer.key));
      return room && room.status !== 'resolved' ? room : open(chat, 'campaign');
    },
    assign: (room: Room, agent: Speaker): void => void Object.assign(room, { status: 'assigned', agent, updatedAt: clock.now() }),
    unassign: (room: Room): void => {
      delete room.agent;
      Object.assign(room, { status: 'unassigned', updatedAt: clock.now() });
    },
    resolve: (room: Room, by: Speaker): void => {
      delete room.agent;
      Object.assign(room, { status: 'resolved', resolvedAt: clock.now(), resolvedBy: by, updatedAt: clock.now(), unread: 0 });
    },
    snapshot: () => [...rooms.values()],
    restore: (kept: Room[]) => kept.forEach(keep),
    clear: () => [rooms, newest].forEach((map) => map.clear()),
  };
}

export const roomView = ({ id, phoneNumberId, customer, status, agent, createdAt, resolvedAt }: Room): RoomView =>
  ({ roomId: id, number: phoneNumberId, customer, status, ...(agent ? { agent: agent.name } : {}), createdAt, ...(resolvedAt ? { resolvedAt } : {}) });
