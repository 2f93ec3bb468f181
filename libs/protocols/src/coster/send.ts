import type { Credentials, Outbound, Protocol } from '@tandem/domain';
import type { Body } from '../cloud-form/outbound-body.js';
import { callHttp } from '../http/call.js';
import { outcomeOf } from './answer.js';
import { pushBody, replyBody } from './outbound.js';
import { botSurface, pushSurface, secretsOf, type CosterApi, type Surface } from './settings.js';
import { xidOf } from './xid.js';

interface Request {
  readonly surface?: Surface;
  readonly path: string;
  readonly body: Body;
}

/** A reply by the bot API, a template by the push API; one call each, with our `xid`, which statuses bring back. */
export const sendThrough = (api: CosterApi): Protocol['send'] => async (outbound, credentials, options) => {
  if (!credentials.accountId) return { kind: 'pause', papers: { title: 'Coster Account ID is missing' } };
  const { surface, path, body } = requestOf(api, outbound, credentials);
  if (!surface) return { kind: 'pause', papers: { title: 'Access Token is missing' } };
  if (body.kind === 'impossible') return { kind: 'refused', papers: { title: body.why } };
  const answer = await callHttp({ method: 'POST', url: `${surface.url}${path}`, headers: surface.headers, body: body.body }, options);
  switch (answer.kind) {
    case 'answered': return outcomeOf(answer, { xid: xidOf(outbound.send), notes: body.notes, secrets: secretsOf(credentials) });
    case 'unreached': return { kind: 'retry', holds: 'message', papers: answer.papers };
    case 'unknown': return { kind: 'unknown', papers: answer.papers };
  }
};

const requestOf = (api: CosterApi, outbound: Outbound, credentials: Credentials): Request => {
  const { content } = outbound;
  if (content.type !== 'template') return { surface: botSurface(api, credentials), path: '/bot/webhook', body: replyBody(outbound, credentials) };
  const path = `/v1/${encodeURIComponent(credentials.accountId ?? '')}/messages`;
  return { surface: pushSurface(api, credentials), path, body: pushBody(outbound, content) };
};
