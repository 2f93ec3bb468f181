import type { AgentSummary, RuntimeTrial, SaveRuntime } from './agents.js';
import type { ChannelView, CheckResult, ConnectChannel, ProtocolOption, SaveChannel } from './channels.js';
import type { ConversationDetail, ConversationPage, ErasedCustomer } from './conversations.js';
import type { ApiToken, Invitation, Me, NewApiToken, NewInvitation, Operator, SignIn, TakeInvitation } from './people.js';
import type { Saved } from './problems.js';
import type { ParkedLine, WebhookPage } from './webhooks.js';

interface Route<Answer, Body = undefined> {
  readonly answer: Answer;
  readonly body: Body;
}

export interface SavedAgent extends Saved {
  readonly id: string;
}

export interface SavedChannel extends Saved {
  /** What the save found out at the provider. */
  readonly checks: readonly CheckResult[];
}

/**
 * Every call of the CMS; `:version` is `published` or `draft`. Changes carry `X-Tandem-Csrf`, those of a channel or an agent
 * `If-Match` too. What goes wrong is a `Problem`.
 */
export interface Routes {
  'GET /api/me': Route<Me>;
  'POST /api/sign-in': Route<Me, SignIn>;
  'POST /api/sign-out': Route<void>;
  'POST /api/sign-out-everywhere': Route<void>;
  'POST /api/invitations/take': Route<Me, TakeInvitation>;
  'PUT /api/me/password': Route<Me, { readonly current: string; readonly password: string }>;

  'GET /api/protocols': Route<readonly ProtocolOption[]>;
  'GET /api/agents': Route<readonly AgentSummary[]>;
  'POST /api/agents': Route<SavedAgent, { readonly name: string }>;
  'GET /api/agents/:agent': Route<AgentSummary>;
  'PATCH /api/agents/:agent': Route<Saved, { readonly name: string }>;
  'POST /api/agents/:agent/archive': Route<Saved>;
  'POST /api/agents/:agent/publish': Route<Saved>;
  'PUT /api/agents/:agent/runtimes/:version': Route<Saved, SaveRuntime>;
  'POST /api/agents/:agent/runtimes/:version/try': Route<RuntimeTrial>;

  'GET /api/agents/:agent/channels/:version': Route<ChannelView>;
  'POST /api/agents/:agent/channels/:version/connect': Route<Saved, ConnectChannel>;
  'PUT /api/agents/:agent/channels/:version': Route<SavedChannel, SaveChannel>;
  'POST /api/agents/:agent/channels/:version/webhook-secret': Route<SavedChannel>;
  'POST /api/agents/:agent/channels/:version/webhook-secret/revoke': Route<Saved, { readonly fingerprint: string }>;
  'POST /api/agents/:agent/channels/:version/endpoint': Route<SavedChannel>;
  'PUT /api/agents/:agent/channels/:version/protocol': Route<Saved, { readonly protocol: string }>;
  'PUT /api/agents/:agent/channels/:version/number': Route<Saved, { readonly number: string }>;
  'POST /api/agents/:agent/channels/:version/disconnect': Route<Saved>;
  'POST /api/agents/:agent/channels/:version/resume': Route<Saved>;
  'GET /api/agents/:agent/channels/:version/webhooks': Route<WebhookPage>;
  'GET /api/agents/:agent/channels/:version/parked': Route<readonly ParkedLine[]>;
  'POST /api/agents/:agent/channels/:version/parked/:parked/replay': Route<{ readonly verdict: string; readonly reason?: string }>;
  'POST /api/agents/:agent/channels/:version/parked/:parked/dismiss': Route<Saved>;

  'GET /api/conversations': Route<ConversationPage>;
  'GET /api/conversations/:id': Route<ConversationDetail>;
  'POST /api/conversations/:id/end': Route<Saved>;
  'POST /api/conversations/:id/take-over': Route<Saved>;
  'POST /api/conversations/:id/hand-back': Route<Saved>;
  'POST /api/conversations/:id/speak': Route<Saved, { readonly text: string }>;
  'POST /api/conversations/:id/erase': Route<ErasedCustomer>;

  'GET /api/operators': Route<readonly Operator[]>;
  'PATCH /api/operators/:id': Route<Saved, NewInvitation>;
  'DELETE /api/operators/:id': Route<Saved>;
  'GET /api/invitations': Route<readonly Invitation[]>;
  'POST /api/invitations': Route<Invitation, NewInvitation>;
  'DELETE /api/invitations/:id': Route<Saved>;
  'GET /api/api-tokens': Route<readonly ApiToken[]>;
  'POST /api/api-tokens': Route<ApiToken, NewApiToken>;
  'DELETE /api/api-tokens/:id': Route<Saved>;
}
