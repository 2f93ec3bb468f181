// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND, defaultSessionSettings, type Runtime } from '@tandem/domain';
import { by } from '../testing/installation.js';
import { metaBody, provider, shop, startTrial, type Trial } from '../testing/trial.js';

const later = { ...defaultSessionSettings, delayBeforeAskSeconds: 60 };

describe('settings that are saved while something takes its time', () => {
  let trial: Trial;
  afterEach(() => trial.stop());

  const save = () => trial.procedures.channels.saveSessionSettings(shop, by(), later);
  const revision = () => trial.directory.byKey(shop)?.state.revision;
  /** The ask comes under the new settings: after a minute, and with their revision. */
  const isAskedUnderTheNewOnes = async (): Promise<void> => {
    await trial.clock.advance(MINUTE + 5 * SECOND);
    const [asked] = await trial.happened('AskRequested');
    expect(asked).toMatchObject({ data: { revision: revision() } });
  };

  it('rule the silence that begins when the agent has answered with nothing', async () => {
    const runtime: Runtime = {
      historyLimit: 0,
      answer: async () => {
        await save();
        return { kind: 'answered', replies: [], endSession: false };
      },
    };
    trial = await startTrial({ change: () => ({ runtimes: () => Promise.resolve(runtime) }) });
    await trial.receive(metaBody({ text: 'hello' }));
    await trial.happened('TurnAnswered');
    await isAskedUnderTheNewOnes();
  });

  it('rule the silence that begins when the provider has taken the reply', async () => {
    const meta = provider();
    const { protocol } = meta;
    const slow = { ...meta, protocol: { ...protocol, send: async (...call: Parameters<typeof protocol.send>) => {
      if (meta.sent.length === 0) await save();
      return protocol.send(...call);
    } } };
    trial = await startTrial({ provider: slow });
    await trial.receive(metaBody({ text: 'hello' }));
    await trial.happened('SendAccepted');
    await isAskedUnderTheNewOnes();
  });
});
