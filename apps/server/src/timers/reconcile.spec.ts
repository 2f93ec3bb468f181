// needs the protocol: meta-cloud
import { afterEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND, defaultRules, type ConversationEvent, type Millis, type SessionRef } from '@tandem/domain';
import { silentLog } from '../logging/log.js';
import { customer, metaBody, noon, startTrial, type Trial } from '../testing/trial.js';
import { createReconciler } from './reconcile.js';

/** A server that holds timers and may have forgotten, or remember too much, or be away. */
const elsewhere = () => {
  const armed = new Map<string, Millis>();
  const woken: string[] = [];
  const told = { away: false };
  return {
    armed, woken, told,
    timers: { arm: async ({ session }: SessionRef, at: Millis) => void armed.set(session, at) },
    elsewhere: {
      sessions: async function* () {
        if (told.away) throw new Error('UNAVAILABLE');
        yield* [...armed.keys()];
      },
      wake: async (session: string) => void woken.push(session),
    },
  };
};

describe('comparing open sessions with what is armed elsewhere', () => {
  let trial: Trial;
  let stop = async (): Promise<void> => {};
  afterEach(async () => {
    await stop();
    await trial.stop();
  });

  const openSession = async (): Promise<string> => {
    trial = await startTrial();
    await trial.receive(metaBody({ text: 'hello', from: customer }));
    await trial.happened('SendAccepted');
    const started = (await trial.events()).find(({ type }) => type === 'SessionStarted');
    return (started?.data as Extract<ConversationEvent, { type: 'SessionStarted' }>['data']).session;
  };
  const begin = async (given: ReturnType<typeof elsewhere>): Promise<void> => {
    const reconciler = createReconciler({
      ...trial, ...trial.way, ...given, rules: defaultRules, log: silentLog, allChannels: () => trial.directory.channels().map(({ key }) => key),
      openSessions: async (channel, position) => {
        await trial.views.waitFor(position);
        return trial.views.openSessions(channel);
      },
    });
    reconciler.start();
    stop = () => reconciler.stop();
    await trial.clock.settle();
  };

  it('arms an open session that is armed nowhere, for its deadline', async () => {
    const session = await openSession();
    const given = elsewhere();
    await begin(given);
    expect([...given.armed.keys()]).toEqual([session]);
    const at = given.armed.get(session) ?? 0;
    expect(at - noon).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(at - noon).toBeLessThan(5 * MINUTE + 5 * SECOND);
    expect(given.woken).toEqual([]);
  });

  it('leaves a session alone that is open and armed, and wakes one that is armed and not open', async () => {
    const session = await openSession();
    const given = elsewhere();
    given.armed.set(session, 1).set('ended long ago', 2);
    await begin(given);
    expect(given.armed.get(session)).toBe(1);
    expect(given.woken).toEqual(['ended long ago']);
  });

  it('is tried again soon where the server is away, and again every ten minutes', async () => {
    const session = await openSession();
    const given = elsewhere();
    given.told.away = true;
    await begin(given);
    expect(given.armed.size).toBe(0);
    given.told.away = false;
    await trial.clock.advance(15 * SECOND);
    expect([...given.armed.keys()]).toEqual([session]);
    given.armed.clear();
    await trial.clock.advance(4 * MINUTE);
    expect(given.armed.size).toBe(0);
    await trial.clock.advance(6 * MINUTE);
    expect([...given.armed.keys()]).toEqual([session]);
  });
});
