import type { Activity } from './activity.js';
import type { CosterFaults } from './coster/faults.js';
import type { NumberSettings } from './meta-cloud/accounts.js';
import type { MetaFaults } from './meta-cloud/faults.js';
import type { RawInbound } from './meta-cloud/inbound.js';
import { newNumber } from './meta-cloud/new-number.js';
import { together, type DeliverySettings, type Sending } from './provider/deliveries.js';
import type { Change, CommonFaults } from './provider/faults.js';
import type { Ground } from './provider/ground.js';
import { NotPossible } from './provider/not-possible.js';
import type { NumberView, Side } from './provider/side.js';
import type { Sides } from './providers.js';
import type { QontakFaults } from './qontak/faults.js';
import { digits, type Mark, type Message } from './whatsapp/chats.js';
import type { InboundMessage } from './whatsapp/customer-message.js';

/** A message that was accepted, as tests and drills count it; `wamid` is the provider's id of it. */
export type SentMessage = Pick<Message, 'to' | 'type' | 'body' | 'request' | 'at' | 'statuses' | 'bizOpaqueCallbackData'> & { wamid: string };

/** What a customer wrote, by message id, and the webhooks that tell it. */
export type Inbound = Sending & { ids: string[] };

export type SentQuery = { after?: number; limit?: number; to?: string };

/** A change of a number's faults, as its provider has them. */
export type FaultChange = Change<MetaFaults> | Change<CosterFaults> | Change<QontakFaults>;

/** What can be asked of the simulator from outside the wire; the control API offers the same. */
export type Operations = ReturnType<typeof createOperations>;

export function createOperations(ground: Ground, sides: Sides) {
  const all: readonly Side[] = Object.values(sides);
  const sideOf = (phoneNumberId: string): Side => {
    const side = all.find((one) => one.has(phoneNumberId));
    if (!side) throw new NotPossible(`There is no number with the id ${phoneNumberId}.`);
    return side;
  };
  const { accounts, addAccount, setWebhook } = sides.coster;
  const { addOrganisation, organisations, room, rooms } = sides.qontak;

  return {
    coster: { addAccount, accounts, setWebhook },
    qontak: { addOrganisation, organisations, rooms, room },
    addNumber: (wanted: NumberSettings): NumberView => sides.metaCloud.addNumber(wanted),
    /** A Meta number of somebody who has no account: everything is made up, and told this once. */
    makeNumber: (wanted: { name: string; number: string }): NumberSettings => {
      const made = newNumber(ground.chance, wanted);
      if (all.some((side) => side.numbers().some((known) => digits(known.displayPhoneNumber) === digits(made.displayPhoneNumber)))) {
        throw new NotPossible('There is such a number already.');
      }
      sides.metaCloud.addNumber(made);
      return made;
    },
    numbers: (): NumberView[] => all.flatMap((side) => side.numbers()),
    faults: (phoneNumberId: string): CommonFaults => sideOf(phoneNumberId).faults(phoneNumberId),
    setFaults: (phoneNumberId: string, change: FaultChange): CommonFaults => sideOf(phoneNumberId).setFaults(phoneNumberId, change),
    clearFaults: (phoneNumberId: string): void => sideOf(phoneNumberId).clearFaults(phoneNumberId),
    /** A customer writes, or something raw is sent. */
    inbound: (phoneNumberId: string, wanted: InboundMessage | RawInbound | (InboundMessage | RawInbound)[]): Inbound => {
      const side = sideOf(phoneNumberId);
      const told = (Array.isArray(wanted) ? wanted : [wanted]).map((one) => side.inbound(phoneNumberId, one));
      return { ids: told.flatMap(({ ids }) => ids), ...together(told.map(({ sending }) => sending)) };
    },
    /** Sends what a batch has collected so far. */
    flush: (phoneNumberId: string): Sending => sideOf(phoneNumberId).flush(phoneNumberId),
    /** Everything accepted, in order. */
    sent: (phoneNumberId: string, { after = 0, limit = Infinity, to }: SentQuery = {}): SentMessage[] => {
      const sent = sideOf(phoneNumberId).chats.sent(phoneNumberId).slice(after);
      return (to === undefined ? sent : sent.filter((message) => isTo(message, to))).slice(0, limit).map(sentView);
    },
    marks: (phoneNumberId: string): readonly Mark[] => sideOf(phoneNumberId).chats.marks(phoneNumberId),
    log: (after?: number, limit?: number): ReturnType<Activity['since']> => ground.activity.since(after, limit),
    setDelivery: (change: Partial<DeliverySettings>): DeliverySettings => Object.assign(ground.deliveries.settings, change),
    reset: ({ keepNumbers = false }: { keepNumbers?: boolean } = {}): void => {
      ground.deliveries.cancelAll();
      for (const side of all) side.reset(keepNumbers);
      ground.activity.clear();
      ground.changed();
    },
  };
}

const isTo = (message: Message, to: string): boolean => message.customer === to || message.customer === digits(to) || message.to === to;

const sentView = ({ id, to, type, body, request, at, statuses, bizOpaqueCallbackData }: Message): SentMessage =>
  ({ wamid: id, to, type, body, ...(request ? { request } : {}), at, statuses, bizOpaqueCallbackData });
