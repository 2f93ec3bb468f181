import {
  SECOND, agentStream, channelKey, channelStream, defaultSessionSettings, type ChannelEvent, type AgentEvent, type EventStore, type NewEvent, type Sealed,
  type SessionSettings,
} from '@tandem/domain';

/** When the first change was made; one comes every second after it. */
export const BEGAN = Date.UTC(2024, 0, 1);
/** Stands in the reason of one change in a thousand. */
export const RARE = 'incident';
export const actors = ['o-sari', 'o-budi', 'o-dewi', 'o-agus', 'o-rina'] as const;
export const agentNamed = (n: number): string => `agent${n}`;

/** Events of one append. */
const AT_ONCE = 500;

export interface Plan {
  readonly agents: number;
  /** Of all agents together. */
  readonly events: number;
}

/** Writes the configuration of agents that somebody has changed again and again, as the rules would have. */
export const fillConfiguration = async (store: EventStore, { agents, events }: Plan): Promise<void> => {
  const each = Math.floor(events / agents);
  for (let n = 0; n < agents; n += 1) {
    const agent = agentNamed(n);
    const [named, draft] = [Math.floor(each / 20), Math.floor(each / 4)];
    await write(store, agentStream(agent), { count: named, seed: n, begin: registered, next: renamed });
    await write(store, channelStream(channelKey(agent, 'draft')), { count: draft, seed: n + 1, begin: connected(2 * n), next: changed });
    await write(store, channelStream(channelKey(agent, 'published')), { count: each - named - draft, seed: n + 2, begin: connected(2 * n + 1), next: changed });
  }
};

type Happened = AgentEvent | ChannelEvent;

interface Writing {
  readonly count: number;
  readonly seed: number;
  readonly begin: readonly Happened[];
  readonly next: (n: number) => Happened;
}

const write = async (store: EventStore, stream: string, { count, seed, begin, next }: Writing): Promise<void> => {
  for (let version = 0; version < count; version += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - version) }, (_, n) => version + n);
    await store.append(stream, batch.map((n) => eventOf(begin[n] ?? next(n), { stream, n, seed })), version);
  }
};

const eventOf = ({ type, data }: Happened, { stream, n, seed }: { stream: string; n: number; seed: number }): NewEvent => ({
  id: `${stream}-save-${n}/0`, type, data,
  meta: {
    v: 1, at: BEGAN + n * SECOND, actor: actors[(n + seed) % actors.length], means: 'cms',
    ...(n % 1_000 === 999 && { reason: `After the ${RARE} of day ${n}` }),
  },
});

const registered: readonly Happened[] = [{ type: 'AgentRegistered', data: { name: 'Agent' } }];
const renamed = (n: number): Happened => ({ type: 'AgentRenamed', data: { name: `Agent, name ${n}` } });

const sealed = (text: string): Sealed => `v1.credentials.${text}${'x'.repeat(120)}` as Sealed;
const secret = (n: number) => ({ sealed: sealed(`s${n}`), fingerprint: `fingerprint${n}`, lastFour: 'abcd' });

const connected = (n: number): readonly Happened[] => [
  { type: 'ChannelConnected', data: { protocol: 'meta-cloud', number: `62812${String(n).padStart(8, '0')}`, address: `address${n}` } },
  { type: 'WebhookSecretGenerated', data: { secret: sealed('hook'), fingerprint: 'hook' } },
  { type: 'CredentialsSaved', data: credentials(n) },
];

const credentials = (n: number) => ({
  values: { phoneNumberId: `1065${n}`, businessAccountId: '102290129340398', appId: '900100' },
  secrets: { accessToken: secret(n), appSecret: secret(1) }, proofField: 'appSecret',
});

/** Most changes are of delays, some of texts, few of credentials. */
const changed = (n: number): Happened => {
  if (n % 50 === 0) return { type: 'CredentialsSaved', data: credentials(n) };
  return { type: 'SessionSettingsChanged', data: { settings: settingsOf(n) } };
};

const settingsOf = (n: number): SessionSettings => {
  const { texts } = defaultSessionSettings;
  const wording = Math.floor(n / 10);
  return {
    ...defaultSessionSettings, delayBeforeAskSeconds: 60 + (n % 3_000), delayBeforeEndSeconds: 600 + (n % 7),
    texts: { ...texts, en: { ...texts.en, ask: `Do you need anything else? Wording ${wording}` } },
  };
};
