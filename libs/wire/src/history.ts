import type { Activity, AgentVersion, Fact, FieldChange, SessionSettings } from '@tandem/domain';

/** What a change of configuration is about: one of the two configurations, or the agent itself (name, runtimes). */
export type HistorySubject = AgentVersion | 'agent';

/** One save: everything that one order of an operator, a token or Tandem itself changed. */
export interface HistoryEntry {
  /** Event id of its first event; stands in deep links. */
  readonly id: string;
  readonly at: number;
  readonly subject: HistorySubject;
  /** Type of the event that leads it, e.g. `SessionSettingsChanged`. */
  readonly action: string;
  /** Absent where Tandem did it itself. */
  readonly actor?: { readonly id: string; readonly name: string };
  readonly means?: 'cms' | 'api' | 'restore' | 'system';
  readonly reason?: string;
  readonly correlation?: string;
  /** Revision of the configuration after it; every ask and end names the one that ruled it. */
  readonly revision?: number;
  /** One row per field; secrets as fingerprints. Empty where nothing visible changed, e.g. a verified call with a new secret. */
  readonly changes: readonly FieldChange[];
}

/** Newest first. */
export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** For `before` of the next page; absent on the last. Stable while new entries come. */
  readonly next?: string;
}

/** Query of `GET /api/agents/:agent/history`; everything is optional. */
export interface HistoryQuery {
  readonly subject?: HistorySubject;
  /** Path of a field or its beginning, e.g. `settings.texts`. */
  readonly field?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly from?: number;
  readonly to?: number;
  /** Occurs in an old or new value, or in the reason. */
  readonly text?: string;
  readonly before?: string;
  readonly limit?: number;
}

/** A configuration as it stood, field by field in the order of the form. */
export interface FormAt {
  readonly status: 'none' | 'connected' | 'disconnected';
  readonly revision: number;
  readonly fields: readonly { readonly field: string; readonly value: Fact }[];
  /** The entry that made it what it was; absent where there was none yet. */
  readonly entry?: string;
}

/** Both configurations and the agent at an instant. */
export interface ConfigurationAt {
  readonly at: number;
  readonly agent: FormAt;
  readonly published: FormAt;
  readonly draft: FormAt;
}

/** Where the slider has something to show: at most some hundred marks, each for one entry or several close together. */
export interface HistoryMarks {
  readonly from?: number;
  readonly to: number;
  readonly marks: readonly { readonly at: number; readonly entries: number; readonly subjects: readonly HistorySubject[] }[];
  /** The entry just before and just after the instant asked for, for going change by change. */
  readonly before?: { readonly id: string; readonly at: number };
  readonly after?: { readonly id: string; readonly at: number };
}

/** The same subject at two instants, or published beside draft at one. */
export interface Comparison {
  readonly one: FormAt;
  readonly other: FormAt;
  readonly changes: readonly FieldChange[];
}

/** An earlier state as a new change. Without `confirm` nothing is written: the answer is the preview. */
export interface Restore {
  readonly at: number;
  readonly reason?: string;
  readonly confirm?: boolean;
}

export interface Restored {
  readonly changes: readonly FieldChange[];
  /** Secrets that stood there and cannot come back, because nothing opens their sealed value any more. */
  readonly lost: readonly string[];
  /** Why it cannot be saved, at the fields; empty where it can. */
  readonly problems: readonly { readonly field: string; readonly problem: string; readonly words?: string }[];
  /** Set once it was saved. */
  readonly position?: number;
  readonly version?: number;
  /** Instead of being saved it waits for a second person. */
  readonly proposed?: true;
}

/** What a revision of a configuration has caused. */
export interface Caused {
  readonly asks: number;
  readonly ends: Readonly<Record<string, number>>;
  /** The newest, at most a hundred. */
  readonly items: readonly { readonly conversation: string; readonly event: string; readonly type: string; readonly at: number }[];
}

export interface WhatIf {
  readonly from: number;
  readonly to: number;
  readonly settings: SessionSettings;
}

export interface WhatIfAnswer {
  readonly conversations: number;
  readonly really: Activity;
  readonly instead: Activity;
  /** Sessions that would have gone otherwise, at most fifty. */
  readonly differences: readonly {
    readonly conversation: string;
    readonly since: number;
    readonly really: string;
    readonly instead: string;
    readonly at?: number;
  }[];
}

/** The session settings of the draft as a change of the published configuration. Without `confirm`: the preview. */
export interface CopyFromDraft {
  readonly reason?: string;
  readonly confirm?: boolean;
}

/** Newest first. */
export interface AuditReadPage {
  readonly reads: readonly AuditRead[];
  readonly next?: string;
}

/** What heads are signed with (ed25519): to be noted outside of the installation. */
export interface AuditKey {
  readonly key: string;
  /** SPKI, base64. */
  readonly publicKey: string;
}

/** Somebody read or exported what auditors may see, or unmasked a person. */
export interface AuditRead {
  readonly at: number;
  readonly who: { readonly id: string; readonly name: string };
  readonly what: 'history' | 'export' | 'unmask' | 'what-if';
  readonly agent?: string;
  readonly conversation?: string;
  readonly reason?: string;
}
