import type { Activity } from './activity.js';
import type { NumberAccount, NumberSettings } from './meta-cloud/accounts.js';
import { digits, type Mark, type Message } from './meta-cloud/chats.js';
import type { MetaCloud } from './meta-cloud/context.js';
import type { FaultChange, Faults } from './meta-cloud/faults.js';
import { sendRaw, writeAsCustomer, type InboundMessage, type RawInbound } from './meta-cloud/inbound.js';
import { resetCloud } from './meta-cloud/meta-cloud.js';
import { NotPossible } from './meta-cloud/not-possible.js';
import { together, type DeliverySettings, type Sending } from './meta-cloud/webhooks.js';

/** A number as others may see it: without secrets. */
export type NumberView = Omit<NumberAccount, 'accessToken' | 'overrides'> & { override?: string };

/** A message that was accepted, as tests and drills count it. */
export type SentMessage = Pick<Message, 'to' | 'type' | 'body' | 'at' | 'statuses' | 'bizOpaqueCallbackData'> & { wamid: string };

/** What a customer wrote, by message id, and the webhooks that tell it. */
export type Inbound = Sending & { ids: string[] };

export type SentQuery = { after?: number; limit?: number; to?: string };

/** What can be asked of the simulator from outside the wire; the control API offers the same. */
export type Operations = ReturnType<typeof createOperations>;

export function createOperations(cloud: MetaCloud, settings: DeliverySettings) {
  const known = (phoneNumberId: string): NumberAccount => {
    const number = cloud.accounts.numbers.get(phoneNumberId);
    if (!number) throw new NotPossible(`There is no number with the id ${phoneNumberId}.`);
    return number;
  };

  const inboundOne = (number: NumberAccount, wanted: InboundMessage | RawInbound): { ids: string[]; sending: Sending } => {
    if (isRaw(wanted)) return { ids: [], sending: sendRaw(cloud, number, wanted) };
    const { message, sending } = writeAsCustomer(cloud, number, wanted);
    return { ids: [message.id], sending };
  };

  return {
    /** Makes a number known or changes it; its app and WABA with it. */
    addNumber: (wanted: NumberSettings): NumberView => {
      for (const key of ['phoneNumberId', 'displayPhoneNumber', 'name', 'wabaId', 'appId', 'appSecret', 'accessToken'] as const) {
        if (typeof wanted[key] !== 'string' || wanted[key] === '') throw new NotPossible(`A number needs ${key}.`);
      }
      const number = cloud.accounts.upsert(wanted);
      cloud.changed();
      return viewOf(number);
    },
    numbers: (): NumberView[] => [...cloud.accounts.numbers.values()].map(viewOf),
    faults: (phoneNumberId: string): Faults => cloud.faults.of(known(phoneNumberId).phoneNumberId),
    setFaults: (phoneNumberId: string, change: FaultChange): Faults => cloud.faults.change(known(phoneNumberId).phoneNumberId, change),
    clearFaults: (phoneNumberId: string): void => void cloud.faults.reset(phoneNumberId),
    /** A customer writes, or something raw is sent. */
    inbound: (phoneNumberId: string, wanted: InboundMessage | RawInbound | (InboundMessage | RawInbound)[]): Inbound => {
      const number = known(phoneNumberId);
      const all = (Array.isArray(wanted) ? wanted : [wanted]).map((one) => inboundOne(number, one));
      return { ids: all.flatMap(({ ids }) => ids), ...together(all.map(({ sending }) => sending)) };
    },
    /** Sends what a batch has collected so far. */
    flush: (phoneNumberId: string): Sending => cloud.webhooks.flush(known(phoneNumberId)),
    /** Everything accepted, in order. */
    sent: (phoneNumberId: string, { after = 0, limit = Infinity, to }: SentQuery = {}): SentMessage[] => {
      const number = known(phoneNumberId).phoneNumberId;
      const all = cloud.chats.sent(number).slice(after);
      return (to === undefined ? all : all.filter((message) => isTo(message, to))).slice(0, limit).map(sentView);
    },
    marks: (phoneNumberId: string): readonly Mark[] => cloud.chats.marks(known(phoneNumberId).phoneNumberId),
    log: (after?: number, limit?: number): ReturnType<Activity['since']> => cloud.activity.since(after, limit),
    setDelivery: (change: Partial<DeliverySettings>): DeliverySettings => Object.assign(settings, change),
    reset: ({ keepNumbers = false }: { keepNumbers?: boolean } = {}): void => resetCloud(cloud, keepNumbers),
  };
}

const isRaw = (wanted: InboundMessage | RawInbound): wanted is RawInbound => 'rawValue' in wanted || 'rawBody' in wanted;

const isTo = (message: Message, to: string): boolean => message.customer === to || message.customer === digits(to) || message.to === to;

const viewOf = ({ accessToken: _token, overrides, ...number }: NumberAccount): NumberView => {
  const override = overrides[number.appId]?.url;
  return { ...number, ...(override ? { override } : {}) };
};

const sentView = ({ id, to, type, body, at, statuses, bizOpaqueCallbackData }: Message): SentMessage =>
  ({ wamid: id, to, type, body, at, statuses, bizOpaqueCallbackData });
