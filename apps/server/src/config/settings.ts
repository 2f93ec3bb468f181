import { maskedAddress } from '@tandem/event-store/kurrentdb';
import { logLevels } from '../logging/log.js';
import { eventStore, machines, masterKeys, matching, oneOf, orEmpty, sessionTimers, someOf, webAddress, wholeNumber, zeroOrAtLeast, type Parser } from './parsers.js';

/** One row of the table of settings. */
export interface Setting<T> {
  /** Name of the environment variable. */
  readonly name: `TANDEM_${string}`;
  /** A sentence for whoever runs the server. */
  readonly meaning: string;
  /** What a number counts, or the words that are allowed. */
  readonly unit: string;
  /** As it would be written in the environment; empty = none. */
  readonly default: string;
  /** Printed masked. */
  readonly secret?: true;
  /** How a value is printed that is secret in part. */
  print?(value: T): string;
  readonly parse: Parser<T>;
}

const setting = <T>(row: Setting<T>): Setting<T> => row;

const yesNo = oneOf('yes', 'no');
const filePath = matching(/^[^\0]{1,4096}$/, 'must be the path of a file');

/** Everything that can be configured. `docs/settings.md` shows the same rows; a test compares them. */
export const settings = {
  port: setting({
    name: 'TANDEM_PORT', unit: 'port', default: '7400', parse: wholeNumber(0, 65_535),
    meaning: 'Port of the server; 0 takes any free one.',
  }),
  host: setting({
    name: 'TANDEM_HOST', unit: 'address', default: '127.0.0.1', parse: matching(/^[A-Za-z0-9.:_-]{1,253}$/, 'must be a host name or an address'),
    meaning: 'Address the server listens on; 0.0.0.0 for every network of the machine.',
  }),
  publicUrl: setting({
    name: 'TANDEM_PUBLIC_URL', unit: 'address', default: '', parse: orEmpty(webAddress),
    meaning: 'Address under which the providers reach this server, as it stands in webhook addresses. Empty: the one it listens on.',
  }),
  trustedProxies: setting({
    name: 'TANDEM_TRUSTED_PROXIES', unit: 'addresses', default: '', parse: machines,
    meaning: 'IP addresses or networks of the reverse proxies in front, with commas between, e.g. `127.0.0.1`. From these alone `X-Forwarded-For` is believed; failed sign-ins then count for the address that it names.',
  }),
  roles: setting({
    name: 'TANDEM_ROLES', unit: 'http, worker', default: 'http,worker', parse: someOf('http', 'worker'),
    meaning: 'What this process does: take calls in, or work on what came in.',
  }),
  data: setting({
    name: 'TANDEM_DATA', unit: 'folder', default: '.tandem', parse: matching(/^[^\0]{1,4096}$/, 'must be the path of a folder'),
    meaning: 'Folder of the log, the keys, the timers and the media.',
  }),
  eventStore: setting({
    name: 'TANDEM_EVENT_STORE', unit: 'sqlite, memory, address', default: 'sqlite', parse: eventStore, print: maskedAddress,
    meaning: 'Where the log is kept: in the data folder, or in KurrentDB or EventStoreDB at `kurrentdb://...` or `esdb://...`. `memory` forgets everything at the end and is for tests.',
  }),
  spoolMaxBytes: setting({
    name: 'TANDEM_SPOOL_MAX_BYTES', unit: 'bytes', default: '1073741824', parse: wholeNumber(1, 1_099_511_627_776),
    meaning: 'How much of what came in may wait in the data folder while the database cannot be reached.',
  }),
  sessionTimers: setting({
    name: 'TANDEM_SESSION_TIMERS', unit: 'embedded, or an address', default: 'embedded', parse: sessionTimers,
    meaning: 'What wakes sessions at their deadlines: the server itself, or Temporal at `temporal://host:7233/namespace`. It can be changed with sessions open.',
  }),
  temporalTaskQueue: setting({
    name: 'TANDEM_TEMPORAL_TASK_QUEUE', unit: 'name', default: 'tandem-sessions', parse: matching(/^[A-Za-z0-9._-]{1,200}$/, 'must be letters, digits, dots, dashes and underscores'),
    meaning: 'Where workflows and workers of this installation meet; another name for each installation that shares a namespace.',
  }),
  temporalApiKey: setting({
    name: 'TANDEM_TEMPORAL_API_KEY', unit: 'key', default: '', secret: true, parse: orEmpty(matching(/^[\x21-\x7e]{1,10000}$/, 'must be a key without spaces')),
    meaning: 'API key for Temporal Cloud; the connection is then encrypted.',
  }),
  temporalTls: setting({
    name: 'TANDEM_TEMPORAL_TLS', unit: 'yes, no', default: 'no', parse: yesNo,
    meaning: 'Encrypts the connection to Temporal. Always on where a key or a certificate is set.',
  }),
  temporalCaFile: setting({
    name: 'TANDEM_TEMPORAL_CA_FILE', unit: 'file', default: '', parse: orEmpty(filePath),
    meaning: 'PEM file of the authority behind Temporal\'s certificate, where the system does not know it.',
  }),
  temporalCertFile: setting({
    name: 'TANDEM_TEMPORAL_CERT_FILE', unit: 'file', default: '', parse: orEmpty(filePath),
    meaning: 'PEM file of the certificate with which this process proves itself to Temporal.',
  }),
  temporalKeyFile: setting({
    name: 'TANDEM_TEMPORAL_KEY_FILE', unit: 'file', default: '', parse: orEmpty(filePath),
    meaning: 'PEM file of that certificate\'s private key.',
  }),
  temporalConcurrency: setting({
    name: 'TANDEM_TEMPORAL_CONCURRENCY', unit: 'sessions', default: '100', parse: wholeNumber(1, 10_000),
    meaning: 'Sessions that this process evaluates for Temporal at the same time.',
  }),
  temporalCachedWorkflows: setting({
    name: 'TANDEM_TEMPORAL_CACHED_WORKFLOWS', unit: 'workflows', default: '500', parse: wholeNumber(2, 100_000),
    meaning: 'Workflows that this process keeps in memory, about half a megabyte each; others are replayed when they wake.',
  }),
  temporalMetrics: setting({
    name: 'TANDEM_TEMPORAL_METRICS', unit: 'address', default: '', parse: orEmpty(matching(/^[A-Za-z0-9.:_-]{1,253}:\d{1,5}$/, 'must look like 127.0.0.1:7402')),
    meaning: 'Where Temporal\'s own metrics of this process are offered, e.g. `127.0.0.1:7402`. Empty: nowhere.',
  }),
  masterKeys: setting({
    name: 'TANDEM_MASTER_KEY', unit: 'keys', default: '', secret: true, parse: masterKeys,
    meaning: 'Key that wraps all others: 32 bytes in base64 or hexadecimal; several with commas between, newest first. Empty: a key file beside the data.',
  }),
  metaGraphUrl: setting({
    name: 'TANDEM_META_GRAPH_URL', unit: 'address', default: 'https://graph.facebook.com', parse: webAddress,
    meaning: 'Where Meta\'s Graph API is reached; the simulator\'s address for a trial.',
  }),
  metaVersion: setting({
    name: 'TANDEM_META_VERSION', unit: 'version', default: 'v25.0', parse: matching(/^v\d{1,3}\.\d{1,2}$/, 'must look like v26.0'),
    meaning: 'Version of Meta\'s Graph API.',
  }),
  costerUrl: setting({
    name: 'TANDEM_COSTER_URL', unit: 'address', default: 'https://api.coster.id', parse: webAddress,
    meaning: 'Where Coster\'s bot API is reached, unless a channel says otherwise.',
  }),
  costerPushUrl: setting({
    name: 'TANDEM_COSTER_PUSH_URL', unit: 'address', default: 'https://m2m.coster.id', parse: webAddress,
    meaning: 'Where Coster\'s push API is reached, unless a channel says otherwise.',
  }),
  qontakUrl: setting({
    name: 'TANDEM_QONTAK_URL', unit: 'address', default: '', parse: orEmpty(webAddress),
    meaning: 'Where Qontak\'s API is reached, unless a channel says otherwise. Empty: at Qontak, or with HMAC at the Mekari gateway.',
  }),
  logLevel: setting({
    name: 'TANDEM_LOG_LEVEL', unit: logLevels.join(', '), default: 'info', parse: oneOf(...logLevels),
    meaning: 'The least important log lines that are written.',
  }),
  graceSeconds: setting({
    name: 'TANDEM_GRACE_SECONDS', unit: 'seconds', default: '60', parse: wholeNumber(0, 3_600),
    meaning: 'After a start no session is asked or ended before this time, so that what arrived meanwhile is read first.',
  }),
  turnTimeoutSeconds: setting({
    name: 'TANDEM_TURN_TIMEOUT_SECONDS', unit: 'seconds', default: '30', parse: wholeNumber(1, 600),
    meaning: 'How long one call of an agent\'s runtime may take.',
  }),
  turnGiveUpSeconds: setting({
    name: 'TANDEM_TURN_GIVE_UP_SECONDS', unit: 'seconds', default: '3600', parse: wholeNumber(1, 86_400),
    meaning: 'How long a turn that fails is repeated before it is given up.',
  }),
  sendTimeoutSeconds: setting({
    name: 'TANDEM_SEND_TIMEOUT_SECONDS', unit: 'seconds', default: '15', parse: wholeNumber(1, 120),
    meaning: 'How long one call of a provider may take; its outcome is then unknown.',
  }),
  evidenceSeconds: setting({
    name: 'TANDEM_EVIDENCE_SECONDS', unit: 'seconds', default: '60', parse: wholeNumber(1, 3_600),
    meaning: 'How long the provider\'s statuses are waited for when the outcome of a send is unknown.',
  }),
  holdSeconds: setting({
    name: 'TANDEM_HOLD_SECONDS', unit: 'seconds', default: '3600', parse: wholeNumber(60, 86_400),
    meaning: 'An operator who leaves a customer\'s message unanswered for so long has handed the session back.',
  }),
  replyUnknown: setting({
    name: 'TANDEM_REPLY_UNKNOWN', unit: 'repeat, park', default: 'repeat', parse: oneOf('repeat', 'park'),
    meaning: 'A reply whose outcome stays unknown: send it again (it may arrive twice), or park it for a person.',
  }),
  receiptsDays: setting({
    name: 'TANDEM_RECEIPTS_DAYS', unit: 'days', default: '14', parse: wholeNumber(8, 3_650),
    meaning: 'How long raw webhook calls are kept.',
  }),
  conversationsDays: setting({
    name: 'TANDEM_CONVERSATIONS_DAYS', unit: 'days', default: '0', parse: zeroOrAtLeast(8, 36_500),
    meaning: 'How long conversations are kept; 0 = for ever.',
  }),
  silenceAlarmHours: setting({
    name: 'TANDEM_SILENCE_ALARM_HOURS', unit: 'hours', default: '0', parse: wholeNumber(0, 8_760),
    meaning: 'A proven number that its provider has not called for so long is shown as silent, counted and logged; 0 = never.',
  }),
  mediaMaxBytes: setting({
    name: 'TANDEM_MEDIA_MAX_BYTES', unit: 'bytes', default: '104857600', parse: wholeNumber(1, 2_147_483_647),
    meaning: 'Largest medium that is fetched from a provider.',
  }),
  demo: setting({
    name: 'TANDEM_DEMO', unit: 'yes, no', default: 'no', parse: yesNo,
    meaning: 'Creates a demo agent for each provider, with numbers at the simulator, where there is no agent yet.',
  }),
  demoSpeed: setting({
    name: 'TANDEM_DEMO_SPEED', unit: 'yes, no', default: 'no', parse: yesNo,
    meaning: 'The demo agents ask after 10 seconds of silence and end 15 seconds later, so that a person sees all of it within a minute.',
  }),
  simulatorUrl: setting({
    name: 'TANDEM_SIMULATOR_URL', unit: 'address', default: 'http://127.0.0.1:7401', parse: webAddress,
    meaning: 'Where the demo agents\' numbers live.',
  }),
} as const;

export type SettingKey = keyof typeof settings;
