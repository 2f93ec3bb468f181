import type { JsonObject } from '../http/exchange.js';
import type { Chance } from '../chance.js';
import type { SimulatorClock } from '../clock.js';
import type { NumberAccount } from './accounts.js';
import type { Chat, Customer, Message, StatusName, StatusStep } from './chats.js';
import type { Faults } from './faults.js';
import { statusError } from './graph-errors.js';
import { valueOf } from './webhook-body.js';
import type { Webhooks } from './webhooks.js';

export type StatusDeps = { webhooks: Webhooks; clock: SimulatorClock; chance: Chance; changed: (chat: Chat) => void };

/** What a status webhook says of the person: the phone fields are left out, not empty, where there is no phone. */
export const contactOf = ({ phone, userId, name, username }: Customer): JsonObject => ({
  profile: { name, ...(username ? { username } : {}) },
  ...(phone ? { wa_id: phone } : {}),
  ...(userId ? { user_id: userId } : {}),
});

const pricingOf = (type: string): JsonObject =>
  type === 'template'
    ? { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' }
    : { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' };

export function statusValue(number: NumberAccount, chat: Chat, message: Message, step: StatusStep): JsonObject {
  const { phone, userId } = chat.customer;
  const failed = step.status === 'failed';
  return valueOf(number, {
    ...(failed ? {} : { contacts: [contactOf(chat.customer)] }),
    statuses: [{
      id: message.id,
      status: step.status,
      timestamp: String(Math.floor(step.at / 1000)),
      ...(phone ? { recipient_id: phone } : {}),
      ...(userId ? { recipient_user_id: userId } : {}),
      ...(message.bizOpaqueCallbackData === undefined ? {} : { biz_opaque_callback_data: message.bizOpaqueCallbackData }),
      ...(failed ? { errors: [statusError(step.code ?? 131000)] } : {}),
      ...(step.status === 'sent' || step.status === 'delivered' ? { pricing: pricingOf(message.type) } : {}),
    }],
  });
}

/** The statuses of a message in the order in which they will be sent. A reaction gets no more than `sent`. */
export function statusPlan(message: Message, faults: Faults['statuses'], chance: Chance): StatusName[] {
  const all: StatusName[] = ['sent', 'delivered', 'read'];
  const upTo = message.type === 'reaction' && faults.upTo !== 'none' ? 'sent' : faults.upTo;
  const names = all.slice(0, all.indexOf(upTo as StatusName) + 1);
  if (faults.order === 'reversed') return names.reverse();
  if (faults.order === 'shuffled') {
    for (let i = names.length - 1; i > 0; i -= 1) {
      const j = chance.int(i + 1);
      [names[i], names[j]] = [names[j] as StatusName, names[i] as StatusName];
    }
  }
  return names;
}

/** Sends a message's statuses one after the other; each waits until the one before was tried, so that in calm weather order is kept. */
export function createStatuses(deps: StatusDeps) {
  const later = (ms: number, action: () => void) => void (ms > 0 ? deps.clock.schedule(ms, action) : setImmediate(action));

  const tell = async (number: NumberAccount, chat: Chat, message: Message, change: { status: StatusName; code?: number; times: number }) => {
    const step: StatusStep = { status: change.status, at: deps.clock.now(), ...(change.code === undefined ? {} : { code: change.code }) };
    message.statuses.push(step);
    const update = { number, field: 'messages', value: statusValue(number, chat, message, step) };
    const sendings = Array.from({ length: Math.max(1, change.times) }, () => deps.webhooks.send(number, [update]));
    deps.changed(chat);
    await Promise.all(sendings.map(({ tried }) => tried));
  };

  const follow = (number: NumberAccount, chat: Chat, message: Message, rest: StatusName[], faults: Faults['statuses'], pause: number): void => {
    const [status, ...others] = rest;
    if (!status) return;
    later(pause, () => {
      void tell(number, chat, message, { status, times: faults.times }).then(() => follow(number, chat, message, others, faults, faults.gapMs));
    });
  };

  return {
    /** The usual way of a message; resolves when the first status was tried if that is to come before the answer, else at once. */
    run: async (number: NumberAccount, chat: Chat, message: Message, faults: Faults['statuses']): Promise<void> => {
      const plan = statusPlan(message, faults, deps.chance);
      if (!faults.beforeAnswer || !plan[0]) return follow(number, chat, message, plan, faults, faults.delayMs);
      await tell(number, chat, message, { status: plan[0], times: faults.times });
      follow(number, chat, message, plan.slice(1), faults, faults.gapMs);
    },
    /** The way of a message that fails after it was accepted. */
    fail: (number: NumberAccount, chat: Chat, message: Message, code: number, faults: Faults['statuses']): void => {
      if (faults.upTo !== 'none') later(faults.delayMs, () => void tell(number, chat, message, { status: 'failed', code, times: faults.times }));
    },
  };
}

export type Statuses = ReturnType<typeof createStatuses>;
