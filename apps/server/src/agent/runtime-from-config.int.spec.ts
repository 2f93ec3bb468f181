import { describe, expect, it } from '@jest/globals';
import { MAX_HISTORY_LINES, type RuntimeConfig, type Sealed } from '@tandem/domain';
import { runtimeFromConfig } from './runtime-from-config.js';
import { openStubEndpoint, respondJson, turnRequest } from './stub-endpoint.js';

const sealed = (name: string) => name as Sealed;
const secrets: Record<string, string> = { signing: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', key: 'sk-123' };
const open = async (name: Sealed) => {
  if (name === sealed('tampered')) throw new Error('secret words');
  return secrets[name];
};
const answer = (config: RuntimeConfig) => runtimeFromConfig(config, { open }).answer(turnRequest({ text: 'hello' }), { timeout: 5_000 });

describe('a runtime from its configuration', () => {
  it('is the demo agent', async () => expect(await answer({ kind: 'demo' })).toMatchObject({ kind: 'answered' }));

  it('is an HTTP endpoint, with the secret opened', async () => {
    const endpoint = await openStubEndpoint(respondJson({ replies: ['Hi'] }));
    const outcome = await answer({ kind: 'http', url: endpoint.url, secret: sealed('signing') });
    await endpoint.stop();
    expect(outcome).toMatchObject({ kind: 'answered', replies: [{ type: 'text', text: 'Hi' }] });
  });

  it('is an OpenAI-compatible endpoint, with the key opened and the history bounded', async () => {
    const endpoint = await openStubEndpoint(respondJson({ choices: [{ message: { content: 'Hi' } }] }));
    const config = { kind: 'openai', baseUrl: endpoint.url, model: 'small', systemPrompt: '', apiKey: sealed('key'), historyLimit: 10_000 } as const;
    const outcome = await answer(config);
    await endpoint.stop();
    expect(outcome).toMatchObject({ kind: 'answered', replies: [{ type: 'text', text: 'Hi' }] });
    expect(endpoint.calls[0]?.headers.authorization).toBe('Bearer sk-123');
    expect(runtimeFromConfig(config, { open }).historyLimit).toBe(MAX_HISTORY_LINES);
  });

  it.each([['SecretDestroyed', 'destroyed'], ['SecretNotReadable', 'tampered']])('fails the turn with %s', async (reason, name) =>
    expect(await answer({ kind: 'http', url: 'https://example.com/', secret: sealed(name) })).toEqual({ kind: 'failed', reason }));
});
