import type { AllStreamSubscription, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { clientAddress, hostsOf } from './address.js';
import { DeadlinePassed, sleep, within } from './deadline.js';
import { createNames, type Names } from './names.js';
import { failureOf, problemOf, unreachable } from './problems.js';

/** The client's package: 19 MB with a native addon, loaded only where the log is in KurrentDB. */
export type ClientPackage = typeof import('@kurrent/kurrentdb-client');

export interface ConnectionOptions {
  /** `kurrentdb://user:password@host:2113?tls=true`; also `esdb://`, `kurrentdb+discover://`, several hosts. */
  readonly url: string;
  /** How long one try of a write, and the beginning of a subscription, may take. Default 2,000 ms. */
  readonly deadline?: number;
  /** How long one try of a read may take: a page of large events takes its time. Default 10,000 ms. */
  readonly readDeadline?: number;
  /** Put before the name of every stream, so that several installations can share one database. Default: nothing. */
  readonly namespace?: string;
  /** How long a call whose outcome is not known is tried again. Default 10,000 ms. */
  readonly patience?: number;
}

/** Calls of the database, each with a deadline, tried again while that can help. */
export interface Connection {
  readonly lib: ClientPackage;
  readonly names: Names;
  /** A read, a page at most; `name` is the stream's in the database. */
  read<T>(stream: string, work: (client: KurrentDBClient, name: string) => Promise<T>): Promise<T>;
  /** A write that may safely be sent again: same stream, revision and ids. */
  write<T>(stream: string, work: (client: KurrentDBClient, name: string) => Promise<T>, characters?: number): Promise<T>;
  /** Begins a subscription, which the caller ends; `failed` hands back what it ended with. */
  subscribe(begin: (client: KurrentDBClient) => AllStreamSubscription): Subscribing;
  /** The end is near: what fails from now on is not tried again, and after the first failure nothing is tried any more. */
  hurry(): void;
  close(): Promise<void>;
}

export interface Subscribing {
  readonly subscription: AllStreamSubscription;
  /** Resolves once the server has confirmed it. */
  readonly confirmed: Promise<void>;
  /** To be told of the error that ended it. */
  failed(error: unknown): void;
}

type Kind = 'read' | 'write' | 'subscribe';

/** What a write may take besides for its size: 2 s for a mebibyte. */
const millisecondsPerCharacter = 2_000 / 2 ** 20;
const firstPause = 25;
const longestPause = 1_000;

/**
 * Connects, and answers once a read has succeeded. A client whose first read fails never reads again (1.3.1), although
 * its appends recover: so every try is a new client, and whenever a read fails the reading one is replaced.
 */
export async function connect({ url, namespace = '', deadline = 2_000, readDeadline = 10_000, patience = 10_000 }: ConnectionOptions): Promise<Connection> {
  const lib = await import('@kurrent/kurrentdb-client');
  const at = hostsOf(url);
  const names = createNames(namespace);
  const newClient = (): KurrentDBClient => lib.KurrentDBClient.connectionString(clientAddress(url));
  const clients: Record<Kind, KurrentDBClient> = { read: newClient(), write: newClient(), subscribe: newClient() };
  let closed = false;
  let hurried = false;
  let lost: unknown;

  const replace = (kind: Kind, failed: KurrentDBClient): void => {
    if (clients[kind] !== failed || closed) return;
    clients[kind] = newClient();
    void discard(failed);
  };
  const persist = async <T>(kind: Kind, stream: string, work: (client: KurrentDBClient) => Promise<T>): Promise<T> => {
    const until = performance.now() + patience;
    for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 2)) {
      const client = clients[kind];
      if (lost !== undefined) throw unreachable(at, lost);
      try {
        return await work(client);
      } catch (error) {
        if (failureOf(error) !== 'transient') throw problemOf(error, stream, at);
        if (isClientSpoilt(kind, error)) replace(kind, client);
        if (hurried) lost = error;
        if (closed || hurried || performance.now() + pause > until) throw unreachable(at, error);
        await sleep(pause);
      }
    }
  };
  const connection: Connection = {
    lib,
    names,
    read: (stream, work) => persist('read', stream, (client) => within(readDeadline, work(client, names.inDatabase(stream)))),
    write: (stream, work, characters = 0) =>
      persist('write', stream, (client) => within(deadline + characters * millisecondsPerCharacter, work(client, names.inDatabase(stream)))),
    subscribe(begin) {
      const client = clients.subscribe;
      const subscription = begin(client);
      const confirmed = new Promise<void>((resolve) => { subscription.once('confirmation', resolve); });
      const failed = (error: unknown): void => { if (isClientSpoilt('subscribe', error)) replace('subscribe', client); };
      return { subscription, confirmed: within(deadline, confirmed), failed };
    },
    hurry() { hurried = true; },
    async close() {
      closed = true;
      await Promise.all(Object.values(clients).map(discard));
    },
  };
  try {
    await connection.read('$all', (client) => client.readAll({ maxCount: 1, requiresLeader: true }).next());
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * Whether another try with the same client would be in vain. Reads never recover from a failed one, unless it learned
 * who the leader is; the other calls recover by themselves, except from a connection that swallows everything.
 */
const isClientSpoilt = (kind: Kind, error: unknown): boolean => {
  if ((error as { type?: unknown } | undefined)?.type === 'not-leader') return false;
  return kind === 'read' || error instanceof DeadlinePassed;
};

/** Ends what the client has under way, and its channel. */
async function discard(client: KurrentDBClient): Promise<void> {
  await within(1_000, client.dispose()).catch(() => undefined);
  const { getChannel } = client as unknown as { getChannel?: () => Promise<{ close(): void }> };
  await within(1_000, (async () => (await getChannel?.())?.close())()).catch(() => undefined);
}
