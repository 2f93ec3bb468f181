// needs the protocol: meta-cloud
// needs the protocol: coster
import { describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { defaultSessionSettings } from '@tandem/domain';
import { ArchiveAgent, ConnectRuntime, PublishAgent, RegisterAgent, RenameAgent } from './agent/agent.handlers.js';
import { AppModule } from './app.module.js';
import {
  ChangeNumber, ChangeProtocol, ConnectChannel, DisconnectChannel, RegenerateSecret, ResumeSending, RevokeSecret, SaveCredentials, SaveSessionSettings,
} from './channel/channel.handlers.js';
import { createMetrics } from './metrics/prometheus.js';
import { aNumber, by, install } from './testing/installation.js';

const channel = 'a1.draft';

const bus = async () => {
  const { procedures, directory } = await install();
  const module = AppModule.of({ procedures, readiness: { reasons: () => [] }, metrics: createMetrics() });
  const app = await Test.createTestingModule({ imports: [module] }).compile();
  await app.init();
  return { commands: app.get(CommandBus), directory };
};

describe('the command bus', () => {
  it('takes an agent and its channel through their lives', async () => {
    const { commands, directory } = await bus();
    const kinds: string[] = [];
    const give = async (command: Parameters<typeof commands.execute>[0]) => kinds.push((await commands.execute<typeof command, { kind: string }>(command)).kind);
    const runtime = { kind: 'demo' } as const;
    await give(new RegisterAgent('a1', by(), 'Travel desk'));
    await give(new RenameAgent('a1', by(), 'Help desk'));
    await give(new ConnectRuntime('a1', by(), { version: 'draft', runtime }));
    await give(new PublishAgent('a1', by(), undefined));
    await give(new ConnectChannel(channel, by(), { protocol: 'meta-cloud', number: aNumber.number }));
    await give(new SaveCredentials(channel, by(), {
      protocol: 'meta-cloud', entered: { phoneNumberId: '1', businessAccountId: '2', appId: '3', appSecret: '4', accessToken: '5' },
    }));
    await give(new RegenerateSecret(channel, by(), undefined));
    const old = directory.byAddress(directory.byKey(channel)!.state.address, 'meta-cloud')!.verifyTokens[1]!;
    await give(new RevokeSecret(channel, by(), { protocol: 'meta-cloud', what: old.what, fingerprint: old.fingerprint }));
    await give(new SaveSessionSettings(channel, by(), { ...defaultSessionSettings, delayBeforeAskSeconds: 5 }));
    await give(new ChangeNumber(channel, by(), '+6281200000009'));
    expect(new Set(kinds)).toEqual(new Set(['saved']));
    expect(await commands.execute(new ResumeSending(channel, by(), undefined))).toEqual({ kind: 'ignored', reason: 'NotPaused' });
    await give(new ChangeProtocol(channel, by(), 'coster'));
    await give(new DisconnectChannel(channel, by(), undefined));
    await give(new ArchiveAgent('a1', by(), undefined));
    expect(directory.agent('a1')?.state).toEqual({ status: 'archived', name: 'Help desk', runtimes: { draft: runtime, published: runtime } });
    expect(directory.byKey(channel)?.state.status).toBe('disconnected');
  });
});
