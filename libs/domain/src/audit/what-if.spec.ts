import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SettingsInForce } from '../conversation/conversation.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';
import { answered, asked, at, conversation, usualSettings, type Talk } from '../testing/conversation-builders.js';
import { World } from '../testing/conversation-world.js';
import { activityIf, activityOf, quietsOf, whatIf } from './what-if.js';

const ever = { from: 0, to: Infinity };
const settings = (change: Partial<SettingsInForce> = {}): SettingsInForce => ({ ...usualSettings, ...change });
const quiets = (talk: Talk) => quietsOf(talk.events);

describe('the quiet stretches of a conversation', () => {
  it('begin when the answer was accepted, and end with the customer\'s next words', () => {
    const talk = answered().pass(MINUTE).customerSays('and?');
    expect(quiets(talk)).toEqual([
      { since: at('12:00:00'), until: at('12:01:00'), brokenBy: 'activity', lastInboundAt: at('12:00:00') },
    ]);
  });

  it('go on behind an end that a timer brought: other settings might not have brought it', () => {
    const talk = asked().pass(10 * MINUTE).wakes().pass(HOUR).customerSays('again');
    expect(quiets(talk)).toMatchObject([{ since: at('12:00:00'), until: at('13:15:00'), brokenBy: 'activity' }]);
  });

  it('end with an end that a person or the agent wanted', () =>
    expect(quiets(answered().pass(MINUTE).ends('operator'))).toMatchObject([{ until: at('12:01:00'), brokenBy: 'operator' }]));

  it('are not while an answer is owed or a person holds the session', () => {
    expect(quiets(conversation().customerSays('hello').agentStarts())).toEqual([]);
    expect(quiets(answered().operatorTakesOver())).toEqual([]);
  });

  it('go on where nothing has come since', () => expect(quiets(answered())[0]).not.toHaveProperty('until'));
});

describe('what other settings would have done', () => {
  const quiet = { since: at('12:00:00'), lastInboundAt: at('12:00:00') };

  it('asks after the delay and ends after the other', () =>
    expect(whatIf(quiet, settings({ delayBeforeAsk: MINUTE, delayBeforeEnd: 2 * MINUTE }))).toEqual({
      askedAt: at('12:01:00'), ended: { at: at('12:03:00'), reason: 'no-answer' },
    }));

  it('ends without a word where the ask is off', () =>
    expect(whatIf(quiet, settings({ askUserToEndSession: false, delayBeforeEnd: MINUTE }))).toEqual({
      ended: { at: at('12:01:00'), reason: 'inactivity' },
    }));

  it('leaves alone a stretch that was broken sooner', () =>
    expect(whatIf({ ...quiet, until: at('12:04:59'), brokenBy: 'activity' }, settings())).toEqual({}));

  it('goes on where the customer wrote after the ask', () =>
    expect(whatIf({ ...quiet, until: at('12:06:00'), brokenBy: 'activity' }, settings())).toEqual({ askedAt: at('12:05:00') }));

  it('lets the timer be first where the customer writes in the same millisecond', () => {
    expect(whatIf({ ...quiet, until: at('12:05:00'), brokenBy: 'activity' }, settings())).toEqual({ askedAt: at('12:05:00') });
    expect(whatIf({ ...quiet, until: at('12:15:00'), brokenBy: 'activity' }, settings()).ended?.reason).toBe('no-answer');
  });

  it('takes a tap on "end" for an end where it had asked, and for a message where not', () => {
    const tapped = { ...quiet, until: at('12:06:00'), brokenBy: 'end-tapped' as const };
    expect(whatIf(tapped, settings()).ended).toEqual({ at: at('12:06:00'), reason: 'customer-confirmed' });
    expect(whatIf(tapped, settings({ delayBeforeAsk: HOUR }))).toEqual({});
    expect(whatIf({ ...tapped, lastInboundAt: at('12:00:00') - DAY }, settings())).toEqual({ forbiddenAt: at('12:05:00') });
  });

  it('cannot ask outside the window', () =>
    expect(whatIf({ ...quiet, lastInboundAt: at('12:00:00') - DAY + MINUTE }, settings())).toEqual({
      forbiddenAt: at('12:05:00'), ended: { at: at('12:15:00'), reason: 'ask-undelivered' },
    }));

  it('does not bring an operator\'s end any sooner or later', () => {
    const ended = { ...quiet, until: at('12:06:00'), brokenBy: 'operator' as const };
    expect(whatIf(ended, settings({ delayBeforeAsk: HOUR })).ended).toEqual({ at: at('12:06:00'), reason: 'operator' });
    expect(whatIf(ended, settings()).ended).toEqual({ at: at('12:06:00'), reason: 'operator' });
  });

  it('counts only what falls into the period', () => {
    const period = { from: at('12:00:00'), to: at('12:05:01') };
    expect(activityIf([quiet], settings(), period)).toEqual({ asked: 1, outsideWindow: 0, continued: 0, ended: {} });
    expect(activityIf([quiet], settings(), { ...period, to: at('12:05:00') }).asked).toBe(0);
  });
});

describe('with the settings that were in force', () => {
  const fine = { turn: { kind: 'answered' as const, replies: [], endSession: false }, send: { kind: 'accepted' as const, message: 'w' } };
  const lives = (world: World, until: number): void => {
    for (let n = 0; n < 50; n += 1) {
      for (let steps = 0; steps < 4; steps += 1) world.works(fine);
      const { due } = world.referee;
      if (due === undefined || due > until) break;
      world.passes(Math.max(0, due - world.now));
    }
    world.passes(Math.max(0, until - world.now));
  };
  type Act = (world: World) => void;
  const acts = fc.array(fc.oneof(
    { weight: 3, arbitrary: fc.constant<Act>((world) => world.says({ stamp: world.now })) },
    fc.constantFrom('go-on' as const, 'end' as const).map((answer): Act => (world) => {
      lives(world, Math.min(world.referee.due ?? world.now, world.now + DAY) + SECOND);
      const ask = world.asks.at(-1);
      if (ask !== undefined) world.says({ stamp: world.now, button: { ask, answer } });
    }),
    fc.constant<Act>((world) => void world.does({ type: 'TakeOver', by: 'operator' })),
    fc.constant<Act>((world) => void world.does({ type: 'HandBack', by: 'operator' })),
    fc.constant<Act>((world) => void world.does({ type: 'EndSession', reason: 'operator' })),
    { weight: 4, arbitrary: fc.constantFrom(SECOND, MINUTE, 5 * MINUTE, 7 * MINUTE, HOUR).map((millis): Act => (world) => lives(world, world.now + millis)) },
  ), { maxLength: 40, size: 'max' });
  const inForce = fc.record({
    askUserToEndSession: fc.boolean(),
    delayBeforeAsk: fc.constantFrom(MINUTE, 5 * MINUTE), delayBeforeEnd: fc.constantFrom(MINUTE, 10 * MINUTE),
  });

  it('would have done exactly what they did', () => {
    const met = { asked: 0, continued: 0, confirmed: 0 };
    fc.assert(fc.property(acts, inForce, (story, change) => {
      const world = new World({ holdLimit: 1_000 * DAY });
      world.settings = settings(change);
      for (const act of story) {
        act(world);
        lives(world, world.now);
      }
      lives(world, world.now + DAY);
      const period = { from: 0, to: world.now };
      const really = activityOf([world.log], period);
      expect(activityIf(quietsOf(world.log), world.settings, period)).toEqual(really);
      met.asked += really.asked;
      met.continued += really.continued;
      met.confirmed += really.ended['customer-confirmed'] ?? 0;
    }), { numRuns: 500 });
    expect(Object.values(met).filter((count) => count < 20)).toEqual([]);
  });

  it('and an ask that led nowhere yet is asked and neither continued nor ended', () => {
    expect(activityOf([asked().events], ever)).toEqual({ asked: 1, outsideWindow: 0, continued: 0, ended: {} });
    expect(activityOf([asked().customerTaps('go-on').events], ever)).toEqual({ asked: 1, outsideWindow: 0, continued: 1, ended: {} });
  });
});
