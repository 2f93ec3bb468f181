import type { OrganisationSettings } from '../qontak/accounts.js';
import { startSimulator, type SimulatorOptions } from '../simulator.js';
import { startReceiver } from './receiver.js';
import type { Reply } from './scene.js';

export const customer = '6281300000001';

/** An organisation with three numbers, one of them nobody's but its own. */
export const toko: OrganisationSettings = {
  organizationId: '8102661e-93ef-40e8-b402-ef7db4737ce6', name: 'Toko Melati', token: 'user-token-of-toko', botToken: 'bot-token-of-toko',
  hmac: { clientId: 'client-of-toko', clientSecret: 'secret-of-toko' },
  integrations: [
    { channelIntegrationId: '7110bef1-83e4-4622-8a4b-09535f7beff9', number: '+62 882-3326-2100', name: 'Toko Melati', label: 'Published' },
    { channelIntegrationId: 'fa914ed7-672d-4530-97bd-1c554ab2e1ee', number: '+62 882-3326-2101', name: 'Toko Melati', label: 'Draft' },
    { channelIntegrationId: 'c3370195-3451-4645-99a1-578c47b24d41', number: '+62 882-3326-2102', name: 'Toko Melati gudang', targetChannel: 'wa' },
  ],
  templates: [{ id: 'template-1', name: 'sapa', language: 'id', body: 'Halo {{1}}' }],
};

export const [published, draft, other] = toko.integrations.map(({ channelIntegrationId }) => channelIntegrationId) as [string, string, string];

export const allFlags = { receive_message_from_agent: true, receive_message_from_customer: true, status_message: true, broadcast_log_status: true };

export type Told = Record<string, unknown> & { id: string; status: string; data_event?: string; participant_type: string; room: Record<string, unknown> & { id: string; status: string } };

type CallOptions = { token?: string | null; body?: unknown; door?: string; headers?: Record<string, string> };

/** A simulator with that organisation, and short ways to call it. */
export async function startQontakScene(options: Partial<SimulatorOptions> = {}) {
  const receiver = await startReceiver();
  const simulator = await startSimulator({ port: 0, ...options });
  simulator.qontak.addOrganisation(toko);

  const call = async (method: string, path: string, { token = toko.botToken, body, door = 'api/open', headers }: CallOptions = {}): Promise<Reply> => {
    const form = body instanceof FormData;
    const response = await fetch(`${simulator.url}/qontak/${door}/v1/${path}`, {
      method,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined || form ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : form ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers };
  };

  return {
    simulator, receiver, call,
    /** Set Endpoint. */
    register: (flags: Record<string, unknown> = allFlags, url: unknown = receiver.url) => call('PUT', 'message_interactions', { body: { ...flags, url } }),
    write: (text: string, number = published, from = customer) => simulator.inbound(number, { from: { phone: from, name: 'Siti' }, text }).tried,
    room: (number = published) => simulator.qontak.rooms({ number, customer }).at(-1)?.roomId ?? '',
    bot: (room_id: string, text: string, rest: Record<string, unknown> = {}) => call('POST', 'messages/whatsapp/bot', { body: { room_id, type: 'text', text, ...rest } }),
    told: () => receiver.posts().map(({ raw }) => JSON.parse(raw.toString('utf8')) as Told),
    close: async () => {
      await simulator.close();
      await receiver.close();
    },
  };
}

export type QontakScene = Awaited<ReturnType<typeof startQontakScene>>;

export const dataOf = <T = Record<string, unknown>>({ body }: Reply): T => (body as { data: T }).data;

export const refusalOf = ({ status, body }: Reply): unknown => [status, (body as { error?: { messages?: string[] } }).error?.messages];
