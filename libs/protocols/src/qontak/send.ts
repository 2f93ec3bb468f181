import type { CallOptions, Protocol, SendOutcome } from '@tandem/domain';
import { asText, get, known } from '../http/json.js';
import { caller, type ApiAnswer, type ApiPlace, type Call } from './api.js';
import { downloadThrough } from './download.js';
import { outcomeOf } from './errors.js';
import { outboundRequest, type Request } from './outbound-body.js';
import { roomThrough } from './rooms.js';
import { missingCredentials, settingsOf } from './settings.js';

/** WhatsApp's own limit is higher for documents; what is sent lies in memory for a moment. */
export const MOST_MEDIUM_BYTES = 16 * 1_048_576;

/** One call per message; a medium is fetched first. There is no idempotency key: `local_id` is shown again, no more. */
export const sendThrough = (place: ApiPlace): Protocol['send'] => async (outbound, credentials, options) => {
  const settings = settingsOf(credentials);
  const [missing] = missingCredentials(settings);
  if (missing) return { kind: 'pause', papers: { title: missing.problem } };
  const request = outboundRequest(outbound, settings);
  if (request.kind === 'impossible') return { kind: 'refused', papers: known({ code: request.code, title: request.why }) };
  const call = caller(settings, place);
  const clock = countdown(options);
  const answer = request.kind === 'json'
    ? await call({ method: 'POST', path: request.path, as: request.as, json: request.body }, options)
    : await sendFile(request, { call, place, clock });
  if ('outcome' in answer) return answer.outcome;
  const outcome = sendOutcome(answer, request.notes);
  return isUnsaid(outcome) && outbound.room ? askRoom(outcome, { room: outbound.room, call, clock }) : outcome;
};

/** What is left of a call's time where it takes several. */
const countdown = ({ timeout }: CallOptions): (() => CallOptions) => {
  const until = performance.now() + timeout;
  return () => ({ timeout: Math.max(1, Math.round(until - performance.now())) });
};

interface Tools {
  readonly call: Call;
  readonly clock: () => CallOptions;
}

const DOWNLOAD_SHARE = 0.6;

const sendFile = async (
  request: Extract<Request, { kind: 'file' }>, { call, place, clock }: Tools & { place: ApiPlace },
): Promise<ApiAnswer | { outcome: SendOutcome }> => {
  const { type, filename, ...fields } = request.fields;
  const limits = { timeout: Math.ceil(clock().timeout * DOWNLOAD_SHARE), maxBytes: MOST_MEDIUM_BYTES };
  const result = await downloadThrough(place)({ url: request.link, type }, limits);
  if (result.kind !== 'fetched') {
    const papers = { title: `The medium at the link cannot be had: ${result.reason}` };
    if (result.kind === 'refused') return { outcome: { kind: 'refused', papers } };
    return { outcome: { kind: 'retry', holds: 'message', tries: 3, papers } };
  }
  const form = new FormData();
  for (const [name, value] of Object.entries({ type, ...fields })) form.append(name, value);
  const { bytes, mimeType } = result.media;
  form.append('file', new Blob([new Uint8Array(bytes)], { type: mimeType }), filename ?? nameOf(request.link));
  return call({ method: 'POST', path: request.path, as: request.as, form }, clock());
};

const nameOf = (link: string): string => {
  const last = URL.parse(link)?.pathname.split('/').at(-1) ?? '';
  return /^[\w.-]{1,100}$/.test(last) ? last : 'file';
};

const sendOutcome = (answer: ApiAnswer, notes: readonly string[]): SendOutcome => {
  switch (answer.kind) {
    case 'ok': return acceptance(answer.json, notes);
    case 'failed': return outcomeOf(answer.failure);
    case 'unreached': return { kind: 'retry', holds: 'message', papers: answer.papers };
    case 'unknown': return { kind: 'unknown', papers: answer.papers };
  }
};

/** `data` is the message, or the broadcast that will carry it. */
const acceptance = (json: unknown, notes: readonly string[]): SendOutcome => {
  const id = asText(get(json, 'data', 'id'));
  if (id === undefined) return { kind: 'unknown', papers: { title: 'An answer without a message id' } };
  return { kind: 'accepted', id, ...(notes.length > 0 && { notes }) };
};

/** A refused permission: the scope, or a room that a person has, for which the whole channel must not pause. */
const isUnsaid = (outcome: SendOutcome): outcome is Extract<SendOutcome, { kind: 'pause' }> =>
  outcome.kind === 'pause' && outcome.papers.httpStatus === 403;

const askRoom = async (
  outcome: Extract<SendOutcome, { kind: 'pause' }>, { room, call, clock }: Tools & { room: string },
): Promise<SendOutcome> => {
  const reading = await roomThrough(call)(room, clock());
  const isTaken = reading.kind === 'read' && reading.room.state === 'assigned';
  return isTaken ? { kind: 'held', papers: outcome.papers } : outcome;
};
