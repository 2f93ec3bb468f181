import type { CosterAccountSettings } from '../coster/accounts.js';
import { startSimulator, type SimulatorOptions } from '../simulator.js';
import { startReceiver } from './receiver.js';
import type { Reply } from './scene.js';

export const customer = '6282100000001';

/** An account with two numbers of one division each. */
export const kopi: CosterAccountSettings = {
  accountId: '12927d2adb9c11ee8741fff7a41ee0e0', divisionId: '7a41ee0e012927d2adb9c11ee8741fff', title: 'Kopi Nusantara',
  accessToken: 'bot-token-of-kopi', pushAccessToken: 'push-token-of-kopi',
  numbers: [
    { number: '+62 823-0000-0008', name: 'Kopi Nusantara', label: 'Published' },
    { number: '+62 823-0000-0009', name: 'Kopi Nusantara', label: 'Draft', divisionId: 'aa41ee0e012927d2adb9c11ee8741faa' },
  ],
};

export const [published, draft] = ['6282300000008', '6282300000009'];

/** A simulator with that account, whose webhooks come to a receiver, and short ways to call it. */
export async function startCosterScene(options: Partial<SimulatorOptions> = {}) {
  const receiver = await startReceiver();
  const simulator = await startSimulator({ port: 0, ...options });
  simulator.coster.addAccount({ ...kopi, webhookUrl: receiver.url });

  const post = async (path: string, headers: Record<string, string>, body: unknown): Promise<Reply> => {
    const response = await fetch(`${simulator.url}/coster${path}`, {
      method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers };
  };
  const request = (data: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
    xid: 'xid-1', channel_id: 'whatsapp-cloud', account_id: kopi.accountId, division_id: kopi.divisionId, is_helpdesk: false, message_type: 'outbound',
    data: { messaging_product: 'whatsapp', recipient_type: 'individual', to: customer, ...data }, ...rest,
  });

  return {
    simulator, receiver, request,
    bot: (body: unknown, token = kopi.accessToken) => post('/bot/webhook', { 'x-access-token': token }, body),
    reply: (words: string, rest: Record<string, unknown> = {}) =>
      post('/bot/webhook', { 'x-access-token': kopi.accessToken }, request({ type: 'text', text: { body: words } }, rest)),
    push: (body: unknown, { token = kopi.pushAccessToken, account = kopi.accountId } = {}) =>
      post(`/v1/${account}/messages`, { authorization: `Bearer ${token}` }, body),
    write: (text: string, number: string = published) => simulator.inbound(number, { from: { phone: customer, name: 'Siti' }, text }).tried,
    bodies: () => receiver.posts().map(({ raw }) => JSON.parse(raw.toString('utf8')) as Record<string, never>),
    close: async () => {
      await simulator.close();
      await receiver.close();
    },
  };
}

export type CosterScene = Awaited<ReturnType<typeof startCosterScene>>;
