import { createLatencies, type Summary } from '../load/latencies.js';
import type { LoadNumber } from '../load/load-numbers.js';
import type { Program } from '../load/program.js';

interface Sent {
  readonly at: number;
  readonly body: { readonly text?: { readonly body?: string } };
}

/** From the moment a message was due at our door until the provider accepted its reply, which quotes the message. */
export const replyTimes = async (provider: Program, numbers: readonly LoadNumber[], text: string): Promise<Summary> => {
  const latencies = createLatencies();
  const quoted = new RegExp(`${text} (\\d{13})`);
  for (const { phoneNumberId } of numbers) {
    const response = await fetch(`${provider.url}/control/numbers/${phoneNumberId}/sent`);
    for (const { at, body } of (await response.json()) as readonly Sent[]) {
      const due = quoted.exec(body.text?.body ?? '')?.[1];
      if (due !== undefined) latencies.add(at - Number(due));
    }
  }
  return latencies.summary();
};
