import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createActivity } from './activity.js';
import { createChance } from './chance.js';
import { systemClock, type SimulatorClock } from './clock.js';
import { controlApi } from './control.js';
import { createDataFile } from './data-file.js';
import { BodyTooLarge, json, readBody, writeAnswer, type Exchange } from './http/exchange.js';
import { createOperations, type Operations } from './operations.js';
import { createChatEvents } from './phone/chat-events.js';
import { pageFile } from './phone/page-files.js';
import { phoneApi } from './phone/phone-api.js';
import { createCaller } from './provider/caller.js';
import { createDeliveries, deliveryDefaults, type DeliverySettings } from './provider/deliveries.js';
import type { Ground } from './provider/ground.js';
import type { Outcome } from './provider/outcome.js';
import type { Side } from './provider/side.js';
import { createSides, type Sides } from './providers.js';
import { waitFor, type Condition, type Waited } from './waiting.js';
import type { Chat } from './whatsapp/chats.js';

export type SimulatorOptions = {
  /** 0: any free port. */
  port: number;
  host?: string;
  clock?: SimulatorClock;
  /** The same seed gives the same ids; without one they differ at every start. */
  seed?: number;
  /** A folder in which numbers and chats are kept, in one JSON file. */
  dataFolder?: string;
  /** Time-outs and pauses of webhook deliveries. */
  delivery?: Partial<DeliverySettings>;
  log?: (line: string) => void;
};

export type Simulator = Operations & {
  url: string;
  /** Waits until a condition holds; `reached` is false when its time was over before. */
  waitFor: (condition: Condition) => Promise<Waited>;
  close: () => Promise<void>;
};

const MAX_BODY = 110 * 1024 * 1024;

/** Starts the providers' APIs, the control API and the phone on one port. Rejects when the port is taken or the data file is foreign. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { port, host = '127.0.0.1', dataFolder } = options;
  const events = createChatEvents();
  let url = '';
  const changed = (chat?: Chat) => {
    ground.activity.changed();
    events.changed(chat);
    file?.changed();
  };
  const ground = groundOf(options, () => url, changed);
  const sides = createSides(ground);
  const all: readonly Side[] = Object.values(sides);
  const file = dataFolder ? createDataFile(dataFolder, () => ({ version: 1 as const, ...snapshotOf(sides) })) : undefined;
  restore(sides, file?.load());

  const operations = createOperations(ground, sides);
  const wait = (condition: Condition) => waitFor(all, ground.activity, condition);
  const answer = async (exchange: Exchange): Promise<Outcome | 'open'> =>
    (await recorded(ground, all, exchange))
    ?? (foreignPage(exchange) ? json({ error: 'Pages of other origins may not call this.' }, 403) : undefined)
    ?? (await controlApi({ operations, waitFor: wait }, exchange))
    ?? phoneApi({ sides: all, operations, events, clock: ground.clock }, exchange)
    ?? pageFile(exchange.method, exchange.path)
    ?? json({ error: `There is nothing at ${exchange.path}.` }, 404);

  const server = createServer((request, response) => void serve({ request, response, answer, log: options.log }));
  server.keepAliveTimeout = 65_000;
  await listen(server, port, host);
  url = `http://${reachable(host)}:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    ground.deliveries.close();
    events.close();
    ground.caller.close();
    file?.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { ...operations, url, waitFor: wait, close };
}

function groundOf(options: SimulatorOptions, baseUrl: () => string, changed: (chat?: Chat) => void): Ground {
  const { clock = systemClock } = options;
  const activity = createActivity();
  const caller = createCaller(clock);
  const settings: DeliverySettings = { ...deliveryDefaults, ...options.delivery };
  const deliveries = createDeliveries({ caller, clock, activity, settings });
  return { activity, caller, chance: createChance(options.seed), clock, deliveries, baseUrl, changed };
}

type Kept = { [Name in keyof Sides]?: unknown };

const snapshotOf = (sides: Sides): Kept => Object.fromEntries(Object.entries(sides).map(([name, side]) => [name, side.snapshot()]));

/** A file of an earlier simulator knows fewer providers; those start empty. */
function restore(sides: Sides, kept: Kept = {}): void {
  for (const [name, side] of Object.entries(sides)) {
    const own = kept[name as keyof Sides];
    if (own !== undefined) side.restore(own);
  }
}

/** A host name for the address bar: where every interface is listened on, this computer's own. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};

const listen = (server: Server, port: number, host: string): Promise<void> => new Promise((resolve, reject) => {
  server.once('error', reject);
  server.listen(port, host, () => resolve());
});

type Serving = { request: IncomingMessage; response: ServerResponse; answer: (exchange: Exchange) => Promise<Outcome | 'open'>; log?: (line: string) => void };

async function serve({ request, response, answer, log }: Serving): Promise<void> {
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const body = await readBody(request, MAX_BODY);
    const outcome = await answer({ method: request.method ?? 'GET', path: pathname, query: searchParams, request, response, body });
    if (outcome === 'drop') request.socket.destroy();
    else if (typeof outcome === 'object') writeAnswer(response, outcome);
  } catch (error) {
    if (error instanceof BodyTooLarge) return writeAnswer(response, { ...json({ error: error.message }, 413), headers: { connection: 'close' } });
    if (request.socket.destroyed) return;
    log?.(`${request.method} ${request.url?.split('?')[0]}: ${(error as Error).stack}`);
    writeAnswer(response, json({ error: 'The simulator failed; its log says why.' }, 500));
  }
}

/** A provider's API, with its answer in the log: path and error code, never a token. */
async function recorded({ activity, changed, clock }: Ground, sides: readonly Side[], exchange: Exchange): Promise<Outcome | undefined> {
  for (const side of sides) {
    const outcome = await side.api(exchange);
    if (outcome === undefined) continue;
    const answered = typeof outcome === 'object' ? outcome : undefined;
    activity.call({
      at: clock.now(), method: exchange.method, path: exchange.path, status: answered?.status ?? 0, code: errorCode(answered?.json), answer: answered?.json,
    });
    changed();
    return outcome;
  }
  return undefined;
}

/** Meta and Qontak have one error, Coster a list of them or one; some codes are strings. */
function errorCode(answer: unknown): number | undefined {
  const { error, errors } = (answer ?? {}) as { error?: { code?: number | string }; errors?: { code?: number | string }[] };
  const code = error?.code ?? errors?.[0]?.code;
  return code === undefined ? undefined : Number(code);
}

/** A page of another origin in the same browser must not drive the simulator. */
function foreignPage({ request }: Exchange): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}
