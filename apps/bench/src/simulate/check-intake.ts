import { partsOfWebhooks, verdicts, type ChannelKey, type IntakeEvent, type RecordedEvent, type Verdict, type WebhookReceived } from '@tandem/domain';
import type { Call } from './deliveries.js';
import type { World } from './world.js';

/** A receipt in the log, and the call that it is of. */
export interface ReceiptSeen {
  readonly id: string;
  readonly channel: ChannelKey;
  readonly version: number;
  readonly call: Call;
  read: boolean;
}

export interface IntakeCheck {
  called(call: Call): void;
  accepted(call: Call): void;
  receipt(event: RecordedEvent<WebhookReceived>): ReceiptSeen | undefined;
  handled(event: RecordedEvent<IntakeEvent>): void;
  byId(receipt: string): ReceiptSeen | undefined;
  /** Acknowledged calls are in the log. */
  step(): void;
  end(): void;
  verdicts(): Readonly<Record<Verdict, number>>;
}

/** Every item of an accepted call gets exactly one verdict, and the balance of design 5.2 adds up at every moment. */
export const checkIntake = (
  world: World, onRead: (receipt: ReceiptSeen, exceptions: ReadonlyMap<number, { verdict: Verdict; reason: string }>) => void,
): IntakeCheck => {
  const calls = new Map<number, Call>();
  const inLog = new Set<number>();
  const byId = new Map<string, ReceiptSeen>();
  const streams = new Map<ChannelKey, ReceiptSeen[]>();
  const upTo = new Map<ChannelKey, number>();
  const total = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  let toCheck: Call[] = [];
  const rule = 'every item of an accepted call gets one verdict';

  return {
    called: (call) => void calls.set(call.id, call),
    accepted: (call) => {
      world.counts.webhooks += 1;
      toCheck.push(call);
    },
    receipt: ({ id, stream, version, data }) => {
      const number = Number(/call=(\d+)/.exec(data.contentType ?? '')?.[1]);
      const call = calls.get(number);
      if (!call) return void world.fail(rule, `receipt ${id} is of no call`);
      inLog.add(number);
      const { channel } = partsOfWebhooks(stream);
      const seen: ReceiptSeen = { id, channel, version, call, read: false };
      byId.set(id, seen);
      const others = streams.get(channel);
      if (others) others.push(seen);
      else streams.set(channel, [seen]);
      return seen;
    },
    handled: ({ stream, data, type }) => {
      if (type !== 'ReceiptsHandled') return;
      const { upTo: next, calls: count, counts, exceptions } = data as Extract<IntakeEvent, { type: 'ReceiptsHandled' }>['data'];
      const channel = stream.slice('intake-'.length) as ChannelKey;
      const [before, after] = [upTo.get(channel) ?? 0, next['w1'] ?? 0];
      upTo.set(channel, after);
      const read = (streams.get(channel) ?? []).slice(before, after);
      if (after - before !== count || read.length !== count) {
        return world.fail(rule, `${channel}: ${count} calls are said to be read from ${before} to ${after}, ${read.length} are there`);
      }
      const items = read.reduce((sum, { call }) => sum + call.items.length, 0);
      const given = verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);
      if (items !== given) world.fail(rule, `${channel}: ${given} verdicts for ${items} items`);
      for (const verdict of verdicts) total[verdict] += counts[verdict];
      if (counts.unreadable > 0) world.fail('every body is read', `${channel}: ${JSON.stringify(exceptions.filter(({ verdict }) => verdict === 'unreadable'))}`);
      const byReceipt = new Map<string, Map<number, { verdict: Verdict; reason: string }>>();
      for (const { receipt, item, verdict, reason } of exceptions) {
        const of = byReceipt.get(receipt) ?? new Map<number, { verdict: Verdict; reason: string }>();
        byReceipt.set(receipt, of.set(item, { verdict, reason }));
      }
      for (const receipt of read) {
        receipt.read = true;
        onRead(receipt, byReceipt.get(receipt.id) ?? new Map<number, { verdict: Verdict; reason: string }>());
      }
    },
    byId: (receipt) => byId.get(receipt),
    step: () => {
      for (const call of toCheck) if (!inLog.has(call.id)) world.fail('what was answered 200 is in the log', `call ${call.id} is not`);
      toCheck = [];
    },
    end: () => {
      for (const [channel, receipts] of streams) {
        const waiting = receipts.length - (upTo.get(channel) ?? 0);
        if (waiting !== 0) world.fail(rule, `${channel}: ${waiting} calls wait at the end`);
      }
    },
    verdicts: () => total,
  };
};
