import type { Answer, Exchange, JsonObject } from '../http/exchange.js';
import { messageFlags, type MessageFlag, type Organisation } from './accounts.js';
import type { Caller } from './auth.js';
import type { Qontak } from './context.js';
import { invalid, qontakError, success } from './errors.js';
import { parametersOf } from './parameters.js';

/** `PUT /v1/message_interactions`: one address for all numbers of the organisation; whoever comes last, wins. */
export async function putMessageInteractions(qontak: Qontak, { organisation }: Caller, exchange: Exchange): Promise<Answer> {
  const { fields } = await parametersOf(exchange);
  const wrong = [...flagProblems(fields, messageFlags), ...urlProblems(fields)];
  if (wrong.length > 0) return qontakError(invalid(...wrong));
  const flag = (name: MessageFlag): boolean => isOn(fields[name]);
  organisation.messageInteractions = {
    id: organisation.messageInteractions?.id ?? qontak.chance.uuid(), url: String(fields.url),
    receive_message_from_agent: flag('receive_message_from_agent'), receive_message_from_customer: flag('receive_message_from_customer'),
    status_message: flag('status_message'), broadcast_log_status: flag('broadcast_log_status'),
  };
  qontak.changed();
  return settings(organisation);
}

/** `PUT /v1/room_interactions`: the address that hears of resolved rooms. */
export async function putRoomInteractions(qontak: Qontak, { organisation }: Caller, exchange: Exchange): Promise<Answer> {
  const { fields } = await parametersOf(exchange);
  const wrong = [...flagProblems(fields, ['room_resolved']), ...urlProblems(fields)];
  if (wrong.length > 0) return qontakError(invalid(...wrong));
  organisation.roomInteractions = {
    id: organisation.roomInteractions?.id ?? qontak.chance.uuid(), url: String(fields.url), room_resolved: isOn(fields.room_resolved),
  };
  qontak.changed();
  return settings(organisation);
}

const isOn = (flag: unknown): boolean => flag === true || flag === 'true';

/** True and false, also as the words of a form; what is left out counts as false. */
const flagProblems = (fields: JsonObject, names: readonly string[]): string[] =>
  names.filter((name) => ![undefined, true, false, 'true', 'false'].includes(fields[name] as string)).map((name) => `${name} must be a boolean`);

function urlProblems({ url }: JsonObject): string[] {
  if (typeof url !== 'string' || url === '') return ['url is required'];
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? [] : ['url is invalid'];
}

/** The organisation's settings as both calls answer them, with everything that is set elsewhere switched off. */
export function settings(organisation: Organisation): Answer {
  const { messageInteractions: messages, roomInteractions: rooms } = organisation;
  const event = (enabled: boolean, registered: { id: string; url: string } | undefined, name: string) =>
    ({ enabled, webhooks: registered ? [{ id: registered.id, event: name, url: registered.url }] : [] });
  const off = { enabled: false, webhooks: [] };
  return success({
    auto_assign_agent: false,
    auto_responder_in_office_hours: { enabled: false, message: '' },
    auto_responder_out_office_hours: { enabled: false, message: '' },
    agent_can_takeover: true,
    custom_agent_allocation: off, agent_assigned_to_room: off, agent_unassigned_from_room: off,
    room_resolved: event(rooms?.room_resolved ?? false, rooms, 'room_interaction'),
    ...Object.fromEntries(messageFlags.map((name) => [name, event(messages?.[name] ?? false, messages, 'message_interaction')])),
  });
}
