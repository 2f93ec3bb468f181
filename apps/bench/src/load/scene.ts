import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSessionSettings } from '@tandem/domain';
import { configWith } from '@tandem/server/config.js';
import { silentLog } from '@tandem/server/logging/log.js';
import { createServer, type RunningServer } from '@tandem/server/server.js';
import type { Target } from './load-job.js';
import { loadApp, loadNumbers, type LoadNumber } from './load-numbers.js';

/** A data folder in which numbers are connected, each to a demo agent. */
export interface LoadScene {
  readonly data: string;
  readonly targets: readonly (LoadNumber & Target)[];
  remove(): void;
}

/** Made by a server in this process, which is gone when it resolves. */
export const prepareScene = async (numbers: number): Promise<LoadScene> => {
  const data = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  const server = await createServer(configWith({ port: 0, data }), { log: silentLog });
  const targets: (LoadNumber & Target)[] = [];
  try {
    for (const number of loadNumbers(numbers)) targets.push({ ...number, path: await connect(number, server) });
  } finally {
    await server.close();
  }
  return { data, targets, remove: () => rmSync(data, { recursive: true, force: true }) };
};

const by = (id: string) => ({ id: `load/${id}`, means: 'system' as const });

/** Answers the path of the number's webhook. Sessions stay open for a day, so that what is measured is messages, not ends. */
const connect = async ({ agent, channel, number, phoneNumberId }: LoadNumber, { context }: RunningServer): Promise<string> => {
  const { agents, channels } = context.procedures;
  await agents.register(agent, by(`${agent}/register`), agent);
  await agents.connectRuntime(agent, by(`${agent}/runtime`), { version: 'published', runtime: { kind: 'demo' } });
  await channels.connect(channel, by(`${agent}/connect`), { protocol: 'meta-cloud', number });
  await channels.saveCredentials(channel, by(`${agent}/credentials`), { protocol: 'meta-cloud', entered: { ...loadApp, phoneNumberId } });
  const answer = await channels.saveSessionSettings(channel, by(`${agent}/settings`), {
    ...defaultSessionSettings, delayBeforeAskSeconds: 40_000, delayBeforeEndSeconds: 40_000,
  });
  if (answer.kind !== 'saved') throw new Error(`The number of the bench could not be set up: ${JSON.stringify(answer)}`);
  return `/webhooks/meta-cloud/${answer.state.address}`;
};
