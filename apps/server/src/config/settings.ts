import { logLevels } from '../logging/log.js';
import { masterKeys, matching, oneOf, orEmpty, someOf, webAddress, wholeNumber, zeroOrAtLeast, type Parser } from './parsers.js';

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
  readonly parse: Parser<T>;
}

const setting = <T>(row: Setting<T>): Setting<T> => row;

const yesNo = oneOf('yes', 'no');

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
  roles: setting({
    name: 'TANDEM_ROLES', unit: 'http, worker', default: 'http,worker', parse: someOf('http', 'worker'),
    meaning: 'What this process does: take calls in, or work on what came in.',
  }),
  data: setting({
    name: 'TANDEM_DATA', unit: 'folder', default: '.tandem', parse: matching(/^[^\0]{1,4096}$/, 'must be the path of a folder'),
    meaning: 'Folder of the log, the keys, the timers and the media.',
  }),
  eventStore: setting({
    name: 'TANDEM_EVENT_STORE', unit: 'sqlite, memory', default: 'sqlite', parse: oneOf('sqlite', 'memory'),
    meaning: 'Where the log is kept. `memory` forgets everything at the end and is for tests.',
  }),
  sessionTimers: setting({
    name: 'TANDEM_SESSION_TIMERS', unit: 'embedded', default: 'embedded', parse: oneOf('embedded'),
    meaning: 'What wakes sessions at their deadlines.',
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
  mediaMaxBytes: setting({
    name: 'TANDEM_MEDIA_MAX_BYTES', unit: 'bytes', default: '104857600', parse: wholeNumber(1, 2_147_483_647),
    meaning: 'Largest medium that is fetched from a provider.',
  }),
  demo: setting({
    name: 'TANDEM_DEMO', unit: 'yes, no', default: 'no', parse: yesNo,
    meaning: 'Creates a demo agent with two numbers at the simulator, where there is no agent yet.',
  }),
  demoSpeed: setting({
    name: 'TANDEM_DEMO_SPEED', unit: 'yes, no', default: 'no', parse: yesNo,
    meaning: 'The demo agent asks after 10 seconds of silence and ends 15 seconds later, so that a person sees all of it within a minute.',
  }),
  simulatorUrl: setting({
    name: 'TANDEM_SIMULATOR_URL', unit: 'address', default: 'http://127.0.0.1:7401', parse: webAddress,
    meaning: 'Where the demo agent\'s numbers live.',
  }),
} as const;

export type SettingKey = keyof typeof settings;
