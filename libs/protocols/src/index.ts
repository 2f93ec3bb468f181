import type { Protocol, ProtocolName } from '@tandem/domain';
import { createCoster } from './coster/index.js';
import { createMetaCloud } from './meta-cloud/index.js';
import { createQontak } from './qontak/index.js';

/** Where a provider's API is, other than at its own address (the simulator), and which version is spoken. */
export interface ApiOptions {
  readonly url?: string;
  /** Coster: of its push API, which has an address of its own. */
  readonly pushUrl?: string;
  readonly version?: string;
}

export type ApiOptionsByProtocol = Readonly<Partial<Record<ProtocolName, ApiOptions>>>;

/** The one list of protocols. */
const registry: readonly ((apis: ApiOptionsByProtocol) => Protocol)[] = [
  ({ 'meta-cloud': api }) => createMetaCloud({ graphUrl: api?.url, version: api?.version }),
  ({ coster: api }) => createCoster({ url: api?.url, pushUrl: api?.pushUrl }),
  ({ qontak: api }) => createQontak({ url: api?.url }),
];

/** Every protocol, speaking to the addresses given. */
export const createProtocols = (apis: ApiOptionsByProtocol = {}): readonly Protocol[] => registry.map((create) => create(apis));

/** Every protocol, speaking to the providers themselves. */
export const protocols: readonly Protocol[] = createProtocols();
