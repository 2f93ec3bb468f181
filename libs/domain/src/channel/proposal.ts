import type { AgentPolicy } from '../agent/agent.js';
import type { RuntimeConfig } from '../agent/runtime-config.js';
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

/** A change that is proposed by itself. A new webhook secret is made, and a provider told, when it is approved. */
export type LoneStep =
  | { readonly part: 'webhook-secret' }
  | { readonly part: 'endpoint' }
  | { readonly part: 'disconnect' }
  /** What answers for the published version from then on, as it stood when it was proposed. */
  | { readonly part: 'runtime'; readonly runtime: RuntimeConfig }
  | { readonly part: 'policy'; readonly policy: AgentPolicy };

export type LonePart = LoneStep['part'];

const loneParts: readonly string[] = ['webhook-secret', 'endpoint', 'disconnect', 'runtime', 'policy'] satisfies readonly LonePart[];

export const isLone = (step: ChangeStep | LoneStep): step is LoneStep => loneParts.includes(step.part);

/** A change that waits for a second person. */
export interface Proposal {
  readonly proposal: string;
  /** Opaque id of whoever proposed it; never a name. */
  readonly by: string;
  readonly at: Millis;
  /** Steps of the form, or one that stands alone. */
  readonly steps: readonly (ChangeStep | LoneStep)[];
  /** Why, as the proposer said. */
  readonly reason?: string;
}
