import type { Chance } from '../chance.js';
import { NotPossible } from '../provider/not-possible.js';
import { digits, type Speaker } from '../whatsapp/chats.js';

export type Template = { id: string; name: string; language: string; body: string };

/** What one tells the simulator of an organisation; all its numbers share tokens and the registered address. */
export type OrganisationSettings = {
  organizationId: string;
  name: string;
  token: string;
  botToken?: string;
  /** Credentials of the Mekari gateway. */
  hmac?: { clientId: string; clientSecret: string };
  integrations: { channelIntegrationId: string; number: string; name: string; label?: string; targetChannel?: 'wa' | 'wa_cloud' }[];
  /** Left out, any template id is good. */
  templates?: Template[];
};

export type Integration = {
  channelIntegrationId: string;
  number: string;
  displayPhoneNumber: string;
  name: string;
  label?: string;
  targetChannel: 'wa' | 'wa_cloud';
  createdAt: number;
};

export const messageFlags = ['receive_message_from_agent', 'receive_message_from_customer', 'status_message', 'broadcast_log_status'] as const;
export type MessageFlag = (typeof messageFlags)[number];

export type MessageInteractions = { id: string; url: string } & Record<MessageFlag, boolean>;
export type RoomInteractions = { id: string; url: string; room_resolved: boolean };

export type Organisation = {
  organizationId: string;
  name: string;
  token: string;
  botToken?: string;
  hmac?: { clientId: string; clientSecret: string };
  integrations: Integration[];
  templates: Template[];
  bot: Speaker;
  /** People at the inbox, by name. */
  agents: Speaker[];
  /** Registered once for all numbers: the last call wins. */
  messageInteractions?: MessageInteractions;
  roomInteractions?: RoomInteractions;
};

export type OrganisationView = Pick<Organisation, 'organizationId' | 'name' | 'integrations' | 'templates' | 'messageInteractions' | 'roomInteractions'>;

export type Organisations = ReturnType<typeof createOrganisations>;

/** Organisations by id, numbers by their channel integration. */
export function createOrganisations(chance: Chance, now: () => number) {
  const organisations = new Map<string, Organisation>();

  const upsert = (settings: OrganisationSettings): Organisation => {
    const { organizationId, name, token, botToken, hmac } = settings;
    const known = organisations.get(organizationId);
    const organisation: Organisation = {
      organizationId, name, token, ...(botToken ? { botToken } : {}), ...(hmac ? { hmac } : {}),
      integrations: settings.integrations.map((one) => integrationOf(one, known, now())),
      templates: settings.templates ?? known?.templates ?? [],
      bot: known?.bot ?? { kind: 'bot', id: chance.uuid(), name: 'Bot' },
      agents: known?.agents ?? [],
      ...(known?.messageInteractions ? { messageInteractions: known.messageInteractions } : {}),
      ...(known?.roomInteractions ? { roomInteractions: known.roomInteractions } : {}),
    };
    organisations.set(organizationId, organisation);
    return organisation;
  };

  return {
    upsert,
    all: () => [...organisations.values()],
    /** The organisation whose number this is. */
    ofIntegration: (id: string): Organisation | undefined =>
      [...organisations.values()].find(({ integrations }) => integrations.some(({ channelIntegrationId }) => channelIntegrationId === id)),
    snapshot: () => [...organisations.values()],
    restore: (kept: Organisation[]) => kept.forEach((one) => organisations.set(one.organizationId, one)),
    clear: () => organisations.clear(),
  };
}

function integrationOf(wanted: OrganisationSettings['integrations'][number], known: Organisation | undefined, now: number): Integration {
  const { channelIntegrationId, number, name, label, targetChannel = 'wa_cloud' } = wanted;
  if (!channelIntegrationId || !number || !name) throw new NotPossible('An integration needs channelIntegrationId, number and name.');
  const before = integrationIn(known, channelIntegrationId);
  return { channelIntegrationId, number: digits(number), displayPhoneNumber: number, name, ...(label ? { label } : {}), targetChannel, createdAt: before?.createdAt ?? now };
}

export const integrationIn = (organisation: Organisation | undefined, id: string): Integration | undefined =>
  organisation?.integrations.find(({ channelIntegrationId }) => channelIntegrationId === id);

/** A person at the inbox, known from the first time on. */
export function agentOf(organisation: Organisation, name: string, chance: Chance): Speaker {
  const known = organisation.agents.find((agent) => agent.name === name);
  if (known) return known;
  const agent: Speaker = { kind: 'agent', id: chance.uuid(), name };
  organisation.agents.push(agent);
  return agent;
}

export const organisationView = ({ organizationId, name, integrations, templates, messageInteractions, roomInteractions }: Organisation): OrganisationView =>
  ({ organizationId, name, integrations, templates, messageInteractions, roomInteractions });
