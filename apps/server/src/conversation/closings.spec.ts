// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, agentStream, channelKey, intakeStream } from '@tandem/domain';
import { by, connectMeta, saved } from '../testing/installation.js';
import { dataOf, metaBody, noon, shop, startTrial, type Trial } from '../testing/trial.js';

/** Two customers with open sessions. */
const talking = async (): Promise<Trial> => {
  const trial = await startTrial();
  await trial.receive(metaBody({ from: '6281234500001' }, { from: '6281234500002' }));
  await trial.happened('SendAccepted', 2);
  return trial;
};

const reasons = async (trial: Trial) => dataOf(await trial.events(), 'SessionEnded').map(({ reason }) => reason);

/** Nothing is said and nothing more ends, however long one waits. */
const isSilent = async (trial: Trial): Promise<void> => {
  const said = trial.provider.sent.length;
  await trial.clock.advance(HOUR);
  expect(trial.provider.sent).toHaveLength(said);
  expect(await reasons(trial)).toEqual(['channel-closed', 'channel-closed']);
  await trial.stop();
};

describe('open sessions end silently', () => {
  it('when their channel is disconnected', async () => {
    const trial = await talking();
    saved(await trial.procedures.channels.disconnect(shop, by()));
    await trial.happened('SessionEnded', 2);
    await isSilent(trial);
  });

  it('when its number is changed', async () => {
    const trial = await talking();
    saved(await trial.procedures.channels.changeNumber(shop, by(), '+6281299990000'));
    await trial.happened('SessionEnded', 2);
    await isSilent(trial);
  });

  it('when the agent is archived', async () => {
    const trial = await talking();
    await trial.procedures.agents.archive('shop', by());
    await trial.happened('SessionEnded', 2);
    await isSilent(trial);
  });

  it('when a crash came between the archiving and the disconnecting', async () => {
    const trial = await talking();
    const { version } = await trial.store.read(agentStream('shop'));
    await trial.store.append(agentStream('shop'), [{ id: 'archived', type: 'AgentArchived', data: {}, meta: { v: 1, at: trial.clock.now() } }], version);
    await trial.happened('SessionEnded', 2);
    expect(trial.directory.byKey(shop)?.state.status).toBe('disconnected');
    await isSilent(trial);
  });

  it('when a crash came behind the first of them', async () => {
    const trial = await talking();
    await trial.until(() => trial.views.openSessions(shop).length === 2);
    await trial.stop();
    saved(await trial.procedures.channels.disconnect(shop, by()));
    const cut = await startTrial({
      ...trial, again: true,
      change: ({ store, openSessions }) => ({
        openSessions: async (channel, position) => (await openSessions(channel, position)).slice(0, 1).concat('conversation-broken'),
        store: { ...store, readBackwards: (stream, options) =>
          (stream === 'conversation-broken' ? Promise.reject(new Error('crash')) : store.readBackwards(stream, options)) },
      }),
    });
    await cut.happened('SessionEnded', 1);
    await cut.stop();
    expect(await reasons(cut)).toHaveLength(1);
    const next = await startTrial({ ...cut, again: true });
    await next.happened('SessionEnded', 2);
    await isSilent(next);
  });
});

describe('open sessions go on', () => {
  it('when another channel is disconnected, or the settings are changed', async () => {
    const trial = await talking();
    await trial.procedures.channels.disconnect(channelKey('shop', 'draft'), by());
    const { settings } = trial.directory.byKey(shop)!.state;
    saved(await trial.procedures.channels.saveSessionSettings(shop, by(), { ...settings, delayBeforeEndSeconds: 900 }));
    await trial.clock.advance(MINUTE);
    expect(await reasons(trial)).toEqual([]);
    await trial.stop();
  });

  it('when they began on the new number', async () => {
    const trial = await startTrial();
    saved(await trial.procedures.channels.changeNumber(shop, by(), '+6281299990000'));
    await trial.clock.advance(MINUTE);
    await trial.receive(metaBody({ at: noon + MINUTE }));
    await trial.happened('SendAccepted');
    await trial.stop();
    const next = await startTrial({ ...trial, ledger: undefined, again: true }); // reads the change once more
    await next.clock.advance(MINUTE);
    expect(await reasons(next)).toEqual([]);
    await next.stop();
  });
});

describe('what came before the change and is read after it', () => {
  const changes: readonly [string, (trial: Trial) => Promise<unknown>][] = [
    ['the number was changed', async ({ procedures }) => saved(await procedures.channels.changeNumber(shop, by(), '+6281299990000'))],
    ['the channel was disconnected and connected again', async ({ procedures }) => {
      saved(await procedures.channels.disconnect(shop, by()));
      await connectMeta(procedures, shop);
    }],
  ];

  it.each(changes)('opens no session: %s', async (_what, change) => {
    const trial = await startTrial();
    await trial.stop();
    await trial.receive(metaBody({ id: 'wamid.before' }));
    await trial.clock.advance(MINUTE);
    await change(trial);
    const next = await startTrial({ ...trial, again: true });
    await next.receive(metaBody({ id: 'wamid.after' }));
    await next.happened('SendAccepted');
    const { events } = await next.store.read(intakeStream(shop));
    expect(events.flatMap(({ data }) => (data as { exceptions: readonly object[] }).exceptions)).toMatchObject([{ verdict: 'ignored', reason: 'ChannelClosed' }]);
    expect(dataOf(await next.events(), 'MessageReceived')).toHaveLength(1);
    await next.stop();
  });
});
