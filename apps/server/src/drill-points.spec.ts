import { describe, expect, it } from '@jest/globals';
import { drillAt, type DrillPoint } from './drill-points.js';

const killsAt = (order: string | undefined, ...points: readonly DrillPoint[]): number[] => {
  const kills: number[] = [];
  let place = 0;
  const drill = drillAt(order, () => kills.push(place));
  for (const point of points) {
    place += 1;
    drill(point);
  }
  return kills;
};

describe('a drill point', () => {
  it('kills where the process comes to it for the n-th time, and once', () => {
    expect(killsAt('ask-sent:2', 'ask-sent', 'send-accepted', 'ask-sent', 'ask-sent')).toEqual([3]);
  });

  it.each([undefined, '', 'ask-sent', 'ask-sent:0', 'ask-sent:x'])('does nothing for the order %j', (order) => {
    expect(killsAt(order, 'ask-sent', 'ask-sent')).toEqual([]);
  });
});
