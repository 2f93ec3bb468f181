import { text } from '../http/exchange.js';
import { nothingSent, repeated } from '../provider/deliveries.js';
import type { Ground } from '../provider/ground.js';
import { NotPossible } from '../provider/not-possible.js';
import type { Inbound, NumberView, RawBody, Side } from '../provider/side.js';
import { createStatuses } from '../provider/statuses.js';
import { createThroughput } from '../provider/throughput.js';
import { createChats, type ChatsSnapshot } from '../whatsapp/chats.js';
import { received, writeDown, type InboundMessage } from '../whatsapp/customer-message.js';
import { createMedia, type MediaSnapshot } from '../whatsapp/media.js';
import { wamid } from '../whatsapp/wamid.js';
import { createOrganisations, organisationView, type Organisation, type OrganisationSettings, type OrganisationView } from './accounts.js';
import { createBroadcasts, type Broadcast } from './broadcasts.js';
import type { Qontak, QontakParts } from './context.js';
import { createQontakFaults } from './faults.js';
import { openApi } from './open-api.js';
import { actAtInbox } from './room-calls.js';
import { createRooms, roomView, type Room, type RoomAction, type RoomName, type RoomView } from './rooms.js';
import { createQontakWebhooks } from './webhooks.js';

type QontakSnapshot = { organisations: Organisation[]; rooms: Room[]; broadcasts: Broadcast[]; chats: ChatsSnapshot; media: MediaSnapshot };

export type QontakSide = Side & {
  /** Makes an organisation and its numbers known, or changes them; what was registered stays. */
  addOrganisation: (wanted: OrganisationSettings) => OrganisationView;
  organisations: () => OrganisationView[];
  /** Rooms in the order in which they were made. */
  rooms: (of?: { number?: string; customer?: string }) => RoomView[];
  /** What a person at the inbox does with a room. */
  room: (name: RoomName, action: RoomAction, what?: { agent?: string; text?: string }) => RoomView;
};

/** Qontak's side of the wire: the open API, the inbox of its human agents, and its webhooks. */
export function createQontak(ground: Ground): QontakSide {
  const qontak = partsOf(ground);
  const { organisations, faults } = qontak;
  return {
    provider: 'qontak',
    chats: qontak.chats,
    media: qontak.media,
    addOrganisation: (wanted) => {
      for (const key of ['organizationId', 'name', 'token'] as const) if (!text(wanted[key])) throw new NotPossible(`A Qontak organisation needs ${key}.`);
      if (!Array.isArray(wanted.integrations) || wanted.integrations.length === 0) throw new NotPossible('A Qontak organisation needs integrations.');
      const organisation = organisations.upsert(wanted);
      qontak.changed();
      return organisationView(organisation);
    },
    organisations: () => organisations.all().map(organisationView),
    rooms: ({ number, customer } = {}) => qontak.rooms.all()
      .filter((room) => (number === undefined || room.phoneNumberId === number) && (customer === undefined || room.customer === customer)).map(roomView),
    room: (name, action, what = {}) => actAtInbox(qontak, name, action, what),
    numbers: () => organisations.all().flatMap(numberViews),
    has: (id) => organisations.ofIntegration(id) !== undefined,
    faults: faults.of,
    setFaults: faults.change,
    clearFaults: faults.reset,
    inbound: (id, wanted) => inbound(qontak, id, wanted),
    flush: () => nothingSent,
    api: (exchange) => openApi(qontak, exchange),
    snapshot: (): QontakSnapshot => ({
      organisations: organisations.snapshot(), rooms: qontak.rooms.snapshot(), broadcasts: qontak.broadcasts.snapshot(),
      chats: qontak.chats.snapshot(), media: qontak.media.snapshot(),
    }),
    restore: (kept) => restore(qontak, kept as QontakSnapshot),
    reset: (keepNumbers) => {
      for (const part of [qontak.chats, qontak.rooms, qontak.broadcasts, faults, qontak.media, qontak.throughput]) part.clear();
      if (!keepNumbers) organisations.clear();
    },
  };
}

function partsOf(ground: Ground): Qontak {
  const parts: QontakParts = {
    ...ground, organisations: createOrganisations(ground.chance, ground.clock.now), rooms: createRooms(ground), broadcasts: createBroadcasts(),
    chats: createChats(), media: createMedia(ground), faults: createQontakFaults(),
  };
  const webhooks = createQontakWebhooks(parts);
  const statuses = createStatuses({
    ...ground,
    tell: (chat, message, step) => {
      const organisation = parts.organisations.ofIntegration(message.phoneNumberId);
      const room = parts.rooms.get(message.room ?? '');
      return organisation && room ? webhooks.status({ organisation, room, chat, message }, step) : nothingSent;
    },
  });
  return { ...parts, webhooks, statuses, throughput: createThroughput() };
}

function restore(qontak: Qontak, { organisations, rooms, broadcasts, chats, media }: QontakSnapshot): void {
  qontak.organisations.restore(organisations);
  qontak.rooms.restore(rooms);
  qontak.broadcasts.restore(broadcasts);
  qontak.chats.restore(chats);
  qontak.media.restore(media);
}

const numberViews = ({ organizationId, integrations }: Organisation): NumberView[] =>
  integrations.map(({ channelIntegrationId, displayPhoneNumber, name, label }) =>
    ({ provider: 'qontak', phoneNumberId: channelIntegrationId, displayPhoneNumber, name, ...(label ? { label } : {}), account: organizationId }));

function inbound(qontak: Qontak, id: string, wanted: InboundMessage | RawBody): Inbound {
  const organisation = qontak.organisations.ofIntegration(id);
  if (!organisation) throw new NotPossible(`There is no number with the id ${id}.`);
  if (typeof wanted.rawBody === 'string') {
    const { rawBody: body, contentType = 'application/json', times = 1 } = wanted as RawBody & { rawBody: string };
    return { ids: [], sending: repeated(times, () => qontak.webhooks.raw(organisation, id, { body, contentType })) };
  }
  const written = wanted as InboundMessage;
  const { chat, message: fresh, isNew } = writeDown({ ...qontak, newId: () => qontak.chance.uuid() }, id, written);
  const message = qontak.chats.byId.get(fresh.id) ?? fresh;
  const faults = qontak.faults.of(id);
  const room = (isNew ? undefined : qontak.rooms.get(message.room ?? '')) ?? qontak.rooms.forCustomer(chat, faults.rooms.afterResolved);
  if (isNew) {
    Object.assign(message, { externalId: wamid('inbound', chat.customer.key, qontak.chance), room: room.id });
    Object.assign(room, { sessionAt: message.at, lastMessageAt: message.at, updatedAt: qontak.clock.now(), unread: room.unread + 1 });
  }
  const sending = repeated(written.times ?? faults.inbound.times, () =>
    qontak.webhooks.customerWrote({ organisation, room, chat, message }, received(qontak, chat, message)));
  return { ids: [message.id], sending };
}
