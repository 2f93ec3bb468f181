import type { AgentSummary, RuntimeTrial, SaveRuntime } from './agents.js';
import type { ChannelHealth, ChannelView, CheckResult, ConnectChannel, ProtocolOption, SaveChannel } from './channels.js';
import type { ConversationDetail, ConversationPage, ErasedCustomer, Speak } from './conversations.js';
import type {
  ApiToken, Invitation, Me, NewApiToken, NewInvitation, Operator, PasswordLink, ResetPassword, SaveProfile, SignIn, TakeInvitation,
} from './people.js';
import type {
  AuditKey, AuditReadPage, Caused, Comparison, ConfigurationAt, CopyFromDraft, HistoryEntry, HistoryMarks, HistoryPage, Restore, Restored, WhatIf, WhatIfAnswer,
} from './history.js';
import type { Saved } from './problems.js';
import type { ServerStanding } from './standing.js';
import type { TrialMessage, TrialView } from './trials.js';
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

/** _Set Endpoint_: the provider calls our address from now on. What it refuses is `CallbackRefused`, in its words. */
export interface SavedEndpoint extends SavedChannel {
  readonly registeredAt: number;
}

/**
 * Every call of the CMS; `:version` is `published` or `draft`. Changes carry `X-Tandem-Csrf`, those of a channel or an agent
 * `If-Match` too. What goes wrong is a `Problem`.
 */
export interface Routes {
  'GET /api/me': Route<Me>;
  'GET /api/standing': Route<ServerStanding>;
  'POST /api/sign-in': Route<Me, SignIn>;
  'POST /api/sign-out': Route<void>;
  'POST /api/sign-out-everywhere': Route<void>;
  'POST /api/invitations/take': Route<Me, TakeInvitation>;
  'PUT /api/me/password': Route<Me, { readonly current: string; readonly password: string }>;
  'PUT /api/me/profile': Route<Me, SaveProfile>;
  'POST /api/password/reset': Route<Me, ResetPassword>;

  'GET /api/protocols': Route<readonly ProtocolOption[]>;
  'GET /api/agents': Route<readonly AgentSummary[]>;
  'POST /api/agents': Route<SavedAgent, { readonly name: string }>;
  'GET /api/agents/:agent': Route<AgentSummary>;
  'PATCH /api/agents/:agent': Route<Saved, { readonly name: string }>;
  'POST /api/agents/:agent/archive': Route<Saved>;
  'POST /api/agents/:agent/publish': Route<Saved>;
  'PUT /api/agents/:agent/policy': Route<Saved, { readonly publishedNeedsReason: boolean; readonly publishedNeedsApproval?: boolean; readonly reason?: string }>;
  'PUT /api/agents/:agent/runtimes/:version': Route<Saved, SaveRuntime>;
  'POST /api/agents/:agent/runtimes/:version/try': Route<RuntimeTrial>;

  'GET /api/agents/:agent/channels/:version': Route<ChannelView>;
  'POST /api/agents/:agent/channels/:version/connect': Route<Saved, ConnectChannel>;
  'PUT /api/agents/:agent/channels/:version': Route<SavedChannel, SaveChannel>;
  'POST /api/agents/:agent/channels/:version/webhook-secret': Route<SavedChannel | SavedEndpoint>;
  'POST /api/agents/:agent/channels/:version/webhook-secret/revoke': Route<Saved, { readonly fingerprint: string }>;
  'PUT /api/agents/:agent/channels/:version/endpoint': Route<SavedEndpoint | SavedChannel>;
  'PUT /api/agents/:agent/channels/:version/protocol': Route<Saved, { readonly protocol: string; readonly reason?: string }>;
  'PUT /api/agents/:agent/channels/:version/number': Route<Saved, { readonly number: string; readonly reason?: string }>;
  'POST /api/agents/:agent/channels/published/proposal/approve': Route<Saved, { readonly proposal: string; readonly reason?: string }>;
  'POST /api/agents/:agent/channels/published/proposal/reject': Route<Saved, { readonly proposal: string; readonly reason?: string }>;
  'POST /api/agents/:agent/channels/published/proposal/withdraw': Route<Saved, { readonly proposal: string; readonly reason?: string }>;
  'POST /api/agents/:agent/channels/:version/disconnect': Route<Saved>;
  'POST /api/agents/:agent/channels/:version/resume': Route<Saved>;
  'GET /api/agents/:agent/channels/:version/health': Route<ChannelHealth>;
  'GET /api/agents/:agent/channels/:version/webhooks': Route<WebhookPage>;
  'GET /api/agents/:agent/channels/:version/parked': Route<readonly ParkedLine[]>;
  'POST /api/agents/:agent/channels/:version/parked/:parked/replay': Route<{ readonly verdict: string; readonly reason?: string }>;
  'POST /api/agents/:agent/channels/:version/parked/:parked/dismiss': Route<Saved>;

  'GET /api/agents/:agent/trial/:phone': Route<TrialView>;
  'POST /api/agents/:agent/trial/:phone/messages': Route<Saved, TrialMessage>;
  'POST /api/agents/:agent/trial/:phone/seen': Route<Saved, { readonly sends: readonly string[] }>;

  'GET /api/agents/:agent/history': Route<HistoryPage>;
  'GET /api/agents/:agent/history/entries/:entry': Route<HistoryEntry>;
  'GET /api/agents/:agent/history/at': Route<ConfigurationAt>;
  'GET /api/agents/:agent/history/marks': Route<HistoryMarks>;
  'GET /api/agents/:agent/history/compare': Route<Comparison>;
  'GET /api/agents/:agent/history/beside': Route<Comparison>;
  'GET /api/agents/:agent/channels/:version/revisions/:revision': Route<HistoryEntry>;
  'GET /api/agents/:agent/channels/:version/revisions/:revision/caused': Route<Caused>;
  'POST /api/agents/:agent/channels/:version/restore': Route<Restored, Restore>;
  'POST /api/agents/:agent/channels/published/copy-from-draft': Route<Restored, CopyFromDraft>;
  'POST /api/agents/:agent/channels/:version/what-if': Route<WhatIfAnswer, WhatIf>;
  'GET /api/audit/reads': Route<AuditReadPage>;
  'GET /api/audit/key': Route<AuditKey>;

  'GET /api/conversations': Route<ConversationPage>;
  'GET /api/conversations/:id': Route<ConversationDetail>;
  'POST /api/conversations/:id/unmask': Route<Saved, { readonly reason: string }>;
  'POST /api/conversations/:id/end': Route<Saved>;
  'POST /api/conversations/:id/take-over': Route<Saved>;
  'POST /api/conversations/:id/hand-back': Route<Saved>;
  'POST /api/conversations/:id/speak': Route<Saved, Speak>;
  'POST /api/conversations/:id/erase': Route<ErasedCustomer>;

  'GET /api/operators': Route<readonly Operator[]>;
  'PATCH /api/operators/:id': Route<Saved, NewInvitation>;
  'DELETE /api/operators/:id': Route<Saved>;
  'POST /api/operators/:id/password-link': Route<PasswordLink>;
  'GET /api/invitations': Route<readonly Invitation[]>;
  'POST /api/invitations': Route<Invitation, NewInvitation>;
  'DELETE /api/invitations/:id': Route<Saved>;
  'GET /api/api-tokens': Route<readonly ApiToken[]>;
  'POST /api/api-tokens': Route<ApiToken, NewApiToken>;
  'DELETE /api/api-tokens/:id': Route<Saved>;
}
