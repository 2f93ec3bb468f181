import type { Conversation, Step } from '@tandem/domain';
import type { Metrics, WaitingKind } from '../metrics/metrics.js';

/** Counts conversations in which a turn or a send is still to be done: waiting for its time, a place, an operator, or under way. */
export interface Waiting {
  note(conversation: string, step: Step, state: Conversation): void;
}

type Kind = Extract<WaitingKind, 'turns' | 'sends'>;

export const createWaiting = (metrics: Pick<Metrics, 'waiting'>): Waiting => {
  const waiting: Readonly<Record<Kind, Set<string>>> = { turns: new Set(), sends: new Set() };

  const set = (kind: Kind, conversation: string, waits: boolean): void => {
    const conversations = waiting[kind];
    if (conversations.has(conversation) === waits) return;
    if (waits) conversations.add(conversation);
    else conversations.delete(conversation);
    metrics.waiting(kind, conversations.size);
  };

  return {
    note: (conversation, step, state) => {
      const kind = kindOf(step, state);
      set('turns', conversation, kind === 'turns');
      set('sends', conversation, kind === 'sends');
    },
  };
};

const kindOf = ({ kind }: Step, { session }: Conversation): Kind | undefined => {
  if (kind === 'rest') return undefined;
  if (kind === 'turn') return 'turns';
  return kind === 'wait' && session.status === 'active' && session.turn?.stage.is === 'resting' ? 'turns' : 'sends';
};
