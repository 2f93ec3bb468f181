import type { Chance } from '../chance.js';
import type { SimulatorClock } from '../clock.js';
import type { Chat, Message, StatusName, StatusStep } from '../whatsapp/chats.js';
import type { Sending } from './deliveries.js';
import type { StatusFaults } from './faults.js';

export type StatusDeps = {
  clock: SimulatorClock;
  chance: Chance;
  changed: (chat: Chat) => void;
  /** Tells one status to whoever listens. */
  tell: (chat: Chat, message: Message, step: StatusStep) => Sending;
};

const orders: Record<'forward' | 'delivered-first' | 'read-first', readonly StatusName[]> = {
  forward: ['sent', 'delivered', 'read'],
  'delivered-first': ['delivered', 'sent', 'read'],
  'read-first': ['read', 'sent', 'delivered'],
};

/** The statuses of a message in the order in which they will be sent. A reaction gets no more than `sent`. */
export function statusPlan(message: Message, faults: StatusFaults, chance: Chance): StatusName[] {
  const upTo = message.type === 'reaction' && faults.upTo !== 'none' ? 'sent' : faults.upTo;
  const names = orders.forward.slice(0, orders.forward.indexOf(upTo as StatusName) + 1);
  if (faults.order === 'reversed') return names.reverse();
  if (faults.order !== 'shuffled') return orders[faults.order].filter((name) => names.includes(name));
  for (let i = names.length - 1; i > 0; i -= 1) {
    const j = chance.int(i + 1);
    [names[i], names[j]] = [names[j] as StatusName, names[i] as StatusName];
  }
  return names;
}

/** Sends a message's statuses one after the other; each waits until the one before was tried, so that in calm weather order is kept. */
export function createStatuses(deps: StatusDeps) {
  const later = (ms: number, action: () => void) => void (ms > 0 ? deps.clock.schedule(ms, action) : setImmediate(action));

  const tell = async (chat: Chat, message: Message, change: { status: StatusName; code?: number; times: number }) => {
    const step: StatusStep = { status: change.status, at: deps.clock.now(), ...(change.code === undefined ? {} : { code: change.code }) };
    message.statuses.push(step);
    const sendings = Array.from({ length: Math.max(1, change.times) }, () => deps.tell(chat, message, step));
    deps.changed(chat);
    await Promise.all(sendings.map(({ tried }) => tried));
  };

  const follow = async (chat: Chat, message: Message, [status, ...rest]: StatusName[], faults: StatusFaults): Promise<void> => {
    if (!status) return;
    await tell(chat, message, { status, times: faults.times });
    later(faults.gapMs, () => void follow(chat, message, rest, faults));
  };

  return {
    /** The usual way of a message; resolves when the first status was tried if that is to come before the answer, else at once. */
    run: async (chat: Chat, message: Message, faults: StatusFaults): Promise<void> => {
      const plan = statusPlan(message, faults, deps.chance);
      if (!faults.beforeAnswer || !plan[0]) return later(faults.delayMs, () => void follow(chat, message, plan, faults));
      await tell(chat, message, { status: plan[0], times: faults.times });
      later(faults.gapMs, () => void follow(chat, message, plan.slice(1), faults));
    },
    /** The way of a message that fails after it was accepted. */
    fail: (chat: Chat, message: Message, code: number, faults: StatusFaults): void => {
      if (faults.upTo !== 'none') later(faults.delayMs, () => void tell(chat, message, { status: 'failed', code, times: faults.times }));
    },
  };
}

export type Statuses = ReturnType<typeof createStatuses>;
