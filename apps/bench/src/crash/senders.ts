import { setTimeout as pause } from 'node:timers/promises';
import type { DrillChannel } from './drill-channel.js';
import { signed, webhookBody, type Written } from './inbound.js';

export interface Senders {
  /** Texts whose call was answered 200, in the order of the answers. */
  readonly acknowledged: readonly string[];
  readonly counts: { readonly calls: number; readonly unanswered: number; readonly repeated: number };
  /** Begins nothing new; resolves when everything begun is acknowledged. */
  finish(): Promise<void>;
}

export interface SendersOptions {
  readonly channels: readonly (DrillChannel & { readonly url: string })[];
  /** Senders per channel. */
  readonly parallel: number;
}

const CUSTOMERS = 12;
const REPEATED = 0.05;
const PATIENCE = 3_000;

/**
 * Providers that never give up: each sender writes for its own customers, now one message a call, now several, and
 * sends a call again until it is answered 200; some calls it sends again although they were. A customer who has
 * written is left in silence until his turn comes round again.
 */
export const startSenders = ({ channels, parallel }: SendersOptions): Senders => {
  const acknowledged: string[] = [];
  const counts = { calls: 0, unanswered: 0, repeated: 0 };
  const stop = new AbortController();
  let written = 0;

  const post = async (channel: DrillChannel & { url: string }, body: string): Promise<boolean> => {
    counts.calls += 1;
    try {
      const response = await fetch(channel.url, {
        method: 'POST', body, headers: signed(body, channel.appSecret), signal: AbortSignal.timeout(PATIENCE),
      });
      await response.arrayBuffer();
      if (response.status === 200) return true;
    } catch {
      // killed, or not back yet
    }
    counts.unanswered += 1;
    return false;
  };

  const deliver = async (channel: DrillChannel & { url: string }, messages: readonly Written[]): Promise<void> => {
    const body = webhookBody(channel, messages);
    while (!(await post(channel, body))) await pause(100);
    acknowledged.push(...messages.map(({ text }) => text));
    if (Math.random() >= REPEATED) return;
    counts.repeated += 1;
    await post(channel, body);
  };

  const sender = async (channel: DrillChannel & { url: string }, place: number): Promise<void> => {
    for (let round = 0; !stop.signal.aborted; round += 1) {
      const several = 1 + Math.floor(Math.random() * 3);
      const messages = Array.from({ length: several }, (_, next) => ({
        phone: phoneOf(channel, place, round + (several === 3 ? 0 : next)), text: `${channel.version} ${(written += 1)}`,
      }));
      await deliver(channel, messages);
      await pause(100 + Math.random() * 200);
    }
  };

  const running = channels.flatMap((channel) => Array.from({ length: parallel }, (_, place) => sender(channel, place)));
  return {
    acknowledged,
    counts,
    finish: async () => {
      stop.abort();
      await Promise.all(running);
    },
  };
};

const phoneOf = ({ version }: DrillChannel, place: number, round: number): string =>
  `62811${version === 'draft' ? 2 : 1}${String(place).padStart(3, '0')}${String(round % CUSTOMERS).padStart(3, '0')}`;
