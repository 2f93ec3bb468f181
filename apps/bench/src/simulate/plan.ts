import { DAY, MINUTE, SECOND, defaultRules, type ChannelKey, type Millis, type Rules, type SessionSettings } from '@tandem/domain';

/** What may be taken out of a world to see whether it matters. */
export const features = [
  'crashes', 'restarts', 'lostTimers', 'lostLedger', 'duplicates', 'disorder', 'batches', 'badCalls', 'siblingCalls', 'foreignCalls',
  'refusals', 'throttling', 'timeouts', 'brokenCredentials', 'lateStatuses', 'missingStatuses', 'failedStatuses', 'merges',
  'slowRuntime', 'slowReading', 'runtimeDown', 'agentEnds', 'settings', 'operators', 'secrets', 'disconnects',
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
  readonly version: 'published' | 'draft';
  readonly number: string;
  readonly phoneNumberId: string;
  readonly app: App;
  /** Part of the customers who write to it. */
  readonly share: number;
}

/** An app at the provider: signs the calls of its numbers. */
export interface App {
  readonly id: string;
  secret: string;
}

/** Published and draft of one agent, and a sibling that shares the app of the published one. */
export const linesOf = (): readonly Line[] => {
  const shared: App = { id: '900100', secret: 'secret 0 of the shared app' };
  const own: App = { id: '900200', secret: 'secret 0 of the draft app' };
  return [
    { key: 'shop.published', agent: 'shop', version: 'published', number: '+62 812-1000-0001', phoneNumberId: '1001', app: shared, share: 0.5 },
    { key: 'shop.draft', agent: 'shop', version: 'draft', number: '+62 812-1000-0002', phoneNumberId: '1002', app: own, share: 0.2 },
    { key: 'bank.published', agent: 'bank', version: 'published', number: '+62 812-1000-0003', phoneNumberId: '1003', app: shared, share: 0.3 },
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
