import { setTimeout as pause } from 'node:timers/promises';
import type { ProviderName } from '@tandem/domain';
import { drillChannels, type DrillChannel } from './drill-channel.js';
import { signed, webhookBody, type Written } from './inbound.js';
import type { CalledChannel } from './providers.js';

/** A text, and the channel it was for. */
export interface Acknowledged {
  readonly text: string;
  /** When the 200 came, in milliseconds of `performance.now()`. */
  readonly at: number;
  readonly protocol: ProviderName;
}

export interface Senders {
  /** Texts whose call was answered 200, in the order of the answers. */
  readonly acknowledged: readonly Acknowledged[];
  readonly counts: { readonly calls: number; readonly unanswered: number; readonly repeated: number };
  /** Begins nothing new; resolves when everything begun is acknowledged. */
  finish(): Promise<void>;
}

export interface SendersOptions {
  readonly channels: readonly CalledChannel[];
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
  const acknowledged: Acknowledged[] = [];
  const counts = { calls: 0, unanswered: 0, repeated: 0 };
  const stop = new AbortController();
  let written = 0;

  const post = async (channel: CalledChannel, body: string): Promise<boolean> => {
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

  const deliver = async (channel: CalledChannel, messages: readonly Written[]): Promise<void> => {
    const body = webhookBody(channel, messages, channel.roomOf);
    while (!(await post(channel, body))) await pause(100);
    acknowledged.push(...messages.map(({ text }) => ({ text, at: performance.now(), protocol: channel.protocol })));
    if (Math.random() >= REPEATED) return;
    counts.repeated += 1;
    await post(channel, body);
  };

  const sender = async (channel: CalledChannel, place: number): Promise<void> => {
    for (let round = 0; !stop.signal.aborted; round += 1) {
      const several = 1 + Math.floor(Math.random() * 3);
      const messages = Array.from({ length: several }, (_, next) => ({
        phone: phoneOf(channel, place, round + (several === 3 ? 0 : next)), text: `${channel.channel} ${(written += 1)}`,
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

const phoneOf = (channel: DrillChannel, place: number, round: number): string =>
  `62811${drillChannels.findIndex(({ phoneNumberId }) => phoneNumberId === channel.phoneNumberId)}${String(place).padStart(3, '0')}${String(round % CUSTOMERS).padStart(3, '0')}`;

/** Everybody who may write to the channel. */
export const phonesOf = (channel: DrillChannel, parallel: number): readonly string[] =>
  Array.from({ length: parallel * CUSTOMERS }, (_, one) => phoneOf(channel, Math.floor(one / CUSTOMERS), one));
