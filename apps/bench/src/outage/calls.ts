import { Agent, request } from 'node:http';
import { signed } from '../crash/inbound.js';

/** A call of the drill; its body is unlike every other. */
export interface Call {
  readonly body: string;
  /** How often it was sent. */
  sent: number;
  /** Milliseconds to the 200; undefined: it never got one. */
  took?: number;
}

export interface Caller {
  readonly calls: readonly Call[];
  /** Answers other than 200, and broken connections. */
  refused(): number;
  /** Begins no more calls; resolves when all are answered. */
  finish(): Promise<void>;
}

const PAUSE = 500;

export interface CallerOptions {
  readonly url: string;
  readonly appSecret: string;
  /** Calls per second. */
  readonly rate: number;
  /** What tells these calls from those of another caller. */
  readonly name: string;
  /** Whether a call that is not answered 200 is sent again, as providers do. */
  readonly again: () => boolean;
}

/** Sends calls at a steady rate, whatever becomes of those before. */
export const startCaller = ({ url, appSecret, rate, name, again }: CallerOptions): Caller => {
  const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });
  const calls: Call[] = [];
  const running = new Set<Promise<void>>();
  let refused = 0;

  const once = (call: Call): Promise<number> => new Promise((resolve) => {
    call.sent += 1;
    const sending = request(url, { method: 'POST', agent, headers: signed(call.body, appSecret) }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    });
    sending.on('error', () => resolve(0));
    sending.end(call.body);
  });
  const deliver = async (call: Call): Promise<void> => {
    for (;;) {
      const from = performance.now();
      if ((await once(call)) === 200) return void (call.took = performance.now() - from);
      refused += 1;
      if (!again()) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  };
  const begun = performance.now();
  const beat = setInterval(() => {
    while (calls.length < ((performance.now() - begun) / 1_000) * rate) {
      const call: Call = { body: JSON.stringify({ object: 'drill', caller: name, n: calls.length, text: 'x'.repeat(300) }), sent: 0 };
      calls.push(call);
      const work = deliver(call);
      running.add(work);
      void work.finally(() => running.delete(work));
    }
  }, 10);
  return {
    calls,
    refused: () => refused,
    async finish() {
      clearInterval(beat);
      await Promise.all(running);
      agent.destroy();
    },
  };
};
