import type { Millis } from '@tandem/domain';
import type { Dialect, Names, Person, RoomShown, Said, SaidContent, StatusWords, Update } from './calls.js';
import type { Line } from './plan.js';

interface Speaker {
  readonly participant: 'customer' | 'bot' | 'agent';
  readonly id: string;
  readonly at: Millis;
  readonly names: Pick<Names, 'id' | 'account'>;
  readonly who: Person;
  readonly room?: RoomShown;
}

const iso = (at: Millis): string => new Date(at).toISOString();

const roomOf = ({ names, who, room }: Speaker): object => ({
  id: room?.id, name: 'Somebody', status: room?.state, type: 'Models::CustomerServiceRoom', channel: 'wa_cloud', tags: [],
  organization_id: names.account.id, account_uniq_id: who.phone ?? who.userId, channel_integration_id: names.id, resolved_at: null,
});

/** One event of Qontak's about a message: whose, in which room, what became of it. */
const event = (said: Speaker, more: object): object => {
  const { participant, id, at, names, room } = said;
  const sender = { customer: 'Models::Contact', bot: 'Models::SystemAccount', agent: 'Models::User' }[participant];
  return {
    id, type: 'text', room_id: room?.id, is_campaign: false, sender_type: sender, sender: { name: 'Somebody' }, participant_type: participant,
    organization_id: names.account.id, text: '', status: 'created', external_id: null, local_id: null, created_at: iso(at), reply: null,
    room: roomOf(said), buttons: [], webhook_event: 'message_interaction', channel_integration: { id: names.id, target_channel: 'wa_cloud' }, ...more,
  };
};

/** A tap is the text of its title. */
const contentOf = (content: SaidContent): object => {
  switch (content.type) {
    case 'text':
      return { text: content.text };
    case 'button':
      return { text: content.title };
    case 'image':
      return { type: 'image', text: null, file: { url: `https://cdn.example.com/${content.id}`, filename: `${content.id}.png`, size: 10 } };
  }
};

const spoken = (message: Said, names: Names): Speaker =>
  ({ participant: 'customer', id: message.wamid, at: message.at, names, who: message.from, room: message.room });

/** One event for everything, in a room; several in one call are a list. Nothing is signed. */
export const qontakDialect: Dialect = {
  message: (message, names) => ({
    items: [{ kind: 'message', message, id: names.id }],
    part: event(spoken(message, names), { data_event: 'receive_message_from_customer', ...contentOf(message.content) }),
  }),
  status: (words) => {
    const { line, wamid, status, send } = words;
    const failed = status === 'failed' ? { whatsapp_error_message: 'Message undeliverable' } : {};
    return {
      items: [{ kind: 'status', line, wamid, status, send, id: line.id }],
      part: event(speakerOf(words), { data_event: 'status_message', status, local_id: localIdOf(send), ...failed }),
    };
  },
  /** An event that nobody has heard of. */
  notice: (line) => ({
    items: [{ kind: 'other', verdicts: ['ignored'], line, id: line.id }],
    part: { data_event: 'quality_of_number', channel_integration_id: line.id, organization_id: line.account.id },
  }),
  body: (updates) => JSON.stringify(updates.length === 1 ? updates[0]?.part : updates.map(({ part }) => part)),
};

const speakerOf = ({ line, wamid, at, to, room }: Omit<StatusWords, 'status'>): Speaker =>
  ({ participant: 'bot', id: wamid, at, names: line, who: to, room });

const localIdOf = (send: string | undefined): string | null => (send === undefined ? null : `tandem-${send}`);

/** Our own message, shown again as one that was made. */
export const echoUpdate = (words: Omit<StatusWords, 'status'>): Update => ({
  items: [{ kind: 'other', verdicts: ['ignored', 'handled'], line: words.line, id: words.line.id }],
  part: event(speakerOf(words), { data_event: 'receive_message_from_bot', text: 'what we said', local_id: localIdOf(words.send) }),
});

export interface InRoom {
  readonly line: Line;
  readonly who: Person;
  readonly room: RoomShown;
  readonly at: Millis;
}

/** What a person wrote in the inbox. */
export const personUpdate = ({ line, who, room, at }: InRoom, id: string): Update => ({
  items: [{ kind: 'other', verdicts: ['ignored', 'handled'], line, id: line.id }],
  part: event({ participant: 'agent', id, at, names: line, who, room }, { data_event: 'receive_message_from_agent', text: 'a person in the room' }),
});

/** The room itself: somebody resolved it, or took it. */
export const roomUpdate = ({ line, who, room, at }: InRoom): Update => ({
  items: [{ kind: 'other', verdicts: ['ignored', 'handled'], line, id: line.id }],
  part: {
    ...roomOf({ participant: 'agent', id: '', at, names: line, who, room }),
    updated_at: iso(at), resolved_at: room.state === 'resolved' ? iso(at) : null,
    data_event: room.state === 'resolved' ? 'room_resolved' : 'agent_assigned', webhook_event: 'room_interaction',
  },
});
