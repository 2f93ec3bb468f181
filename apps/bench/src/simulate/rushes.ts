import { DAY, type Millis } from '@tandem/domain';
import type { Dice } from './dice.js';
import type { World } from './world.js';

/** Times from now in which things happen: so many a day, most of them in the day's first hours, where they meet. */
export const rushes = ({ plan }: World, dice: Dice, perDay: number): readonly Millis[] =>
  Array.from({ length: Math.round(perDay * plan.days) }, () => dice.int(plan.days) * DAY + dice.skewed(0, DAY));
