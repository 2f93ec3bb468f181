import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ChannelKey, SecretNamed } from '@tandem/domain';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createApi, type Api } from './api/api.js';
import { builtCms } from './api/cms.js';
import { installApi } from './api/install.js';
import { AppModule } from './app.module.js';
import { keepSecrets } from './channel/secret-keeper.js';
import type { Config } from './config.js';
import { compose, type Composed, type Replacements, type ServerContext } from './context.js';
import { createReadiness, freeBytesOf, type Readiness } from './health/readiness.js';
import { listen, type Front } from './http/front.js';
import type { Log } from './logging/log.js';
import { nestLogger } from './logging/nest-logger.js';
import { mediaPlugin } from './media/media.plugin.js';
import { asStartupProblem } from './startup-problem.js';
import { createIngress, type Ingress } from './webhooks/accept-webhook.js';
import { webhookPlugin } from './webhooks/webhook.plugin.js';

/** The workers: readers, turns, sends, timers. */
export interface Way {
  start(): Promise<void>;
  /** Takes up nothing new; resolves when what is under way is recorded, or may be cut as a crash would cut it. */
  stop(): Promise<void>;
}

export interface ServerOptions extends Replacements {
  /** Makes the workers; called where the process has the role `worker`. */
  readonly createWay?: (context: ServerContext) => Way | Promise<Way>;
  /** Where the built CMS is; default: beside this program. */
  readonly cmsFolder?: string;
}

export interface Route {
  readonly method: string;
  /** As it is registered, e.g. `/api/agents/:agent`. */
  readonly url: string;
}

export interface RunningServer {
  readonly url: string;
  readonly context: ServerContext;
  /** Every route there is. */
  readonly routes: readonly Route[];
  /** Answers 503 from now on, finishes what is under way, stops the workers, closes the stores. Safe to call twice. */
  close(): Promise<void>;
}

/** How long the workers may take to stop before they are cut. */
const WAY_PATIENCE = 3_000;

type Phase = 'starting' | 'running' | 'stopping';

/** Starts the whole server. Rejects with a `StartupProblem` where a person can do something about it. */
export const createServer = async (config: Config, options: ServerOptions = {}): Promise<RunningServer> => {
  const front = await listen(config);
  const closing: Closing[] = [() => front.close(0)];
  try {
    return await run({ config, front, options, closing });
  } catch (error) {
    await closeAll(closing);
    throw asStartupProblem(error);
  }
};

interface Run {
  readonly config: Config;
  readonly front: Front;
  readonly options: ServerOptions;
  /** What is to be undone, in the opposite order. */
  readonly closing: Closing[];
}

type Closing = () => unknown;

/** One that fails keeps none behind it from being closed. */
const closeAll = async (closing: Closing[], log?: Log): Promise<void> => {
  for (const close of closing.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      log?.error('CloseFailed', { error });
    }
  }
};

const run = async ({ config, front, options, closing }: Run): Promise<RunningServer> => {
  let phase: Phase = 'starting';
  const context = await compose(config, front, options);
  closing.push(() => context.close());
  const { log } = context;
  const isHttp = config.roles.includes('http');
  const api = isHttp ? createApi(context) : undefined;
  const { app, routes } = await edge(context, { readiness: readinessOf(context, () => phase), api, trustedProxies: config.trustedProxies });
  closing.push(() => app.close());
  const stopWorking = config.roles.includes('worker') ? await startWorking(context, { options, closing }) : undefined;
  const ingress = createIngress({ ...context, ...ingressDuring(context), onProof: noteProof(context) });
  closing.push(() => Promise.all([front.close(), stopWorking?.()]), () => ingress.stop());
  if (api) await api.live.start();
  closing.push(() => api?.live.stop());
  front.open(await routed(app, isHttp ? ingress : undefined, { ...context, cmsFolder: options.cmsFolder ?? builtCms }));
  phase = 'running';
  await context.outage?.handOver();
  log.info('ServerStarted', { port: Number(new URL(front.url).port), channels: context.directory.channels().length });

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    phase = 'stopping';
    await closeAll(closing, log);
    log.info('ServerStopped');
  };
  return { url: front.url, context, routes, close: () => (stopped ??= stop()) };
};

/** Answers what stops the workers, once, which is in `closing` as well. */
const startWorking = async (context: Composed, { options, closing }: Pick<Run, 'options' | 'closing'>): Promise<Closing | undefined> => {
  const keeper = keepSecrets({ ...context, procedures: context.procedures.channels });
  closing.push(() => keeper.stop());
  const way = await options.createWay?.(context);
  if (!way) return undefined;
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopWay(way, context));
  closing.push(stop);
  await way.start();
  return stop;
};

const stopWay = async (way: Way, { log }: Composed): Promise<void> => {
  if (!(await within(way.stop(), WAY_PATIENCE))) log.warn('WorkersCut', { milliseconds: WAY_PATIENCE });
};

/** Where the log is in a database, receipts go on without it. */
const ingressDuring = ({ vault, outage }: ServerContext) => ({ vault: outage?.seals ?? vault, receipts: outage?.receipts });

/** The channel learns that the provider uses its new secret. */
const noteProof = ({ procedures, newId }: ServerContext) => async (channel: ChannelKey, secret: SecretNamed): Promise<void> => {
  await procedures.channels.noteSecretSeen(channel, { id: newId(), means: 'system' }, secret);
};

const readinessOf = (context: Composed, phase: () => Phase): Readiness =>
  createReadiness({
    phase,
    directoryReady: () => context.directory.isReady(),
    // what the database does not take, the spool does
    refusesWrites: () => context.outage === undefined && context.refusesWrites(),
    database: () => context.outage?.standing(),
    freeBytes: () => (context.folder === undefined ? undefined : freeBytesOf(context.folder)),
  });

/** Nest on Fastify, whose own socket never listens: calls come through the front. */
const edge = async (
  context: Composed, { readiness, api, trustedProxies }: { readiness: Readiness; api: Api | undefined; trustedProxies: readonly string[] },
): Promise<{ app: NestFastifyApplication; routes: readonly Route[] }> => {
  const trustProxy = trustedProxies.length > 0 && [...trustedProxies];
  const adapter = new FastifyAdapter({ serverFactory: (handler: RequestListener) => createHttpServer(handler), skipMiddie: true, trustProxy });
  const routes: Route[] = [];
  adapter.getInstance().addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url });
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of({ ...context, readiness, api }), adapter, { logger: nestLogger(context.log), abortOnError: false },
  );
  return { app, routes };
};

/** Everything that answers calls, ready to. */
const routed = async (
  app: NestFastifyApplication, ingress: Ingress | undefined, context: ServerContext & { cmsFolder: string },
): Promise<RequestListener> => {
  if (ingress) await app.register(webhookPlugin(ingress));
  if (ingress) await app.register(mediaPlugin({ ...context, links: context.mediaLinks }));
  if (ingress) await installApi(app, context);
  await app.init();
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.ready();
  return (request, response) => fastify.routing(request, response);
};

/** Whether `work` is done within the time; it may go on after it. */
const within = async (work: Promise<void>, milliseconds: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
};
