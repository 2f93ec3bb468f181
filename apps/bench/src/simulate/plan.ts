import {
  DAY, MINUTE, SECOND, defaultRules, type AgentVersion, type ChannelKey, type Millis, type ProviderName, type Rules, type SessionSettings,
} from '@tandem/domain';

/** What may be taken out of a world to see whether it matters. */
export const features = [
  'crashes', 'restarts', 'lostTimers', 'lostLedger', 'duplicates', 'disorder', 'batches', 'badCalls', 'siblingCalls', 'foreignCalls',
  'refusals', 'throttling', 'timeouts', 'brokenCredentials', 'lateStatuses', 'missingStatuses', 'failedStatuses', 'merges',
  'slowRuntime', 'slowReading', 'runtimeDown', 'agentEnds', 'settings', 'operators', 'secrets', 'disconnects',
  'meta-cloud', 'coster', 'qontak', 'rooms', 'echoes', 'noRooms', 'erasures', 'numberChanges', 'archives', 'parkedItems', 'media', 'retention',
] as const;
export type Feature = (typeof features)[number];

export interface Plan {
  readonly seed: number;
  readonly days: number;
  readonly conversations: number;
  /** About so many messages of customers in all. */
  readonly messages: number;
  readonly without: readonly Feature[];
  /** Only these customers write; all when left out. */
  readonly only?: readonly number[];
  /** Whether the vault really encrypts. */
  readonly seals: boolean;
  readonly rules: Rules;
  readonly grace: Millis;
  readonly turnTimeout: Millis;
}

/** Of all messages of a world about so many are its customers'; the others are replies, asks and closings. */
export const OF_CUSTOMERS = 0.38;

export const planOf = (given: Partial<Plan> & { readonly seed: number }): Plan => ({
  days: 1,
  conversations: 20,
  messages: 200,
  without: [],
  seals: (given.messages ?? 0) <= 20_000,
  // one seed in three leaves doubtful replies to a person
  rules: { ...defaultRules, unknownReplies: given.seed % 3 === 0 ? 'park' : 'repeat' },
  grace: 60 * SECOND,
  turnTimeout: 30 * SECOND,
  ...given,
});

export const START: Millis = Date.UTC(2026, 0, 5, 6);
/** After the last day nobody disturbs any more, and everything has this long to come to rest. */
export const REST: Millis = 3 * DAY;

/** A number at the provider, and the channel that holds it. */
export interface Line {
  readonly key: ChannelKey;
  readonly agent: string;
  readonly version: AgentVersion;
  readonly protocol: ProviderName;
  readonly account: Account;
  /** Part of the customers who write to it. */
  readonly share: number;
  /** Whether its asks have buttons. */
  readonly buttons: boolean;
  number: string;
  /** The provider's id of the number: Meta's phone number id, Coster's division, Qontak's channel integration. */
  id: string;
  /** The id that its operators enter by now: its number is being changed, and the provider and the channel may name different ones. */
  nextId?: string;
  /** Its agent is archived, or about to be. */
  archived?: boolean;
}

/** What several numbers of a provider share: Meta's app, which signs; Coster's account and Qontak's organisation, which call one address. */
export interface Account {
  readonly id: string;
  /** Meta: the app secret that the provider signs with. */
  secret: string;
  /** The app secret that operators enter by now. */
  nextSecret?: string;
  /** Coster, Qontak: the address that all its calls go to, with the secret that ends it. */
  callback?: { readonly line: Line; readonly secret: string };
}

const account = (id: string): Account => ({ id, secret: `secret 0 of ${id}` });

/**
 * Published and draft of several agents, with one protocol and with different ones on the two. Of every protocol two numbers share
 * an account, and one has an account of its own.
 */
export const linesOf = (): readonly Line[] => {
  const [app, draftApp] = [account('900100'), account('900200')];
  const [coster, otherCoster] = [account('c0570000000000000000000000000001'), account('c0570000000000000000000000000002')];
  const [qontak, otherQontak] = [account('0a9a0000-0000-4000-8000-000000000001'), account('0a9a0000-0000-4000-8000-000000000002')];
  const line = (agent: string, version: AgentVersion, given: Pick<Line, 'protocol' | 'account' | 'id' | 'share'> & Partial<Line>, place: number): Line =>
    ({ key: `${agent}.${version}`, agent, version, number: `+628121000000${place}`, buttons: true, ...given });
  return [
    line('shop', 'published', { protocol: 'meta-cloud', account: app, id: '1001', share: 0.2 }, 1),
    line('shop', 'draft', { protocol: 'meta-cloud', account: draftApp, id: '1002', share: 0.1 }, 2),
    line('bank', 'published', { protocol: 'meta-cloud', account: app, id: '1003', share: 0.15 }, 3),
    line('bank', 'draft', { protocol: 'qontak', account: qontak, id: 'c0ffee00-0000-4000-8000-000000000004', share: 0.08 }, 4),
    line('toko', 'published', { protocol: 'coster', account: coster, id: 'd1050005', share: 0.13 }, 5),
    line('toko', 'draft', { protocol: 'coster', account: coster, id: 'd1050006', share: 0.06, buttons: false }, 6),
    line('klinik', 'published', { protocol: 'qontak', account: qontak, id: 'c0ffee00-0000-4000-8000-000000000007', share: 0.14 }, 7),
    line('klinik', 'draft', { protocol: 'coster', account: otherCoster, id: 'd1050008', share: 0.06 }, 8),
    line('hotel', 'published', { protocol: 'qontak', account: otherQontak, id: 'c0ffee00-0000-4000-8000-000000000009', share: 0.08, buttons: false }, 9),
  ];
};

/** Session settings that operators choose from, as parts of the defaults. */
export const settingsToChoose: readonly Partial<Omit<SessionSettings, 'texts'>>[] = [
  {},
  { delayBeforeAskSeconds: 60, delayBeforeEndSeconds: 120 },
  { delayBeforeAskSeconds: 1_800, delayBeforeEndSeconds: 30 },
  { askUserToEndSession: false, delayBeforeEndSeconds: 240 },
  { delayBeforeAskSeconds: 45, delayBeforeEndSeconds: 86_400 },
  { askUserToEndSession: false, delayBeforeEndSeconds: 10 * MINUTE / SECOND },
  { delayBeforeAskSeconds: 20 * 3_600, delayBeforeEndSeconds: 600 },
];
