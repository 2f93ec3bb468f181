import { describe, expect, it } from '@jest/globals';
import { drillAt, drillOf, type DrillPoint, type StopPoint } from './drill-points.js';

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

describe('a place to stand still at', () => {
  const orderedTo = (stopAt: string | undefined) => {
    const stops: StopPoint[] = [];
    let arm: (() => void) | undefined;
    const drill = drillOf({ stopAt }, { kill: () => {}, stop: (point) => stops.push(point), onOrder: (given) => (arm = given) });
    return { stops, drill, order: () => arm?.() };
  };

  it('stops the process where it comes to it next, once for each time it is told to', () => {
    const { stops, drill, order } = orderedTo('send-claimed');
    drill('send-claimed');
    order();
    for (const point of ['turn-claimed', 'send-claimed', 'send-claimed'] as const) drill(point);
    expect(stops).toEqual(['send-claimed']);
    order();
    drill('send-claimed');
    expect(stops).toHaveLength(2);
  });

  it.each([undefined, '', 'send-accepted', 'anywhere'])('is none where the order is %j, and nothing is listened for', (stopAt) => {
    const { stops, drill, order } = orderedTo(stopAt);
    order();
    for (const point of ['turn-claimed', 'send-claimed'] as const) drill(point);
    expect(stops).toEqual([]);
  });
});
