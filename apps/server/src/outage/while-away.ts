import fastify, { type FastifyInstance } from 'fastify';
import { webhooksStream, type Clock, type EventStore, type Protocol } from '@tandem/domain';
import type { MasterKey } from '@tandem/event-store';
import type { DatabaseStanding } from '@tandem/wire';
import type { Front } from '../http/front.js';
import type { Log } from '../logging/log.js';
import type { PrometheusMetrics } from '../metrics/prometheus.js';
import { createIngress, type Ingress } from '../webhooks/accept-webhook.js';
import type { ReceiptWriter } from '../webhooks/receipt-writer.js';
import { webhookPlugin } from '../webhooks/webhook.plugin.js';
import type { Spool } from '../webhooks/spool.js';
import { createDaySealer } from './day-sealer.js';
import type { KeptDoors } from './doors-file.js';
import { openKeptDirectory } from './kept-directory.js';

/** What a process has in its data folder when it starts without the database. */
export interface InHand {
  readonly spool: Spool;
  readonly writer: string;
  readonly kept: KeptDoors;
  readonly masterKeys: readonly MasterKey[];
  readonly standing: () => DatabaseStanding;
}

export interface WhileAwayDeps {
  readonly front: Pick<Front, 'open'>;
  readonly isHttp: boolean;
  readonly protocols: (name: string) => Protocol | undefined;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly metrics: PrometheusMetrics;
  readonly log: Log;
}

const words = 'the database cannot be reached';

/** Takes webhooks in and says why nothing else goes, until the whole server can be made; the answer ends it. */
export const serveWhileAway = async (inHand: InHand, deps: WhileAwayDeps): Promise<() => Promise<void>> => {
  const ingress = deps.isHttp ? await ingressOf(inHand, deps) : undefined;
  const server = fastify();
  if (ingress) await server.register(webhookPlugin(ingress));
  serveHealth(server, inHand, deps.metrics);
  server.setNotFoundHandler(async (request, reply) => {
    void reply.code(503).header('retry-after', '5');
    if (!/^\/api(?:[/?]|$)/.test(request.url)) return reply.type('text/plain; charset=utf-8').send(`Tandem: ${words}. Webhooks are taken in; everything else comes back by itself.\n`);
    return reply.type('application/problem+json; charset=utf-8').send({ type: 'about:blank', title: 'The database cannot be reached.', status: 503, code: 'DatabaseAway' });
  });
  await server.ready();
  deps.front.open((request, response) => server.routing(request, response));
  return async () => {
    await ingress?.stop();
    await server.close();
  };
};

const ingressOf = async (inHand: InHand, deps: WhileAwayDeps): Promise<Ingress> => {
  const { spool, writer, masterKeys } = inHand;
  const directory = await openKeptDirectory({ ...inHand, ...deps });
  const seals = createDaySealer({ masterKeys, queueKey: (name, key) => spool.add([{ kind: 'key', name, key }]) });
  const receipts: ReceiptWriter = {
    append: (channel, event) => spool.add([{ kind: 'receipt', stream: webhooksStream(channel, writer), event }]),
  };
  return createIngress({ ...deps, store: away, vault: seals, receipts, directory, writer, onProof: () => Promise.reject(new Error(words)) });
};

const refuse = (): Promise<never> => Promise.reject(new Error(words));
/** What was counted of refused calls is not written down; the metrics have it. */
const away: Pick<EventStore, 'append' | 'readBackwards'> = { append: refuse, readBackwards: refuse };

const serveHealth = (server: FastifyInstance, { standing }: InHand, metrics: PrometheusMetrics): void => {
  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', (_request, reply) => {
    const database = standing();
    if (!database.full) return { status: 'ready', reasons: [], database };
    return reply.code(503).send({ status: 'not-ready', reasons: ['SpoolFull'], database });
  });
  server.get('/metrics', async (_request, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics.page()));
};
