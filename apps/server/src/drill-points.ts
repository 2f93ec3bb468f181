/** Places at which a crash hurts most: an effect has happened and is not recorded yet. */
export const drillPointNames = ['receipt-written', 'turn-answered', 'send-accepted', 'ask-sent'] as const;
export type DrillPoint = (typeof drillPointNames)[number];

/** Places at which it hurts most to stand still: an effect is claimed and has not been begun. */
export const stopPointNames = ['turn-claimed', 'send-claimed'] as const;
export type StopPoint = (typeof stopPointNames)[number];

/** Called at each of these places; does nothing but in a drill. */
export type Drill = (point: DrillPoint | StopPoint) => void;

export const noDrill: Drill = () => {};

/**
 * `<point>:<n>`: the process is killed where it comes to that point for the n-th time. Anything else: nothing happens,
 * for a server must never stop because of a drill that was not meant for it.
 */
export const drillAt = (order: string | undefined, kill: () => void): Drill => {
  const [, name, times] = /^([a-z-]+):(\d{1,9})$/.exec(order ?? '') ?? [];
  if (name === undefined || times === undefined) return noDrill;
  let left = Number(times);
  return (point) => {
    if (point !== name) return;
    left -= 1;
    if (left === 0) kill();
  };
};

/** What a process is told to do by a drill, as its environment has it. */
export interface DrillOrders {
  /** `<point>:<n>`: as `drillAt`. */
  readonly killAt?: string;
  /** A point at which the process stands still, once for each time that it is told to. */
  readonly stopAt?: string;
}

export interface DrillDeeds {
  readonly kill: () => void;
  readonly stop: (point: StopPoint) => void;
  /** Calls `arm` each time the process is told to stand still at its point. */
  readonly onOrder: (arm: () => void) => void;
}

/** Both orders at once. */
export const drillOf = ({ killAt, stopAt }: DrillOrders, { kill, stop, onOrder }: DrillDeeds): Drill => {
  const mayKill = drillAt(killAt, kill);
  const place = stopPointNames.find((name) => name === stopAt);
  if (place === undefined) return mayKill;
  let isArmed = false;
  onOrder(() => {
    isArmed = true;
  });
  return (point) => {
    mayKill(point);
    if (point !== place || !isArmed) return;
    isArmed = false;
    stop(place);
  };
};
