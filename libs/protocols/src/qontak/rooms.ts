import type { CallOptions, Protocol, RoomReading } from '@tandem/domain';
import { asRecord, asText, get, known } from '../http/json.js';
import { caller, type ApiAnswer, type ApiPlace, type Call } from './api.js';
import { stateOf } from './facts.js';
import { settingsOf } from './settings.js';

type ResolveRoom = NonNullable<Protocol['resolveRoom']>;

export const roomPath = (room: string): string => `/v1/rooms/${encodeURIComponent(room)}`;

/** `GET /v1/rooms/{id}`: who has the room by now. */
export const readRoomThrough = (place: ApiPlace): NonNullable<Protocol['readRoom']> => (room, credentials, options) =>
  roomThrough(caller(settingsOf(credentials), place))(room, options);

export const roomThrough = (call: Call) => async (room: string, options: CallOptions): Promise<RoomReading> => {
  const answer = await call({ method: 'GET', path: roomPath(room), as: 'user' }, options);
  if (answer.kind !== 'ok') return { kind: 'unanswered', reason: reasonOf(answer) };
  const data = get(answer.json, 'data');
  const found = asRecord(get(data, 'room')) ?? asRecord(data);
  const state = stateOf(found);
  const id = asText(get(found, 'id'));
  if (id !== room || state === undefined) return { kind: 'unanswered', reason: 'Qontak does not say who has the room' };
  return { kind: 'read', room: known({ id, state }) };
};

/** Why there is no answer to go by, in Qontak's words where it has any. */
export const reasonOf = (answer: Exclude<ApiAnswer, { kind: 'ok' }>): string => {
  const { title } = answer.kind === 'failed' ? answer.failure.papers : answer.papers;
  return title ?? 'no answer';
};

/** `PUT /v1/rooms/{id}/resolve`, where the channel's setting says so. */
export const resolveRoomThrough = (place: ApiPlace): ResolveRoom => async (room, credentials, options) => {
  const settings = settingsOf(credentials);
  if (!settings.resolveRooms) return;
  await caller(settings, place)({ method: 'PUT', path: `${roomPath(room)}/resolve`, as: 'user' }, options);
};
