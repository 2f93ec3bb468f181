// An agent in plain Node: RUNTIME_SECRET=whsec_... PORT=8080 node runtime-server.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const key = Buffer.from((process.env.RUNTIME_SECRET ?? '').replace(/^whsec_/, ''), 'base64');
if (key.length < 16) throw new Error('Set RUNTIME_SECRET to the secret that the agent was connected with.');
const answers = new Map(); // by turn: a turn that is repeated gets the answer it got before (keep them in your database)

function isGenuine({ 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures = '' }, body) {
  if (!(Math.abs(Date.now() / 1000 - Number(at)) < 300)) return false; // an old call, sent again by a stranger
  const expected = createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest();
  const given = signatures.split(' ').map((signature) => Buffer.from(signature.replace(/^v1,/, ''), 'base64'));
  return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
}

function answerTo({ customer, messages, history }) {
  const said = messages.map(({ content }) => content.text ?? content.title ?? `[${content.type}]`).join(' ');
  if (/^bye\b/i.test(said)) return { replies: [`Goodbye, ${customer.name ?? 'stranger'}!`], endSession: true };
  if (history.length > 0) return { replies: [`You said: ${said}`] };
  return { replies: [`Hello, ${customer.name ?? 'stranger'}!`, { type: 'buttons', text: 'Shall we?', buttons: [{ id: 'yes', title: 'Yes' }] }] };
}

const server = createServer(async (request, response) => {
  const chunks = await request.toArray();
  const body = Buffer.concat(chunks); // the bytes as they came: the signature is over these
  if (!isGenuine(request.headers, body)) return response.writeHead(401).end();
  const turn = JSON.parse(body.toString());
  if (!answers.has(turn.turn)) answers.set(turn.turn, answerTo(turn));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers.get(turn.turn)));
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
