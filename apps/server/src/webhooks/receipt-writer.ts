import { webhooksStream, type ChannelKey, type EventStore, type NewEvent, type WebhookReceived } from '@tandem/domain';

/** Appends receipts to `webhooks-<channel>.<writer>`, whose only writer this process is. */
export interface ReceiptWriter {
  /**
   * Durable when it answers. Many may run at once: they keep the order they were asked in, and share the store's group
   * commits. Rejects with the store's error; the receipt may then be there or not.
   */
  append(channel: ChannelKey, receipt: NewEvent<WebhookReceived>): Promise<void>;
}

/** One stream: its head is known while every append so far went as expected. */
interface Lane {
  readonly stream: string;
  head: number;
  known: boolean;
  running: number;
  opening?: Promise<void>;
  quiet: (() => void)[];
}

const ATTEMPTS = 5;

export const createReceiptWriter = (deps: { store: Pick<EventStore, 'append' | 'readBackwards'>; writer: string }): ReceiptWriter => {
  const { store, writer } = deps;
  const lanes = new Map<ChannelKey, Lane>();

  const laneOf = (channel: ChannelKey): Lane => {
    const present = lanes.get(channel);
    if (present) return present;
    const lane: Lane = { stream: webhooksStream(channel, writer), head: 0, known: false, running: 0, quiet: [] };
    lanes.set(channel, lane);
    return lane;
  };

  /** Reads the head anew once no append is under way: those behind a failed one have then met their conflict. */
  const open = async (lane: Lane): Promise<void> => {
    if (lane.running > 0) await new Promise<void>((resolve) => lane.quiet.push(resolve));
    const { version } = await store.readBackwards(lane.stream, { limit: 1 });
    lane.head = version;
    lane.known = true;
  };
  const opened = (lane: Lane): Promise<void> =>
    (lane.opening ??= open(lane).finally(() => {
      lane.opening = undefined;
    }));

  /** Takes the next version and asks for it in one step, so that no other call comes between. */
  const appendNext = async (lane: Lane, receipt: NewEvent<WebhookReceived>): Promise<boolean> => {
    const expected = lane.head;
    lane.head += 1;
    lane.running += 1;
    try {
      const result = await store.append(lane.stream, [receipt], expected);
      if (result.kind === 'appended') return true;
      lane.known = false;
      return false;
    } catch (error) {
      lane.known = false;
      throw error;
    } finally {
      lane.running -= 1;
      if (lane.running === 0) for (const resolve of lane.quiet.splice(0)) resolve();
    }
  };

  return {
    append: async (channel, receipt) => {
      const lane = laneOf(channel);
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        while (!lane.known) await opened(lane);
        if (await appendNext(lane, receipt)) return;
      }
      throw new Error('ReceiptNotAppended');
    },
  };
};
