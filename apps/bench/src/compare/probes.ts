import { createHmac } from 'node:crypto';

/** What the receiver was told, and how to tell it. */
export interface Sender {
  readonly url: string;
  readonly appSecret: string;
  readonly phoneNumberId: string;
  readonly number: string;
}

export interface Said {
  readonly id: string;
  readonly phone: string;
  readonly text: string;
}

/** One body of Meta's with these messages. */
export const bodyWith = ({ phoneNumberId, number }: Sender, said: readonly Said[]): string =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{
      id: '200000000000900',
      changes: [{
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: number.replace(/\D/g, ''), phone_number_id: phoneNumberId },
          contacts: said.map(({ phone }) => ({ profile: { name: 'Compare' }, wa_id: phone })),
          messages: said.map(({ id, phone, text }) => ({
            from: phone, id, timestamp: String(Math.floor(Date.now() / 1_000)), type: 'text', text: { body: text },
          })),
        },
        field: 'messages',
      }],
    }],
  });

/** The status of the answer; 0 where there was none. */
export const post = async ({ url, appSecret }: Sender, body: string, signed = true): Promise<number> => {
  const signature = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
  try {
    const response = await fetch(url, {
      method: 'POST', body, signal: AbortSignal.timeout(10_000),
      headers: { 'content-type': 'application/json', 'user-agent': 'facebookexternalua', ...(signed && { 'x-hub-signature-256': signature }) },
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
};

/** Texts that nobody else writes, so that they can be found again. */
export const marked = (probe: string, run: string, count: number): readonly Said[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `wamid.${run}.${probe}.${n}`, phone: `62812${String(n).padStart(7, '0')}`, text: `${run} ${probe} ${String(n).padStart(4, '0')}`,
  }));

/** How often each text was found. */
export const timesFound = (found: string, said: readonly Said[]): readonly number[] => said.map(({ text }) => found.split(text).length - 1);
