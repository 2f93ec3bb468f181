import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '../kernel/time.js';
import { answered, asked, at, usualSettings } from '../testing/conversation-builders.js';
import { differencesIf } from './what-if-differences.js';

const ever = { from: 0, to: Infinity };

describe('what would have gone otherwise', () => {
  it('is nothing where the settings are those that were in force', () => {
    expect(differencesIf(asked().pass(10 * MINUTE).wakes().events, usualSettings, ever)).toEqual([]);
    expect(differencesIf(asked().pass(MINUTE).customerSays('still here').events, usualSettings, ever)).toEqual([]);
  });

  it('is an ask that would have come, and an end', () => {
    const talk = answered().pass(4 * MINUTE).customerSays('and?');
    expect(differencesIf(talk.events, { ...usualSettings, delayBeforeAsk: MINUTE }, ever))
      .toEqual([{ since: at('12:00:00'), really: 'nothing', instead: 'continued', at: at('12:01:00') }]);
    expect(differencesIf(talk.events, { ...usualSettings, delayBeforeAsk: MINUTE, delayBeforeEnd: MINUTE }, ever))
      .toEqual([{ since: at('12:00:00'), really: 'nothing', instead: 'no-answer', at: at('12:02:00') }]);
  });

  it('is an end that would not have come', () =>
    expect(differencesIf(asked().pass(10 * MINUTE).wakes().events, { ...usualSettings, askUserToEndSession: false, delayBeforeEnd: HOUR }, ever))
      .toEqual([{ since: at('12:00:00'), really: 'no-answer', instead: 'inactivity', at: at('13:00:00') }]));

  it('is left out where neither falls into the period', () => {
    const talk = answered().pass(4 * MINUTE).customerSays('and?');
    const settings = { ...usualSettings, delayBeforeAsk: MINUTE };
    expect(differencesIf(talk.events, settings, { from: at('12:01:01'), to: at('13:00:00') })).toEqual([]);
    expect(differencesIf(talk.events, settings, { from: at('12:01:00'), to: at('12:01:01') })).toHaveLength(1);
  });
});
