import type { Millis, Outbound, Protocol, SentEvidence } from '@tandem/domain';
import { asList, asRecord, asText, get } from '../http/json.js';
import { caller, type ApiPlace } from './api.js';
import { participantOf, timeOf } from './facts.js';
import { localIdOf, sendOf } from './local-id.js';
import { outboundRequest } from './outbound-body.js';
import { reasonOf, roomPath } from './rooms.js';
import { settingsOf, type Settings } from './settings.js';

type FindSent = NonNullable<Protocol['findSent']>;

const PAGE = 50;

/** What a message of ours looks like in a room's history. */
interface Wanted {
  readonly localId: string;
  readonly text: string;
  readonly participant: string;
  readonly since: Millis;
}

/** `GET /v1/rooms/{id}/histories`: by our `local_id` where Qontak kept it, else by what was said, by whom and when. */
export const findSentThrough = (place: ApiPlace): FindSent => async ({ outbound, since }, credentials, options) => {
  const settings = settingsOf(credentials);
  const wanted = wantedOf(outbound, settings);
  if (!wanted || !outbound.room) return unanswered('no room whose history could tell');
  const path = `${roomPath(outbound.room)}/histories?limit=${PAGE}`;
  const answer = await caller(settings, place)({ method: 'GET', path, as: 'user' }, options);
  return answer.kind === 'ok' ? evidenceIn(entriesOf(answer.json), { ...wanted, since }) : unanswered(reasonOf(answer));
};

const unanswered = (reason: string): SentEvidence => ({ kind: 'unanswered', reason });

const wantedOf = (outbound: Outbound, settings: Settings): Omit<Wanted, 'since'> | undefined => {
  const request = outboundRequest(outbound, settings);
  // a template's text is Qontak's, and a broadcast is in no room that we know
  if (request.kind === 'impossible' || outbound.content.type === 'template') return undefined;
  const participant = request.as === 'bot' ? 'bot' : 'agent';
  const said = request.kind === 'file' ? request.fields : request.body;
  const caption = 'caption' in outbound.content ? outbound.content.caption : undefined;
  const text = asText(get(said, 'text')) ?? asText(get(said, 'interactive', 'body')) ?? caption ?? '';
  return { localId: localIdOf(outbound.send), text, participant };
};

const entriesOf = (json: unknown): readonly unknown[] => {
  const data = get(json, 'data');
  return asList(get(data, 'histories') ?? get(data, 'messages') ?? data);
};

const evidenceIn = (entries: readonly unknown[], wanted: Wanted): SentEvidence => {
  const found = entries.find((entry) => get(entry, 'local_id') === wanted.localId) ??
    entries.find((entry) => isLike(entry, wanted));
  const id = asText(get(found, 'id'));
  if (id !== undefined) return { kind: 'found', id };
  if (isWhole(entries, wanted.since)) return { kind: 'not-found' };
  return unanswered('the history that was shown does not reach that time');
};

/** A message that shows another send of ours is another message, however alike. */
const isLike = (entry: unknown, { text, participant, since }: Wanted): boolean => {
  const at = timeOf(get(entry, 'created_at'));
  const words = asText(get(entry, 'text')) ?? '';
  return sendOf(get(entry, 'local_id')) === undefined && at !== undefined && at >= since &&
    participantOf(asRecord(entry) ?? {}) === participant && words.trim() === text.trim();
};

/** A page that is not full has everything; a full one has all since then where it goes back beyond it, newest first. */
const isWhole = (entries: readonly unknown[], since: Millis): boolean => {
  if (entries.length < PAGE) return true;
  const first = timeOf(get(entries[0], 'created_at'));
  const last = timeOf(get(entries.at(-1), 'created_at'));
  return first !== undefined && last !== undefined && last < since && first >= last;
};
