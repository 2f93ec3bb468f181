import type { Millis } from '../kernel/time.js';

/**
 * The event of `attempts-<keyed hash>`, of which one is kept: when somebody lately tried to prove who he is, for one
 * account or from one network address, with those that were good left out. Written only where several processes share the log.
 */
export type AttemptsCounted = { readonly type: 'AttemptsCounted'; readonly data: { readonly times: readonly Millis[] } };
