import { defaultRules, nextStep, partsOfConversation, type EventStore, type RecordedEvent } from '@tandem/domain';
import type { StoryMeans } from './story.js';

/** The log as a test sees it: every event so far, and a way to wait for the next. */
export interface WatchedLog {
  readonly events: readonly RecordedEvent[];
  /**
   * Waits until `look` finds something; rejects with `what` and the end of the log when nothing happens for `patience`
   * (ms), or other things for ten times as long.
   */
  until<T>(what: string, look: () => T | Promise<T>, patience?: number): Promise<NonNullable<T>>;
  /** Whether every call is read and no conversation has anything to do now. */
  isQuiet(means: StoryMeans): Promise<boolean>;
  stop(): Promise<void>;
}

/** How long a test waits while nothing happens, in ms. */
const PATIENCE = 6_000;

export const watchLog = (store: EventStore): WatchedLog => {
  const events: RecordedEvent[] = [];
  /** How much of it is more than a sign that a process lives, which comes for ever. */
  let happened = 0;
  let news = (): void => {};
  const subscription = store.subscribe({
    after: 0,
    deliver: async (batch) => {
      events.push(...batch);
      happened += batch.filter(({ type }) => type !== 'ProcessRenewed').length;
      news();
    },
  });
  /** The next event, or a moment later: not everything that is waited for is in the log. */
  const next = (): Promise<void> => new Promise((resolve) => {
    const timer = setTimeout(resolve, 5);
    news = () => {
      clearTimeout(timer);
      resolve();
    };
  });

  return {
    events,
    until: async (what, look, patience = PATIENCE) => {
      const end = performance.now() + 10 * patience;
      for (let [known, since] = [happened, performance.now()]; performance.now() < Math.min(end, since + patience); await next()) {
        const found = await look();
        if (found) return found;
        if (happened > known) [known, since] = [happened, performance.now()];
      }
      throw new Error(`Waited in vain for ${what}. The log ends: ${events.slice(-12).map(inShort).join(', ')}`);
    },
    isQuiet: async ({ way, server, clock }) => {
      if (events.at(-1)?.position !== (await store.head())) return false;
      if (waiting(events) > 0) return false;
      const { conversations, channels } = way();
      for (const stream of new Set(events.map(({ stream: name }) => name).filter((name) => name.startsWith('conversation-')))) {
        const { state } = await conversations.load(stream);
        if (state.carried.sends.some(({ stage }) => stage.is === 'attempted')) return false; // its call is under way
        const facts = channels.get(partsOfConversation(stream).channel);
        const rules = { ...defaultRules, evidence: server().context.config.evidenceSeconds * 1_000 };
        const step = nextStep(state, { now: clock.now(), rules, paused: !facts?.open || facts.paused });
        if (step.kind === 'turn' || step.kind === 'send' || step.kind === 'settle') return false;
      }
      return true;
    },
    stop: () => subscription.stop(),
  };
};

/** Calls that no reader has read yet. */
const waiting = (events: readonly RecordedEvent[]): number =>
  events.reduce((sum, { type, data }) => {
    if (type === 'WebhookReceived') return sum + 1;
    return type === 'ReceiptsHandled' ? sum - (data as { calls: number }).calls : sum;
  }, 0);

const inShort = ({ type, data }: RecordedEvent): string => {
  const { reason, status } = data as { reason?: string; status?: string };
  return [type, reason, status].filter(Boolean).join(' ');
};
