import type { Papers, Protocol, Registration } from '@tandem/domain';
import { asList, get } from '../http/json.js';
import { baseProblem, caller, type ApiAnswer, type ApiCall, type ApiPlace } from './api.js';
import { settingsOf, settingsProblems, type Settings } from './settings.js';

type SetEndpoint = NonNullable<Protocol['setEndpoint']>;

/**
 * _Set Endpoint_: tells Qontak to call `url` for messages, statuses and resolved rooms, and reads back that it will. The
 * registration is the organisation's, not the channel's: the last one wins, for all channels behind the token.
 */
export const setEndpointThrough = (place: ApiPlace): SetEndpoint => async ({ url }, credentials, options) => {
  const settings = settingsOf(credentials);
  const problem = settingsProblems(credentials)[0]?.problem ?? baseProblem(settings, place);
  if (problem !== undefined) return failed({ title: problem });
  const call = caller(settings, place);
  const ask = (asked: Pick<ApiCall, 'method' | 'path' | 'json'>): Promise<ApiAnswer> =>
    call({ ...asked, as: 'bot', hide: partsOf(url) }, options);

  const wanted = flagsOf(settings);
  const messages = await ask({ method: 'PUT', path: MESSAGES, json: { ...wanted, url } });
  if (messages.kind !== 'ok') return failed(papersOf(messages));
  const rooms = await ask({ method: 'PUT', path: ROOMS, json: { room_resolved: true, url } });
  if (rooms.kind !== 'ok') return failed(papersOf(rooms));
  const settled = await ask({ method: 'GET', path: MESSAGES });
  const shown = canBeRead(settled) ? settled : messages;
  if (shown.kind !== 'ok') return failed(papersOf(shown));
  const missing = missingIn(get(shown.json, 'data'), { url, flags: { ...wanted, room_resolved: true } });
  return missing.length === 0
    ? { kind: 'registered' }
    : failed({ title: `Qontak took the address, but does not show it as it was asked for: ${missing.join(', ')}` });
};

const MESSAGES = '/v1/message_interactions';
const ROOMS = '/v1/room_interactions';

const CUSTOMER = 'receive_message_from_customer';

const flagsOf = ({ flags }: Settings): Readonly<Record<string, boolean>> => ({
  [CUSTOMER]: true,
  receive_message_from_agent: flags.agent,
  status_message: flags.status,
  broadcast_log_status: flags.broadcastLog,
});

/** Reading the settings is no documented call: where there is none, the answer to the PUT has them too. */
const canBeRead = (answer: ApiAnswer): boolean =>
  answer.kind !== 'failed' || (answer.failure.status !== 404 && answer.failure.status !== 405);

interface Wanted {
  readonly url: string;
  readonly flags: Readonly<Record<string, boolean>>;
}

/** What is not shown as it was asked for. An organisation may lack a setting, but never the one for customers' messages. */
const missingIn = (data: unknown, { url, flags }: Wanted): readonly string[] =>
  Object.entries(flags).filter(([event, isOn]) => {
    const shown = get(data, event);
    if (shown === undefined) return event === CUSTOMER;
    if (get(shown, 'enabled') !== isOn) return true;
    return isOn && !asList(get(shown, 'webhooks')).some((webhook) => get(webhook, 'url') === url);
  }).map(([event]) => event);

/** Everything of our address that must not stand in Qontak's words. */
const partsOf = (url: string): readonly string[] => {
  const path = URL.parse(url)?.pathname ?? '';
  return [url, path, ...path.split('/').slice(3)].filter((part) => part.length > 3);
};

const failed = (papers: Papers): Registration => ({ kind: 'failed', papers });

const papersOf = (answer: Exclude<ApiAnswer, { kind: 'ok' }>): Papers =>
  answer.kind === 'failed' ? answer.failure.papers : answer.papers;
