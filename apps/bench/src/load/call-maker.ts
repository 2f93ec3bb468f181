import { bodyOf, signatureOf, type Said } from './bodies.js';
import type { LoadJob, Target } from './load-job.js';
import { customerPhone } from './load-numbers.js';

const statuses = ['sent', 'delivered', 'read'] as const;

/** Makes one signed call after the other as bytes: round the numbers and the customers, a message and then its statuses. */
export const createCallMaker = ({ url, targets, customers, from = 0, statusesPerMessage, text, appSecret }: LoadJob, run: string): ((due: number) => Buffer) => {
  const { host } = new URL(url);
  let made = 0;
  return (due) => {
    const turn = made % (1 + statusesPerMessage);
    const message = from + Math.floor(made / (1 + statusesPerMessage));
    made += 1;
    const target = targets[message % targets.length] as Target;
    // a customer writes to the same number every time, as long as there are at least as many customers as numbers
    const phone = customerPhone(message % Math.max(1, customers - (customers % targets.length)));
    const id = `wamid.${run}.${message}`;
    const said: Said = turn === 0
      ? { kind: 'message', id, phone, text: `${text} ${Math.round(due)}` }
      : { kind: 'status', id: `${id}.reply`, phone, status: statuses[(turn - 1) % statuses.length] ?? 'sent' };
    const body = bodyOf(target, said);
    return requestOf({ path: target.path, host, body, signature: signatureOf(body, appSecret) });
  };
};

const requestOf = ({ path, host, body, signature }: { path: string; host: string; body: string; signature: string }): Buffer =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
    `user-agent: facebookexternalua\r\nx-hub-signature-256: ${signature}\r\n\r\n${body}`,
  );
