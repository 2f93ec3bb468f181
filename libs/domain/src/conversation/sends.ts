import { DAY, type Millis } from '../kernel/time.js';
import type { Carried, Conversation, EarlyStatus, Send } from './conversation.js';

/** Accepted messages are remembered that long and that many, so that their statuses find them (design 4, Loading). */
const REMEMBERED_FOR: Millis = 30 * DAY;
const REMEMBERED = 100;
/** Sends in all before a session that goes on and on forgets its oldest accepted ones: a step costs no more after a year. */
const MOST = 2 * REMEMBERED;
/** Statuses kept for messages that are not known yet. */
const EARLY = 20;

/** Statuses only climb. `failed` and the two ends of delivery are final: nothing can follow that we would keep. */
const rank: Readonly<Record<string, number>> = { accepted: 1, sent: 2, delivered: 3, read: 4, played: 5, failed: 6, deleted: 6 };

/** Rank of a status word; an unknown word ranks lowest and changes nothing. */
export const rankOf = (status: string): number => rank[status] ?? 0;

export const isFinalStatus = (status: string): boolean => rankOf(status) >= 4;

export const isOpen = (send: Send): boolean => send.stage.is !== 'accepted';

export const openSends = (carried: Carried): readonly Send[] => carried.sends.filter(isOpen);

export const findSend = (carried: Carried, id: string): Send | undefined => carried.sends.find((send) => send.id === id);

/** The accepted send that the provider knows by this message id (keyed hash). */
export const findByMessage = (carried: Carried, message: string): Send | undefined =>
  carried.sends.find((send) => send.stage.is === 'accepted' && send.stage.message === message);

/** What goes into the next session: everything open, and the accepted ones worth remembering. */
export const worthCarrying = (sends: readonly Send[], at: Millis): readonly Send[] => {
  const accepted = sends.filter(
    ({ stage }) => stage.is === 'accepted' && stage.at > at - REMEMBERED_FOR && !isFinalStatus(stage.status),
  );
  const kept = new Set(accepted.slice(-REMEMBERED));
  return sends.filter((send) => isOpen(send) || kept.has(send));
};

export const withSend = (state: Conversation, id: string, change: (send: Send) => Send | undefined): Conversation => {
  const { sends } = state.carried;
  const place = sends.findIndex((send) => send.id === id);
  if (place < 0) return state;
  const changed = change(sends[place] as Send);
  return { ...state, carried: { ...state.carried, sends: changed ? sends.with(place, changed) : sends.toSpliced(place, 1) } };
};

export const queue = (state: Conversation, ...sends: readonly Send[]): Conversation => ({
  ...state,
  carried: { ...state.carried, sends: bounded([...state.carried.sends, ...sends]) },
});

const bounded = (sends: readonly Send[]): readonly Send[] => {
  if (sends.length <= MOST) return sends;
  const kept = new Set(sends.filter((send) => !isOpen(send)).slice(-REMEMBERED));
  return sends.filter((send) => isOpen(send) || kept.has(send));
};

/** Of one message the highest status is kept, whatever the order they came in. */
export const noteEarly = (carried: Carried, early: EarlyStatus): Carried => {
  const known = carried.early.find(({ message }) => message === early.message);
  if (known && rankOf(known.status) >= rankOf(early.status)) return carried;
  const others = carried.early.filter((other) => other !== known);
  return { ...carried, early: [...others, early].slice(-EARLY) };
};

/** The message is known now: what came early has been told of it. */
export const forgetEarly = (carried: Carried, message: string | undefined): Carried =>
  carried.early.some((early) => early.message === message)
    ? { ...carried, early: carried.early.filter((early) => early.message !== message) }
    : carried;
