import {
  type ChannelKey, type Clock, type EventStore, type Millis, type NewEvent, type Protocol, type SecretNamed, type Vault,
  type WebhookCall, type WebhookReceived,
} from '@tandem/domain';
import type { Drill } from '../drill-points.js';
import type { Log } from '../logging/log.js';
import type { Metrics, RefusedCall } from '../metrics/metrics.js';
import type { Door, DoorKey } from './door.js';
import { receiptsKey, sealBody } from './receipt-body.js';
import { createReceiptWriter, type ReceiptWriter } from './receipt-writer.js';
import { createRefusals } from './refusals.js';
import { SpoolFull } from './spool.js';

/** Longest body that becomes a receipt: 4 MiB. Meta sends up to 3 MB (its webhook overview). */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_CONTENT_TYPE = 200;

export interface IngressDeps {
  readonly store: Pick<EventStore, 'append' | 'readBackwards'>;
  readonly vault: Pick<Vault, 'seal'>;
  /** Takes the receipts; default: they are appended to the store. */
  readonly receipts?: ReceiptWriter;
  /** Knows every address ever given out, closed channels included. */
  readonly directory: { byAddress(address: string, protocol: string): Door | undefined };
  readonly protocols: (name: string) => Protocol | undefined;
  readonly clock: Clock;
  /** Id of this data folder's writer. */
  readonly writer: string;
  readonly newId: () => string;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly drill?: Drill;
  /** A new secret was used for the first time; a rejection is told again at its next call. */
  readonly onProof: (channel: ChannelKey, secret: SecretNamed) => Promise<void>;
}

export interface WebhookRequest {
  readonly method: 'GET' | 'POST';
  readonly protocol: string;
  readonly address: string;
  /** The last part of the path. */
  readonly secret?: string;
  /** Lower-case names. */
  readonly headers: WebhookCall['headers'];
  readonly rawBody: Uint8Array;
  readonly query: Readonly<Record<string, string | undefined>>;
}

export interface WebhookAnswer {
  readonly status: 200 | 401 | 403 | 404 | 413 | 503;
  readonly contentType: 'text/plain; charset=utf-8';
  readonly body: string;
}

export interface Ingress {
  /** Verifies, appends the receipt durably, answers 200; nothing else happens before the answer. Never throws. */
  accept(request: WebhookRequest): Promise<WebhookAnswer>;
  /** Answers a body that was not read to its end because it is over the limit. */
  refuseTooLarge(call: { protocol: string; address: string }): WebhookAnswer;
  /** From now on calls are answered 503; resolves when those under way are answered and all counts are appended. */
  stop(): Promise<void>;
}

const answer = (status: WebhookAnswer['status'], body: string): WebhookAnswer => ({ status, body, contentType: 'text/plain; charset=utf-8' });
const accepted = answer(200, '');
// one body for all: a refusal says nothing about what would have been right
const refusal = { unknown: answer(404, 'refused'), unproven: answer(401, 'refused'), challenge: answer(403, 'refused') };
const tooLarge = answer(413, 'refused');
const unavailable = answer(503, 'unavailable');

export const createIngress = (deps: IngressDeps): Ingress => {
  const { vault, clock, metrics, log } = deps;
  const writer = deps.receipts ?? createReceiptWriter(deps);
  const refusals = createRefusals(deps);
  const reported = new Set<string>();
  let day = { from: Infinity, to: 0, key: '' };
  let running = 0;
  let stopping = false;
  let quiet: () => void = () => {};

  const keyAt = (now: Millis): string => {
    if (now < day.from || now >= day.to) day = dayOf(deps.writer, now);
    return day.key;
  };

  const refuse = (reason: RefusedCall, how: WebhookAnswer): WebhookAnswer => {
    metrics.refused(reason);
    return how;
  };

  const find = (call: { protocol: string; address: string }) => {
    const door = deps.directory.byAddress(call.address, call.protocol);
    const protocol = door && deps.protocols(door.protocol);
    return door && protocol ? { door, protocol } : undefined;
  };

  /** A provider without a challenge looks whether somebody answers at the address it was given (Coster). */
  const looked = (request: WebhookRequest, door: Door, protocol: Protocol): WebhookAnswer =>
    provenBy(request, door.proofs, { protocol, now: clock.now() }).length > 0 ? accepted : refuse('BadChallenge', refusal.unproven);

  const challenge = (request: WebhookRequest, door: Door, protocol: Protocol): WebhookAnswer => {
    if (!protocol.challenge) return looked(request, door, protocol);
    const now = clock.now();
    for (const token of door.verifyTokens) {
      const text = isValid(token, now) ? protocol.challenge(request.query, token.secrets) : undefined;
      if (text === undefined) continue;
      metrics.challenged(protocol.name);
      if (token.news) report(door, token);
      return answer(200, text);
    }
    return refuse('BadChallenge', refusal.challenge);
  };

  const receive = async (request: WebhookRequest, door: Door, protocol: Protocol): Promise<WebhookAnswer> => {
    const started = clock.monotonic();
    const now = clock.now();
    if (request.rawBody.length > MAX_BODY_BYTES) return refuseSize(door);
    const proven = provenBy(request, door.proofs, { protocol, now });
    if (proven.length === 0) {
      const reason = protocol.proof.by === 'signature' ? 'BadSignature' : 'WrongSecret';
      refusals.count(door.channel, reason);
      return refuse(reason, refusal.unproven);
    }
    const body = await sealBody(vault, keyAt(now), request.rawBody);
    const contentType = request.headers['content-type']?.slice(0, MAX_CONTENT_TYPE);
    const receipt: NewEvent<WebhookReceived> = {
      id: deps.newId(),
      type: 'WebhookReceived',
      // in the order of the alphabet, as the store writes them: it then need not sort
      data: {
        body, bytes: request.rawBody.length, ...(contentType !== undefined && { contentType }), protocol: protocol.name,
        provenBy: proven.map(fingerprint), receivedAt: now,
      },
      meta: { at: now, means: 'system', v: 1 },
    };
    await writer.append(door.channel, receipt);
    deps.drill?.('receipt-written');
    metrics.accepted(protocol.name, (clock.monotonic() - started) / 1_000);
    for (const key of proven) if (key.news) report(door, key);
    return accepted;
  };

  const refuseSize = (door: Door): WebhookAnswer => {
    refusals.count(door.channel, 'TooLarge');
    return refuse('TooLarge', tooLarge);
  };

  const report = ({ channel, protocol }: Door, { what, fingerprint }: DoorKey): void => {
    const once = `${channel} ${protocol} ${what} ${fingerprint}`;
    if (reported.has(once)) return;
    reported.add(once);
    deps.onProof(channel, { protocol, what, fingerprint }).catch((error: unknown) => {
      reported.delete(once);
      log.warn('NewSecretNotRecorded', { channel, error });
    });
  };

  const acceptOne = async (request: WebhookRequest): Promise<WebhookAnswer> => {
    const found = find(request);
    if (!found) return refuse('UnknownAddress', refusal.unknown);
    if (request.method === 'GET') return challenge(request, found.door, found.protocol);
    return receive(request, found.door, found.protocol);
  };

  return {
    accept: async (request) => {
      if (stopping) return refuse('Stopping', unavailable);
      running += 1;
      try {
        return await acceptOne(request);
      } catch (error) {
        log.error('CallNotRecorded', { bytes: request.rawBody.length, error });
        return refuse(error instanceof SpoolFull ? 'SpoolFull' : 'StoreUnavailable', unavailable);
      } finally {
        running -= 1;
        if (running === 0) quiet();
      }
    },
    refuseTooLarge: (call) => {
      const found = find(call);
      return found ? refuseSize(found.door) : refuse('UnknownAddress', tooLarge);
    },
    stop: async () => {
      stopping = true;
      if (running > 0) await new Promise<void>((resolve) => (quiet = resolve));
      await refusals.stop();
    },
  };
};

const fingerprint = (key: DoorKey): string => key.fingerprint;
const isValid = ({ until }: DoorKey, now: Millis): boolean => until === undefined || now < until;

/** Every secret under which the call is genuine. */
const provenBy = (request: WebhookRequest, keys: readonly DoorKey[], by: { protocol: Protocol; now: Millis }): DoorKey[] => {
  const call: WebhookCall = { rawBody: request.rawBody, headers: request.headers, pathSecret: request.secret };
  return keys.filter((key) => isValid(key, by.now) && by.protocol.verify(call, key.secrets));
};

const dayOf = (writer: string, now: Millis): { from: Millis; to: Millis; key: string } => {
  const date = new Date(now);
  const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  return { from, to: from + 86_400_000, key: receiptsKey(writer, now) };
};
