import type { CallOptions, CredentialCheck, CredentialProblem, Protocol } from '@tandem/domain';
import { asList, asNumber, asText, get, known } from '../http/json.js';
import { baseProblem, caller, type ApiAnswer, type ApiPlace, type Call } from './api.js';
import { reasonOf } from './rooms.js';
import { settingsOf, settingsProblems, type Settings } from './settings.js';

type Check = NonNullable<Protocol['checkCredentials']>;

/** Asks Qontak whether the token works and has this channel; answers with its number and its organisation. */
export const checkThrough = (place: ApiPlace): Check => async (credentials, options) => {
  const settings = settingsOf(credentials);
  const problems = [...settingsProblems(credentials), ...addressProblems(settings, place)];
  if (problems.length > 0) return { kind: 'checked', problems };
  const call = caller(settings, place);
  const [channel, bot] = await Promise.all([findChannel(call, settings, options), checkBot(call, settings, options)]);
  if (channel.unanswered !== undefined) return { kind: 'unanswered', reason: channel.unanswered };
  if (bot.unanswered !== undefined) return { kind: 'unanswered', reason: bot.unanswered };
  return checked(channel, bot.problems);
};

interface Asked {
  readonly problems: readonly CredentialProblem[];
  readonly unanswered?: string;
  readonly integration?: unknown;
}

const checked = ({ integration, problems }: Asked, ofBot: readonly CredentialProblem[]): CredentialCheck => known({
  kind: 'checked' as const,
  problems: [...problems, ...ofBot],
  number: asText(get(integration, 'settings', 'server_wa_id'))?.replace(/\D/g, '') || undefined,
  name: asText(get(integration, 'settings', 'account_name')),
  account: asText(get(integration, 'organization_id')),
  ...(integration !== undefined && { found: { holds: ['token', 'account', 'number'] as const } }),
});

const addressProblems = (settings: Settings, place: ApiPlace): readonly CredentialProblem[] => {
  const problem = baseProblem(settings, place);
  return problem === undefined ? [] : [{ field: 'baseUrl', problem }];
};

/** By its id; where that address knows nothing of it, in the list of all channels. */
const findChannel = async (call: Call, settings: Settings, options: CallOptions): Promise<Asked> => {
  const path = `/v1/integrations/${encodeURIComponent(settings.integration)}`;
  const one = await call({ method: 'GET', path, as: 'user' }, options);
  if (one.kind === 'ok') {
    const found = matching(one.json, settings);
    if (found !== undefined) return channelOf(found);
  } else if (one.kind !== 'failed' || !isUnknown(one.failure.status)) return refusal(one, settings);
  return findInList(call, settings, options);
};

const isUnknown = (status: number): boolean => [400, 404, 405, 422].includes(status);
const LONGEST_LIST = 100;

const findInList = async (call: Call, settings: Settings, options: CallOptions): Promise<Asked> => {
  const list = await call({ method: 'GET', path: `/v1/integrations?limit=${LONGEST_LIST}`, as: 'user' }, options);
  if (list.kind !== 'ok') return refusal(list, settings);
  const found = matching(list.json, settings);
  if (found !== undefined) return channelOf(found);
  const shown = asList(get(list.json, 'data')).length;
  if ((asNumber(get(list.json, 'meta', 'pagination', 'total')) ?? 0) > shown && shown > 0) {
    return { problems: [], unanswered: 'Qontak shows only a part of its channels' };
  }
  return problem('channelIntegrationId', 'Qontak has no channel with this id for this token');
};

const matching = (json: unknown, { integration }: Settings): unknown =>
  asList(get(json, 'data')).find((item) => asText(get(item, 'id')) === integration);

/** `wa` and `wa_cloud`; anything else is a channel of another messenger. */
const channelOf = (integration: unknown): Asked => {
  const target = asText(get(integration, 'target_channel'));
  return target === undefined || target.startsWith('wa')
    ? { problems: [], integration }
    : problem('channelIntegrationId', `this is a channel of another kind: ${target}`);
};

const problem = (field: string, words: string): Asked => ({ problems: [{ field, problem: words }] });

/** What Qontak refuses is a problem of the credential; what it could not say now is none. */
const refusal = (answer: Exclude<ApiAnswer, { kind: 'ok' }>, { mode }: Settings): Asked => {
  const field = mode === 'hmac' ? 'clientSecret' : 'token';
  const status = answer.kind === 'failed' ? answer.failure.status : 0;
  if (status === 401) return problem(field, `Qontak refuses it ("${reasonOf(answer)}")`);
  if (status === 403) return problem(field, `Qontak does not show its channels to it ("${reasonOf(answer)}")`);
  if (status >= 300 && status < 400) return problem('baseUrl', 'this is not where the API is');
  return { problems: [], unanswered: reasonOf(answer) };
};

/** The bot token has no page of its own; what it is for answers 401 to a wrong one. */
const checkBot = async (call: Call, { mode, token, botToken }: Settings, options: CallOptions): Promise<Asked> => {
  if (mode === 'hmac' || botToken === token) return { problems: [] };
  const answer = await call({ method: 'GET', path: '/v1/message_interactions', as: 'bot' }, options);
  return answer.kind === 'failed' && answer.failure.status === 401
    ? problem('botToken', `Qontak refuses it ("${reasonOf(answer)}")`)
    : { problems: [] };
};
