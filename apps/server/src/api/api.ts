import type { FastifyRequest } from 'fastify';
import { createHeadSigner, type HeadSigner } from '../audit/heads.js';
import { createReads, type Reads } from '../audit/reads.js';
import type { ServerContext } from '../context.js';
import { createTrials, type Trials } from '../try/trials.js';
import { createLive, type Live } from './live.js';
import { createWhoIs, type Person } from './who-is.js';

/** What the API's controllers stand on. */
export interface Api extends ServerContext {
  readonly whoIs: (request: FastifyRequest) => Person | undefined;
  readonly live: Live;
  /** Writes down who has read what. */
  readonly reads: Reads;
  readonly signer: HeadSigner;
  /** _Try it_. */
  readonly trials: Trials;
  /** The CMS is reached over https: its cookie goes over nothing else. */
  readonly secure: boolean;
}

export const API = Symbol('Api');

export const createApi = (context: ServerContext): Api => ({
  ...context,
  whoIs: createWhoIs(context),
  live: createLive(context),
  reads: createReads(context),
  signer: createHeadSigner(context),
  trials: createTrials(context),
  secure: context.publicUrl.startsWith('https:'),
});
