// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { CLAIM_AGE, MINUTE, type Runtime } from '@tandem/domain';
import { metaBody, startTrial, type Trial } from '../testing/trial.js';
import { noMetrics } from './metrics.js';

describe('what is counted of a turn and a send', () => {
  let trial: Trial;
  const counted: string[] = [];
  const metrics = { ...noMetrics, turn: (result: string) => void counted.push(`turn ${result}`), send: (result: string) => void counted.push(`send ${result}`) };
  afterEach(async () => {
    counted.length = 0;
    await trial.stop();
  });

  it('a turn whose claim was too old to be called is abandoned, and no failure of the agent\'s', async () => {
    let times = 0;
    const runtime: Runtime = { historyLimit: 0, answer: () => Promise.resolve({ kind: 'answered', replies: [], endSession: false }) };
    trial = await startTrial({
      change: () => ({
        metrics,
        runtimes: async () => {
          if ((times += 1) === 1) await trial.clock.advance(CLAIM_AGE + 1);
          return runtime;
        },
      }),
    });
    await trial.receive(metaBody({ text: 'hello' }));
    await trial.happened('TurnFailed');
    await trial.happened('TurnAnswered');
    expect(counted).toEqual(['turn abandoned', 'turn answered']);
  });

  it('a reply of which nobody knows whether it arrived is parked where the channel says so', async () => {
    trial = await startTrial({ change: ({ rules }) => ({ metrics, rules: { ...rules, unknownReplies: 'park' } }) });
    trial.provider.outcomes.push({ kind: 'unknown', papers: {} });
    await trial.receive(metaBody({ text: 'hello' }));
    await trial.happened('SendOutcomeUnknown');
    await trial.clock.advance(2 * MINUTE);
    await trial.happened('SendRefused');
    expect(counted.slice(0, 3)).toEqual(['turn answered', 'send unknown', 'send parked']);
  });
});
