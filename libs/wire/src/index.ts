export type * from './problems.js';
export type * from './people.js';
export type * from './agents.js';
export type * from './channels.js';
export type * from './conversations.js';
export type * from './webhooks.js';
export type * from './live.js';
export type * from './routes.js';
