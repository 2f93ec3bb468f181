import type { CredentialField, EndpointNotice, FieldChange, Language, LonePart, ProtocolName, RegistrationStep, SessionSettings } from '@tandem/domain';

/** One line of the dashboard. */
export interface ChannelSummary {
  readonly protocol: ProtocolName;
  readonly number: string;
  readonly state: ChannelState;
  /** Nobody has called it since, which is longer than the installation lets be. */
  readonly silentSince?: number;
}

/** `connected`: saved; `ready`: credentials saved; `proven`: a real message came through. */
export type ChannelState = 'connected' | 'ready' | 'proven' | 'paused' | 'disconnected';

/** A protocol as the wizard shows it; it registers these texts itself. */
export interface ProtocolOption {
  readonly name: ProtocolName;
  readonly title: string;
  readonly bestFor: string;
  readonly requires: string;
  readonly fields: readonly CredentialField[];
  readonly registration: RegistrationWay;
  /** It can send messages that the provider has approved beforehand. */
  readonly templates: boolean;
}

/**
 * How the provider comes to know our address: with every save of credentials (Meta Cloud), by _Set Endpoint_ (Qontak),
 * or from a person, who hands it to the provider's staff (Coster).
 */
export type RegistrationWay = 'at-save' | 'set-endpoint' | 'hand-off';

/** The whole of one tab. `none`: no number yet, the tab shows the wizard. */
export type ChannelView = { readonly status: 'none' } | ConnectedChannelView;

export interface ConnectedChannelView {
  readonly status: 'connected' | 'disconnected';
  readonly state: ChannelState;
  /** Goes into `If-Match` of the next change. */
  readonly version: number;
  readonly revision: number;
  readonly protocol: ProtocolName;
  readonly number: string;
  /** Values by field name; secrets as fingerprint and last four. */
  readonly credentials: Readonly<Record<string, CredentialShown>>;
  readonly webhook: {
    readonly url: string;
    /** Meta: goes into the app's webhook settings; may be shown again, unlike credentials. */
    readonly verifyToken?: string;
    /** Older secrets that are still taken. */
    readonly olderInUse: readonly { readonly fingerprint: string; readonly until?: number }[];
  };
  readonly endpoint: EndpointShown;
  /** Where nobody but the provider's staff can enter our address. */
  readonly handOff?: HandOffCard;
  readonly sessionManagement: { readonly visible: boolean; readonly settings: SessionSettings };
  readonly paused?: { readonly at: number; readonly code?: string; readonly words?: string };
  readonly proven: boolean;
  /**
   * Channels that share the account: a warning, never a refusal. `field`: what they share, by its name in the form;
   * `account` where only the provider's check of the credentials told it.
   */
  readonly shared: readonly { readonly field: string; readonly agent: string; readonly agentName: string; readonly version: 'published' | 'draft' }[];
  readonly lastChange?: { readonly by: string; readonly at: number };
  /** A change that waits for a second person. */
  readonly proposal?: ProposalView;
}

export interface ProposalView {
  readonly id: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly at: number;
  /** Why, as the proposer said. */
  readonly reason?: string;
  /** It is no change of the form, but this. */
  readonly alone?: LonePart;
  /** What it would change now, field by field. */
  readonly changes: readonly FieldChange[];
}

/** What is known of how a channel is; what is not known is left out. Times in milliseconds since 1970. */
export interface ChannelHealth {
  /** The newest call that was taken. */
  readonly lastCallAt?: number;
  /** The newest message of a user. */
  readonly lastMessageAt?: number;
  /** When the provider took our address, for which it asked us first (Meta's verification request). */
  readonly challengeAt?: number;
  /** What the provider said of the credentials when they were saved. */
  readonly found?: {
    readonly at: number;
    readonly holds: readonly ('token' | 'scopes' | 'account' | 'number')[];
    /** When the token ends; 0 = never. */
    readonly tokenUntil?: number;
    /** The provider's word for how the number is rated. */
    readonly quality?: string;
  };
  /** So many hours without a call are an alarm; 0 = never. */
  readonly alarmHours: number;
  readonly silentSince?: number;
}

/** Whether the provider was told our address, and what is to be said about that. */
export interface EndpointShown {
  readonly status: 'not-set' | 'set';
  /** Of the last success. */
  readonly at?: number;
  readonly notices: readonly EndpointNotice[];
  /** The newest attempt failed; `words` are the provider's. */
  readonly lastFailure?: { readonly at: number; readonly words: string; readonly step?: RegistrationStep };
}

/** What the provider's staff need. An auditor sees the address without the secret, and no text. */
export interface HandOffCard {
  readonly address: string;
  /** Digits of E.164. */
  readonly number: string;
  /** Our id at the provider, with the label of its field; absent until it is saved. */
  readonly account?: { readonly label: string; readonly value: string };
  /** Ready to send. */
  readonly text?: Readonly<Record<Language, string>>;
}

export type CredentialShown =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'secret'; readonly fingerprint: string; readonly lastFour: string };

/** The wizard's first save. */
export interface ConnectChannel {
  readonly protocol: ProtocolName;
  readonly number: string;
  readonly reason?: string;
}

/** What a save found out at the provider. */
export interface CheckResult {
  readonly check: 'credentials' | 'callback';
  readonly outcome: 'passed' | 'failed' | 'unanswered';
  readonly words?: string;
}

/** The full settings form. Parts that are left out stay as they are; a secret left out keeps what is saved. */
export interface SaveChannel {
  readonly credentials?: Readonly<Record<string, string>>;
  readonly settings?: SessionSettings;
  /** Why, for the history. */
  readonly reason?: string;
}
