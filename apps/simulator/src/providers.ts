import { createCoster } from './coster/coster.js';
import { createMetaCloud } from './meta-cloud/meta-cloud.js';
import type { Ground } from './provider/ground.js';
import { createQontak } from './qontak/qontak.js';

/** The providers that the simulator speaks for, by their names in the data file. */
export const createSides = (ground: Ground) => ({ metaCloud: createMetaCloud(ground), coster: createCoster(ground), qontak: createQontak(ground) });

export type Sides = ReturnType<typeof createSides>;
