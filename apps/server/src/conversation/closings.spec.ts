// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, agentStream, channelKey, intakeStream, type EventStore } from '@tandem/domain';
import { manualClock } from '@tandem/domain/testing';
import { openMemoryStore } from '@tandem/event-store/memory';
import { by, connectMeta, saved } from '../testing/installation.js';
import { dataOf, metaBody, noon, shop, startTrial, type Trial, type TrialOptions } from '../testing/trial.js';

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

describe('a message that is judged at the very moment of the change', () => {
  /** A store that keeps a session's first append back from the moment it is asked for until it is let go. */
  const holding = () => {
    const clock = manualClock(noon);
    const inner = openMemoryStore({ clock });
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const seen = { isAsked: false };
    const store: EventStore = {
      ...inner,
      append: async (stream, events, version) => {
        if (events.some(({ type }) => type === 'SessionStarted')) {
          seen.isAsked = true;
          await gate;
        }
        return inner.append(stream, events, version);
      },
    };
    return { clock, store, letGo, isAsked: () => seen.isAsked };
  };
  /** The number changes a moment after the message came, which is not in its conversation yet. */
  const overtaken = async (held: ReturnType<typeof holding>, options: TrialOptions = {}): Promise<Trial> => {
    const trial = await startTrial({ clock: held.clock, store: held.store, ...options });
    await trial.receive(metaBody({}));
    await trial.until(held.isAsked);
    await trial.clock.advance(1);
    saved(await trial.procedures.channels.changeNumber(shop, by(), '+6281299990000'));
    return trial;
  };
  const endsAsClosed = async (trial: Trial): Promise<void> => {
    await trial.happened('SessionEnded');
    expect(await reasons(trial)).toEqual(['channel-closed']);
    await trial.stop();
  };

  it('ends the session that it begins behind the last look at what is open', async () => {
    const held = holding();
    const looked: number[] = [];
    const trial = await overtaken(held, { change: ({ openSessions }) => ({
      openSessions: (channel, position) => openSessions(channel, position).finally(() => looked.push(position)),
    }) });
    await trial.until(() => looked.length > 0);
    held.letGo();
    await endsAsClosed(trial);
  });

  it('has the session ended that it begins before the change is known', async () => {
    const held = holding();
    const looked: number[] = [];
    let isKnown = false;
    const trial = await overtaken(held, { change: ({ directory, store, openSessions }) => {
      const before = directory.byKey(shop);
      const look: typeof openSessions = (channel, position) => {
        looked.push(position);
        return openSessions(channel, position);
      };
      return { openSessions: look, directory: {
        ...directory,
        byKey: (key) => (isKnown ? directory.byKey(key) : before),
        waitFor: async (position) => {
          held.letGo();
          while ((await store.readAll({ after: 0, limit: 1, prefixes: ['conversation-'] })).length === 0) await Promise.resolve();
          for (let turn = 0; turn < 50; turn += 1) await Promise.resolve(); // whoever appended it has looked again
          isKnown = true;
          return directory.waitFor(position);
        },
      } };
    } });
    await trial.happened('SessionEnded');
    const [began] = await trial.happened('SessionStarted');
    expect(looked[0]).toBeGreaterThanOrEqual(began?.position ?? NaN);
    await endsAsClosed(trial);
  });

  it('has the session ended where a crash came behind its beginning', async () => {
    const trial = await startTrial();
    await trial.receive(metaBody({}));
    await trial.happened('SendAccepted');
    await trial.until(() => trial.views.openSessions(shop).length === 1);
    await trial.stop();
    await trial.clock.advance(1);
    saved(await trial.procedures.channels.changeNumber(shop, by(), '+6281299990000'));
    const { version } = await trial.store.read(intakeStream(shop));
    const forgetful: EventStore = { // the message was recorded, and its batch was not ticked off
      ...trial.store,
      readBackwards: (stream, options) =>
        stream.startsWith('intake-') ? Promise.resolve({ events: [], version }) : trial.store.readBackwards(stream, options),
    };
    const noted = { ...(await trial.ledger.load()), receipts: 0, closings: await trial.store.head() };
    await endsAsClosed(await startTrial({ ...trial, store: forgetful, again: true, ledger: { ...trial.ledger, load: () => Promise.resolve(noted) } }));
  });
});
