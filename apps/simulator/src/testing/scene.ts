import type { NumberSettings } from '../meta-cloud/accounts.js';
import { startSimulator, type SimulatorOptions } from '../simulator.js';
import { startReceiver } from './receiver.js';

/** The number that most specs use; ids are those of Meta's own examples. */
export const jasper: NumberSettings = {
  phoneNumberId: '106540352242922',
  displayPhoneNumber: '+1 555-078-3881',
  name: "Jasper's Market",
  wabaId: '102290129340398',
  appId: '670843887433847',
  appSecret: 'app-secret-of-jasper',
  accessToken: 'EAAJB-token-of-jasper',
};

export type Reply = { status: number; body: Record<string, unknown>; headers: Headers };

export type GraphErrorBody = { error: { message: string; type: string; code: number; error_subcode?: number; error_data?: { details: string }; fbtrace_id: string } };

/** A simulator with one number whose webhooks come to a receiver, and short ways to call it. */
export async function startScene(options: Partial<SimulatorOptions> = {}, settings: Partial<NumberSettings> = {}) {
  const receiver = await startReceiver();
  const simulator = await startSimulator({ port: 0, ...options });
  const number = { ...jasper, callbackUrl: receiver.url, verifyToken: 'verify-me', ...settings };
  simulator.addNumber(number);

  const call = async (method: string, path: string, { token = number.accessToken, body }: { token?: string | null; body?: unknown } = {}): Promise<Reply> => {
    const response = await fetch(`${simulator.url}/v25.0/${path}`, {
      method,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers };
  };
  const send = (message: Record<string, unknown>, phoneNumberId = number.phoneNumberId) =>
    call('POST', `${phoneNumberId}/messages`, { body: { messaging_product: 'whatsapp', to: '16505551234', ...message } });

  return {
    simulator, receiver, number, call, send,
    /** The customer writes, so that the 24 hours are open. */
    openWindow: (from = '16505551234') => simulator.inbound(number.phoneNumberId, { from, text: 'Hi' }).tried,
    close: async () => {
      await simulator.close();
      await receiver.close();
    },
  };
}

export type Scene = Awaited<ReturnType<typeof startScene>>;

export const wamidOf = ({ body }: Reply): string => (body as { messages: { id: string }[] }).messages[0]?.id ?? '';

export const errorOf = ({ body }: Reply): GraphErrorBody['error'] => (body as GraphErrorBody).error;
