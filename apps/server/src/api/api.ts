import type { FastifyRequest } from 'fastify';
import type { ServerContext } from '../context.js';
import { createLive, type Live } from './live.js';
import { createWhoIs, type Person } from './who-is.js';

/** What the API's controllers stand on. */
export interface Api extends ServerContext {
  readonly whoIs: (request: FastifyRequest) => Person | undefined;
  readonly live: Live;
  /** The CMS is reached over https: its cookie goes over nothing else. */
  readonly secure: boolean;
}

export const API = Symbol('Api');

export const createApi = (context: ServerContext): Api => ({
  ...context,
  whoIs: createWhoIs(context),
  live: createLive(context),
  secure: context.publicUrl.startsWith('https:'),
});
