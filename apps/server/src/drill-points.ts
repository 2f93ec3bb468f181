/** Places at which a crash hurts most: an effect has happened and is not recorded yet. */
export const drillPointNames = ['receipt-written', 'turn-answered', 'send-accepted', 'ask-sent'] as const;
export type DrillPoint = (typeof drillPointNames)[number];

/** Called at each of these places; does nothing but in the crash drill. */
export type Drill = (point: DrillPoint) => void;

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
