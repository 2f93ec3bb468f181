import { startProgram, programs, type Program } from './program.js';
import { loadApp, type LoadNumber } from './load-numbers.js';
import type { Target } from './load-job.js';

export interface ProviderOptions {
  readonly targets: readonly (LoadNumber & Target)[];
  /** Where our webhooks are; without it the provider calls nobody. */
  readonly serverUrl?: string;
  /** The provider's own limits: 80 messages a second and number, and the pair limit. */
  readonly limits: boolean;
}

/** The simulator as a process, told of the numbers. The customers write to us, not through it, and it lets answers through all the same. */
export const startProvider = async (): Promise<Program> => startProgram({ file: programs.simulator, environment: { SIMULATOR_PORT: '0' } });

export const introduce = async ({ url }: Program, { targets, serverUrl, limits }: ProviderOptions): Promise<void> => {
  for (const { number, phoneNumberId, path } of targets) {
    const { businessAccountId, appId, appSecret, accessToken } = loadApp;
    await control(url, '/control/numbers', {
      phoneNumberId, displayPhoneNumber: number, name: 'Load', wabaId: businessAccountId, appId, appSecret, accessToken,
      ...(serverUrl !== undefined && { callbackUrl: `${serverUrl}${path}` }),
    });
    await control(url, `/control/numbers/${phoneNumberId}/faults`, {
      window: 'off', statuses: { upTo: serverUrl === undefined ? 'none' : 'read' }, ...(limits && { throughput: 80, pairLimit: true }),
    });
  }
};

const control = async (url: string, path: string, body: object): Promise<void> => {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`The simulator answers ${response.status} to ${path}: ${await response.text()}`);
};
