import { Injectable, inject } from '@angular/core';
import type { AgentVersion } from '@tandem/domain';
import type {
  AuditReadPage, Caused, Comparison, ConfigurationAt, CopyFromDraft, HistoryEntry, HistoryMarks, HistoryPage, HistorySubject, Restore, Restored, WhatIf, WhatIfAnswer,
} from '@tandem/wire';
import { Api } from '../api/api.js';

/** Filters as they stand in the address. */
export type HistoryFilters = Readonly<Record<'subject' | 'field' | 'actor' | 'action' | 'from' | 'to' | 'text', string | undefined>>;

/** One configuration at two instants, or both at one; an instant that is left out is now. */
export type Comparing =
  | { readonly subject: HistorySubject; readonly one: number; readonly other?: number }
  | { readonly subject: 'beside'; readonly at?: number };

/** The calls of the history, with what they need by name. */
@Injectable({ providedIn: 'root' })
export class HistoryApi {
  private readonly api = inject(Api);

  page(agent: string, query: Partial<HistoryFilters> & { readonly before?: string }): Promise<HistoryPage> {
    return this.api.call('GET /api/agents/:agent/history', { path: { agent }, query });
  }

  entry(agent: string, entry: string): Promise<HistoryEntry> {
    return this.api.call('GET /api/agents/:agent/history/entries/:entry', { path: { agent, entry } });
  }

  ofRevision(agent: string, version: string, revision: string): Promise<HistoryEntry> {
    return this.api.call('GET /api/agents/:agent/channels/:version/revisions/:revision', { path: { agent, version, revision } });
  }

  marks(agent: string, at: number | undefined): Promise<HistoryMarks> {
    return this.api.call('GET /api/agents/:agent/history/marks', { path: { agent }, query: { at: asText(at) } });
  }

  at(agent: string, at: number | undefined): Promise<ConfigurationAt> {
    return this.api.call('GET /api/agents/:agent/history/at', { path: { agent }, query: { at: asText(at) } });
  }

  compare(agent: string, comparing: Comparing): Promise<Comparison> {
    const path = { agent };
    if (comparing.subject === 'beside') return this.api.call('GET /api/agents/:agent/history/beside', { path, query: { at: asText(comparing.at) } });
    const { subject, one, other } = comparing;
    return this.api.call('GET /api/agents/:agent/history/compare', { path, query: { subject, one: asText(one), other: asText(other) } });
  }

  restore(agent: string, version: AgentVersion, body: Restore): Promise<Restored> {
    return this.api.call('POST /api/agents/:agent/channels/:version/restore', { path: { agent, version }, body });
  }

  copyFromDraft(agent: string, body: CopyFromDraft): Promise<Restored> {
    return this.api.call('POST /api/agents/:agent/channels/published/copy-from-draft', { path: { agent }, body });
  }

  caused(agent: string, version: AgentVersion, revision: number): Promise<Caused> {
    return this.api.call('GET /api/agents/:agent/channels/:version/revisions/:revision/caused', { path: { agent, version, revision: String(revision) } });
  }

  whatIf(agent: string, version: AgentVersion, body: WhatIf): Promise<WhatIfAnswer> {
    return this.api.call('POST /api/agents/:agent/channels/:version/what-if', { path: { agent, version }, body });
  }

  reads(before?: string): Promise<AuditReadPage> {
    return this.api.call('GET /api/audit/reads', { query: { before } });
  }
}

const asText = (at: number | undefined): string | undefined => (at === undefined ? undefined : String(at));

/** Where the browser fetches the whole history of an agent as a file. */
export const exportAddress = (agent: string, format: 'jsonl' | 'csv'): string => `/api/agents/${encodeURIComponent(agent)}/history/export?format=${format}`;
