import { describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '@tandem/wire';
import { originsOf } from './causes.js';

type Line = readonly [type: string, data?: TimelineEntry['data'], causation?: string];

/** Entries whose ids are their places: `1` is the first. */
const timelineOf = (lines: readonly Line[]): readonly TimelineEntry[] =>
  lines.map(([type, data = {}, causation], index) => ({ id: String(index + 1), at: index, type, data, causation }));

/** By entry: what it came from, an entry by its place. */
const causes = (...lines: readonly Line[]) => originsOf(timelineOf(lines)).map(({ cause }) => cause && (cause.kind === 'entry' ? cause.id : `${cause.kind} ${cause.id}`));

const received: Line = ['MessageReceived', { message: 'm1', cause: { receipt: 'r1', item: 0 } }, 'r1'];
const turn = { turn: 't1', attempt: 1, messages: ['m1'] };

describe('where an entry came from', () => {
  it('is the webhook call, the entry or whatever else it names', () => {
    expect(causes(received, ['SessionStarted', {}, 'r1'], ['TurnStarted', {}, '1'], ['SessionEnded', {}, 'x'])).toEqual(['webhook r1', 'webhook r1', '1', 'other x']);
  });

  it('follows a message to its reply', () => {
    expect(causes(
      received, ['TurnStarted', turn], ['TurnFailed', turn], ['TurnStarted', { ...turn, attempt: 2 }], ['TurnAnswered', { turn: 't1', sends: ['s1'] }],
      ['TurnAnswered', { turn: 't2', sends: ['s2'] }], ['SendAttempted', { send: 's1', kind: 'reply', attempt: 1 }], ['SendPostponed', { send: 's1' }],
      ['SendAttempted', { send: 's1', kind: 'reply', attempt: 2 }], ['SendAccepted', { send: 's1' }],
    )).toEqual(['webhook r1', '1', '2', '3', '4', undefined, '5', '7', '8', '9']);
  });

  it('of a reply whose turn is not told is the latest answer', () => {
    expect(causes(['TurnAnswered', { turn: 't1' }], ['SendAttempted', { send: 's1', kind: 'reply', attempt: 1 }]).at(-1)).toBe('1');
  });

  it('of an ask is the beginning of the silence, and of the end the ask', () => {
    expect(causes(
      ['SendAccepted', { send: 's1' }], ['SendStatusChanged', { send: 's1', cause: { receipt: 'r2', item: 0 } }], ['AskRequested', { ask: 'a1', revision: 4 }],
      ['SendAttempted', { send: 'a1', kind: 'ask', attempt: 1 }], ['SendAccepted', { send: 'a1' }], ['SessionEnded', { reason: 'no-answer', ask: 'a1' }],
      ['SendAttempted', { send: 'c', kind: 'closing', attempt: 1 }],
    )).toEqual([undefined, 'webhook r2', '1', '3', '4', '5', '6']);
  });

  it('of an end is what ended it: silence, the agent, an ask that could not be made; nobody knows of an operator\'s more than who', () => {
    const answered: Line = ['TurnAnswered', { turn: 't1' }];
    expect(causes(answered, ['SessionEnded', { reason: 'inactivity' }]).at(-1)).toBe('1');
    expect(causes(answered, ['SessionEnded', { reason: 'agent' }]).at(-1)).toBe('1');
    expect(causes(answered, ['AskForbidden', { ask: 'a1' }], ['SessionEnded', { reason: 'ask-undelivered', ask: 'a1' }]).at(-1)).toBe('2');
    expect(causes(answered, ['SessionEnded', { reason: 'operator' }]).at(-1)).toBeUndefined();
  });

  it('of what a person said is the person\'s entry', () => {
    expect(causes(['OperatorSpoke', { send: 's1' }], ['OperatorSpoke', { send: 's2' }], ['SendAttempted', { send: 's1', kind: 'operator', attempt: 1 }]).at(-1)).toBe('1');
  });
});

describe('the configuration revision of an entry', () => {
  it('is the one that it names, else the one in force', () => {
    const timeline = timelineOf([
      ['SessionStarted', { settings: { revision: 3 } }], received, ['SettingsNoted', { settings: { revision: 4 } }], ['TurnStarted', turn], ['SessionEnded', { revision: 3 }],
    ]);
    expect(originsOf(timeline).map(({ revision }) => revision)).toEqual(['3', '3', '4', '4', '3']);
  });
});
