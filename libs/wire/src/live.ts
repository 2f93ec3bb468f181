/** One message of `GET /api/live` (server-sent events): what to read again. */
export type LiveEvent =
  | { readonly what: 'agents' }
  | { readonly what: 'channel'; readonly agent: string; readonly version: 'published' | 'draft' }
  | { readonly what: 'conversation'; readonly id: string }
  | { readonly what: 'webhooks'; readonly agent: string; readonly version: 'published' | 'draft' };
