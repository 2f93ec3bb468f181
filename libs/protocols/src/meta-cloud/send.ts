import type { Protocol, SendOutcome } from '@tandem/domain';
import { outcomeOf } from './errors.js';
import { callGraph, type GraphAnswer } from './graph.js';
import { asList, asText, get } from '../http/json.js';
import { outboundBody } from './outbound-body.js';

/** Where Meta's API is. */
export interface GraphApi {
  /** Without a slash at its end. */
  readonly graphUrl: string;
  readonly version: string;
}

const messagesUrl = ({ graphUrl, version }: GraphApi, phoneNumberId: string): string =>
  `${graphUrl}/${version}/${encodeURIComponent(phoneNumberId)}/messages`;

/** One `POST /{phone-number-id}/messages`. Meta takes no idempotency key: the id of the send comes back in statuses only. */
export const sendThrough = (api: GraphApi): Protocol['send'] => async (outbound, credentials, options) => {
  const { phoneNumberId, accessToken, appSecret } = credentials;
  if (!phoneNumberId || !accessToken) return { kind: 'pause', papers: { title: 'Phone Number ID or Access Token is missing' } };
  const request = outboundBody(outbound);
  if (request.kind === 'impossible') return { kind: 'refused', papers: { title: request.why } };
  const secrets = [accessToken, appSecret ?? ''];
  const url = messagesUrl(api, phoneNumberId);
  const answer = await callGraph({ method: 'POST', url, token: accessToken, body: request.body, secrets }, options);
  return sendOutcome(answer, request.notes);
};

const sendOutcome = (answer: GraphAnswer, notes: readonly string[]): SendOutcome => {
  switch (answer.kind) {
    case 'ok': return acceptance(answer.json, notes);
    case 'failed': return outcomeOf(answer.failure);
    case 'unreached': return { kind: 'retry', holds: 'message', papers: answer.papers };
    case 'unknown': return { kind: 'unknown', papers: answer.papers };
  }
};

const acceptance = (json: unknown, notes: readonly string[]): SendOutcome => {
  const message = asList(get(json, 'messages'))[0];
  const id = asText(get(message, 'id'));
  if (id === undefined) return { kind: 'unknown', papers: { httpStatus: 200, title: 'An answer without a message id' } };
  const state = asText(get(message, 'message_status')) ?? 'accepted';
  const all = state === 'accepted' ? notes : [...notes, `Meta says: ${state}`];
  return all.length > 0 ? { kind: 'accepted', id, notes: all } : { kind: 'accepted', id };
};

/** Marks the message read and shows "typing…", which ends by itself after 25 s. Best effort. */
export const showTypingThrough = (api: GraphApi): NonNullable<Protocol['showTyping']> => async ({ message }, credentials, options) => {
  const { phoneNumberId, accessToken } = credentials;
  if (!phoneNumberId || !accessToken) return;
  const body = { messaging_product: 'whatsapp', status: 'read', message_id: message, typing_indicator: { type: 'text' } };
  await callGraph({ method: 'POST', url: messagesUrl(api, phoneNumberId), token: accessToken, body, secrets: [] }, options);
};
