import { json, type Answer, type Exchange } from './http/exchange.js';
import type { NumberSettings } from './meta-cloud/accounts.js';
import type { CosterAccountSettings } from './coster/accounts.js';
import type { RawInbound } from './meta-cloud/inbound.js';
import type { FaultChange, Operations } from './operations.js';
import type { DeliverySettings } from './provider/deliveries.js';
import { NotPossible } from './provider/not-possible.js';
import type { OrganisationSettings } from './qontak/accounts.js';
import type { RoomAction, RoomName } from './qontak/rooms.js';
import type { Condition, Waited } from './waiting.js';
import type { InboundMessage } from './whatsapp/customer-message.js';

export type ControlDeps = { operations: Operations; waitFor: (condition: Condition) => Promise<Waited> };

type Handler = (deps: ControlDeps, exchange: Exchange, id: string) => Promise<Answer> | Answer;

const done = json({ done: true });

/** The control API: what tests, drills and `npm start` ask of the simulator. Typed by trust: whoever calls it is on our side. */
const routes: Record<string, Handler> = {
  'GET /control/numbers': ({ operations }) => json(operations.numbers()),
  'POST /control/numbers': ({ operations }, exchange) => json(operations.addNumber(bodyOf<NumberSettings>(exchange))),
  'GET /control/numbers/:id/faults': ({ operations }, _exchange, id) => json(operations.faults(id)),
  'POST /control/numbers/:id/faults': ({ operations }, exchange, id) => json(operations.setFaults(id, bodyOf<FaultChange>(exchange))),
  'DELETE /control/numbers/:id/faults': ({ operations }, _exchange, id) => {
    operations.clearFaults(id);
    return done;
  },
  'POST /control/numbers/:id/inbound': inbound,
  'POST /control/numbers/:id/flush': ({ operations }, _exchange, id) => json({ deliveries: operations.flush(id).deliveries.map(({ seq }) => seq) }),
  'GET /control/numbers/:id/sent': ({ operations }, { query }, id) => json(operations.sent(id, {
    after: number(query, 'after'), limit: number(query, 'limit'), to: query.get('to') ?? undefined,
  })),
  'GET /control/numbers/:id/marks': ({ operations }, _exchange, id) => json(operations.marks(id)),
  'GET /control/coster/accounts': ({ operations }) => json(operations.coster.accounts()),
  'POST /control/coster/accounts': ({ operations }, exchange) => json(operations.coster.addAccount(bodyOf<CosterAccountSettings>(exchange))),
  'POST /control/coster/accounts/:id/webhook': ({ operations }, exchange, id) =>
    json(operations.coster.setWebhook(id, bodyOf<{ url?: string }>(exchange).url ?? '')),
  'GET /control/qontak/organisations': ({ operations }) => json(operations.qontak.organisations()),
  'POST /control/qontak/organisations': ({ operations }, exchange) => json(operations.qontak.addOrganisation(bodyOf<OrganisationSettings>(exchange))),
  'GET /control/qontak/rooms': ({ operations }, { query }) => json(operations.qontak.rooms({
    number: query.get('number') ?? undefined, customer: query.get('customer') ?? undefined,
  })),
  'POST /control/qontak/rooms': ({ operations }, exchange) => {
    const { action, agent, text, ...name } = bodyOf<RoomName & { action: RoomAction; agent?: string; text?: string }>(exchange);
    return json(operations.qontak.room(name, action, { agent, text }));
  },
  'GET /control/log': ({ operations }, { query }) => json(operations.log(number(query, 'after'), number(query, 'limit'))),
  'GET /control/await': wait,
  'POST /control/delivery': ({ operations }, exchange) => json(operations.setDelivery(bodyOf<Partial<DeliverySettings>>(exchange))),
  'POST /control/reset': ({ operations }, exchange) => {
    operations.reset(exchange.body.length === 0 ? {} : bodyOf<{ keepNumbers?: boolean }>(exchange));
    return done;
  },
};

async function inbound({ operations }: ControlDeps, exchange: Exchange, id: string): Promise<Answer> {
  const sending = operations.inbound(id, bodyOf<InboundMessage | RawInbound | (InboundMessage | RawInbound)[]>(exchange));
  if (exchange.query.get('wait') === 'tried') await sending.tried;
  return json({ ids: sending.ids, deliveries: sending.deliveries.map(({ seq, state, attempts }) => ({ seq, state, attempts })) });
}

async function wait({ waitFor }: ControlDeps, { query }: Exchange): Promise<Answer> {
  const waited = await waitFor({
    number: query.get('number') ?? undefined,
    to: query.get('to') ?? undefined,
    sent: number(query, 'sent'),
    marks: number(query, 'marks'),
    answered: number(query, 'answered'),
    idle: query.has('idle'),
    timeoutMs: number(query, 'timeoutMs'),
  });
  return json(waited, waited.reached ? 200 : 408);
}

const number = (query: URLSearchParams, name: string): number | undefined => (query.has(name) ? Number(query.get(name)) : undefined);

function bodyOf<T>(exchange: Exchange): T {
  try {
    const value: unknown = JSON.parse(exchange.body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as T;
  } catch {
    // the one error below
  }
  throw new NotPossible('The body must be JSON.');
}

/** Answers a call of the control API; undefined when the path is another. */
export async function controlApi(deps: ControlDeps, exchange: Exchange): Promise<Answer | undefined> {
  if (!exchange.path.startsWith('/control/')) return undefined;
  const [, id = ''] = /^\/control\/(?:numbers|coster\/accounts)\/([^/]+)\//.exec(exchange.path) ?? [];
  const route = id ? exchange.path.replace(`/${id}/`, '/:id/') : exchange.path;
  const handler = routes[`${exchange.method} ${route}`];
  if (!handler) return json({ error: `There is no ${exchange.method} ${exchange.path}.` }, 404);
  try {
    return await handler(deps, exchange, decodeURIComponent(id));
  } catch (error) {
    if (error instanceof NotPossible) return json({ error: error.message }, 400);
    throw error;
  }
}
