import { describe, expect, it } from '@jest/globals';
import { eventCatalogue } from '@tandem/domain';
import type { TimelineEntry } from '@tandem/wire';
import { en } from '../words/en.js';
import { timelineLine } from './timeline-words.js';

const entry = (type: string, data: TimelineEntry['data'] = {}, causation?: string): TimelineEntry => ({ id: `id of ${type}`, at: 1, type, data, causation });

describe('a line of the timeline', () => {
  it.each(Object.keys(eventCatalogue.conversation))('has words for %s', (type) => {
    expect(timelineLine(entry(type), en).title).not.toBe(type);
  });

  it('shows an event that is not known by its own name', () => {
    expect(timelineLine(entry('SomethingNew'), en)).toMatchObject({ title: 'SomethingNew', side: 'tandem' });
  });

  it('says why a session ended, what became of a message, and with which code', () => {
    expect(timelineLine(entry('SessionEnded', { reason: 'no-answer' }), en).facts).toEqual(['nobody answered the question']);
    expect(timelineLine(entry('SendRefused', { kind: 'ask', reason: 'OutsideServiceWindow', code: '131047' }), en)).toMatchObject({
      facts: ['Question', en.problems.OutsideServiceWindow, 'provider’s code 131047'], bad: true,
    });
    expect(timelineLine(entry('SendStatusChanged', { status: 'failed' }), en)).toMatchObject({ facts: ['failed'], bad: true, minor: false });
    expect(timelineLine(entry('AskAnswered', { answer: 'go-on' }), en).facts).toEqual(['to go on']);
  });
});
