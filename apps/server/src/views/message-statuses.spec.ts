import { describe, expect, it } from '@jest/globals';
import { withStatuses } from './message-statuses.js';
import type { TimelineItem } from './timeline.js';

const timeline = (...events: readonly [type: string, data: object][]): readonly TimelineItem[] =>
  events.map(([type, data], n) => ({ version: n + 1, event: `e${n + 1}`, type, at: n, data: data as TimelineItem['data'] }));

/** The status at the acceptance of each message. */
const statuses = (items: readonly TimelineItem[]) =>
  withStatuses(items).flatMap(({ type, data }) => (type === 'SendAccepted' ? [[data['send'], data['status']]] : []));

const accepted: [string, object] = ['SendAccepted', { send: 's1.r1', message: 'w1', by: 'answer' }];
const noted = (status: string, message = 'w1'): [string, object] => ['StatusNoted', { message, status }];

describe('the timeline', () => {
  it('shows the highest status of a message, in whatever order they came', () => {
    for (const order of [['sent', 'read', 'delivered'], ['read', 'delivered', 'sent']]) {
      expect(statuses(timeline(accepted, ...order.map((status) => noted(status))))).toEqual([['s1.r1', 'read']]);
    }
  });

  it('ranks those that the session knew with those that it did not', () => {
    const changed: [string, object] = ['SendStatusChanged', { send: 's1.r1', status: 'delivered' }];
    expect(statuses(timeline(accepted, changed, noted('sent')))).toEqual([['s1.r1', 'delivered']]);
    expect(statuses(timeline(accepted, changed, noted('failed')))).toEqual([['s1.r1', 'failed']]);
  });

  it('finds the message by the id that its call answered later', () => {
    const confirmed: [string, object] = ['SendConfirmed', { send: 's1.r1', message: 'w1' }];
    expect(statuses(timeline(noted('read'), ['SendAccepted', { send: 's1.r1', by: 'status' }], confirmed))).toEqual([['s1.r1', 'read']]);
  });

  it('says at a status that came without our id whose it is', () => {
    const [, known, unknown] = withStatuses(timeline(accepted, noted('read'), noted('read', 'w9')));
    expect([known?.data['send'], unknown?.data['send']]).toEqual(['s1.r1', undefined]);
  });

  it('shows no status of words that nobody knows, or of other messages', () => {
    expect(statuses(timeline(accepted, noted('pondered'), noted('read', 'w9')))).toEqual([['s1.r1', undefined]]);
  });
});
