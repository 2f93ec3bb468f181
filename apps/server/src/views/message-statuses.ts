import { rankOf } from '@tandem/domain';
import type { TimelineItem } from './timeline.js';

interface Told {
  readonly send?: string;
  readonly message?: string;
  readonly status?: string;
}

/**
 * The timeline with the highest status of every message at its acceptance, whichever session the status came in: one
 * that the rules did not know any more stands in the stream as it came (`StatusNoted`), and says here whose it is.
 */
export const withStatuses = (items: readonly TimelineItem[]): readonly TimelineItem[] => {
  const sends = sendsByMessage(items);
  const sendOf = ({ send, message = '' }: Told): string | undefined => send ?? sends.get(message);
  const highest = new Map<string, string>();
  for (const { type, data } of items) {
    if (type !== 'SendStatusChanged' && type !== 'StatusNoted') continue;
    const { status = '', ...told } = data as Told;
    const send = sendOf(told);
    if (send !== undefined && rankOf(status) > rankOf(highest.get(send) ?? 'accepted')) highest.set(send, status);
  }
  return items.map((item) => {
    const send = sendOf(item.data);
    if (item.type === 'StatusNoted' && send !== undefined) return { ...item, data: { ...item.data, send } };
    const status = item.type === 'SendAccepted' && send !== undefined ? highest.get(send) : undefined;
    return status === undefined ? item : { ...item, data: { ...item.data, status } };
  });
};

/** Which of our sends the provider knows by which message id (keyed hash). */
const sendsByMessage = (items: readonly TimelineItem[]): ReadonlyMap<string, string> => {
  const sends = new Map<string, string>();
  for (const { type, data } of items) {
    const { send, message }: Told = data;
    if ((type === 'SendAccepted' || type === 'SendConfirmed') && send !== undefined && message !== undefined) sends.set(message, send);
  }
  return sends;
};
