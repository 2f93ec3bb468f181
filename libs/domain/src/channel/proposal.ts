import type { Millis } from '../kernel/time.js';
import type { SavedCredentials } from './credentials.js';
import type { ProtocolName } from './protocol.js';
import type { SessionSettings } from './session-settings.js';

/** One command of a change of several, in the order in which they are given. Secrets are sealed, as in a save. */
export type ChangeStep =
  | { readonly part: 'protocol'; readonly protocol: ProtocolName }
  | { readonly part: 'number'; readonly number: string }
  | ({ readonly part: 'credentials'; readonly protocol: ProtocolName; readonly removed: readonly string[] } & SavedCredentials)
  | { readonly part: 'settings'; readonly settings: SessionSettings };

/** A change that waits for a second person. */
export interface Proposal {
  readonly proposal: string;
  /** Opaque id of whoever proposed it; never a name. */
  readonly by: string;
  readonly at: Millis;
  readonly steps: readonly ChangeStep[];
  /** Why, as the proposer said. */
  readonly reason?: string;
}
