import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SessionRef } from '@tandem/domain';
import { realClock } from '@tandem/domain/testing';
import { DefaultLogger, bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { temporalFor, type FoundTemporal } from '../../../../apps/commands/temporal.mjs';
import { openTemporalTimers, type TemporalTimers, type TemporalTimersOptions } from './temporal-timers.js';
import { certificates, tlsBefore, tlsListener } from './testing/secured.js';

jest.setTimeout(90_000);

const { ca, cert, key } = certificates;
const session: SessionRef = { conversation: 'conversation-shop.published.c1', session: randomUUID() };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const open = async (options: Pick<TemporalTimersOptions, 'address'> & Partial<TemporalTimersOptions>): Promise<TemporalTimers> => {
  const timers = await openTemporalTimers({ namespace: 'default', clock: realClock(), taskQueue: randomUUID(), ...options });
  closing.push(() => timers.close());
  return timers;
};

const server = await temporalFor('the session timers over TLS, with a real Temporal server');

(server ? describe : describe.skip)('a Temporal server that wants certificates', () => {
  let workflowBundle: WorkflowBundle;
  let address = '';
  let stop = async (): Promise<void> => {};
  beforeAll(async () => {
    workflowBundle = await bundleWorkflowCode({ workflowsPath: `${import.meta.dirname}/session-timer.workflow.ts`, logger: new DefaultLogger('WARN') });
    ({ address, stop } = await tlsBefore((server as FoundTemporal).address));
  }, 60_000);
  afterAll(async () => {
    await stop();
    await server?.stop();
  });

  it('arms and works with the certificate that the authority signed', async () => {
    const timers = await open({
      address, namespace: (server as FoundTemporal).namespace, workflowBundle,
      tls: { serverRootCACertificate: ca, clientCertPair: { crt: cert, key } },
    });
    const evaluated = new Promise<SessionRef>((resolve) => {
      void timers.start(async (ref) => {
        resolve(ref);
        return { kind: 'over' };
      });
    });
    await timers.arm(session, Date.now());
    expect(await evaluated).toEqual(session);
  });

  it.each([
    ['without a certificate', { serverRootCACertificate: ca }],
    ['without knowing the authority', { clientCertPair: { crt: cert, key } }],
    ['in clear', false],
  ])('is not reached %s', async (_how, tls) => {
    const timers = await open({ address, tls });
    await expect(timers.arm(session, Date.now())).rejects.toThrow();
  });
});

describe('an API key', () => {
  it('goes with every call of both sides, over TLS', async () => {
    const listener = await tlsListener();
    closing.push(() => listener.stop());
    const timers = await open({ address: listener.address, namespace: 'shop.a1b2c', apiKey: 'the key', tls: { serverRootCACertificate: ca } });
    await expect(timers.arm(session, Date.now())).rejects.toThrow();
    const armed = listener.headers.length;
    await timers.start(async () => ({ kind: 'over' }));
    expect([armed > 0, listener.headers.length > armed]).toEqual([true, true]);
    expect(new Set(listener.headers.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer the key']));
  });

  it('is not said to a server without TLS, nor to one whose authority nobody knows', async () => {
    const listener = await tlsListener();
    closing.push(() => listener.stop());
    const timers = await open({ address: listener.address, apiKey: 'the key' });
    await expect(timers.arm(session, Date.now())).rejects.toThrow();
    expect(listener.headers).toEqual([]);
  });
});
