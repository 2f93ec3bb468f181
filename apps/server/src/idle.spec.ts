// needs the protocol: meta-cloud
import { expect, it } from '@jest/globals';
import { MINUTE } from '@tandem/domain';
import { metaBody, startTrial } from './testing/trial.js';

it('wakes for nothing while nothing happens, and notes its progress once something did', async () => {
  const trial = await startTrial();
  await trial.clock.advance(MINUTE);
  expect(trial.clock.pending()).toBe(0);
  const before = await trial.ledger.load();
  await trial.receive(metaBody({ text: 'hello' }));
  await trial.happened('SendAccepted');
  await trial.clock.advance(5_000);
  expect((await trial.ledger.load()).conversations).toBeGreaterThan(before.conversations);
  await trial.stop();
});
