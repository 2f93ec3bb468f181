import { pino, type DestinationStream, type Logger } from 'pino';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Fields that carry an opaque id of ours or the name of a stream; anything that does not look like one is withheld. */
const ids = [
  'agent', 'alias', 'channel', 'claim', 'conversation', 'customer', 'event', 'key', 'operator', 'parked', 'receipt', 'send',
  'session', 'stream', 'turn', 'writer',
] as const;
/** Fields that carry a literal word of ours, never something that came from outside. */
const words = ['kind', 'outcome', 'protocol', 'reason', 'role', 'setting', 'status', 'verdict', 'what'] as const;
/** Fields that carry a number or a yes. */
const measures = [
  'attempt', 'bytes', 'calls', 'channels', 'code', 'count', 'durable', 'events', 'item', 'items', 'milliseconds', 'overdue',
  'port', 'position', 'seconds', 'sessions', 'version',
] as const;

type Ids = Partial<Record<(typeof ids)[number], string>>;
type Words = Partial<Record<(typeof words)[number], string>>;
type Measures = Partial<Record<(typeof measures)[number], number | boolean>>;

/** What a log line may say: names from closed lists, so that a text, a name, a number or a secret has no place to stand. */
export type LogFields = Ids & Words & Measures & {
  /** Only its class, code and the places in our code are written; messages of errors may quote what was being read. */
  readonly error?: unknown;
};

/** Structured log. `event` is a literal in the past tense, e.g. `ReaderPaused`. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const WITHHELD = '[withheld]';
const idShape = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/;
const wordShape = /^[A-Za-z][A-Za-z-]{0,60}$/;
const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** Digits that stand alone: a phone number. Our ids are UUIDs or hashes with letters in them. */
const phoneShape = /(?<![0-9A-Za-z_])\d{7,}(?![0-9A-Za-z_])/;

const idNames: ReadonlySet<string> = new Set(ids);
const wordNames: ReadonlySet<string> = new Set(words);
const measureNames: ReadonlySet<string> = new Set(measures);

const safeId = (value: unknown): string =>
  typeof value === 'string' && idShape.test(value) && !phoneShape.test(value.replace(uuids, '')) ? value : WITHHELD;
const safeWord = (value: unknown): string => (typeof value === 'string' && wordShape.test(value) ? value : WITHHELD);
const safeMeasure = (value: unknown): number | boolean | string =>
  typeof value === 'number' || typeof value === 'boolean' ? value : WITHHELD;

const codeOf = (error: Error): string | number | undefined => {
  const code: unknown = (error as { code?: unknown }).code;
  if (typeof code === 'number') return code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : undefined;
};

/** Class, code and stack frames of an error; never its message. */
export const faultOf = (error: unknown): { name: string; code?: string | number; frames?: readonly string[] } => {
  if (!(error instanceof Error)) return { name: 'NotAnError' };
  const frames = (error.stack ?? '').split('\n').map((line) => line.trim()).filter((line) => /^at .+:\d+:\d+\)?$/.test(line));
  return { name: safeWord(error.constructor.name), code: codeOf(error), frames: frames.slice(0, 8) };
};

const safeField = (name: string, value: unknown): unknown => {
  if (name === 'error') return faultOf(value);
  if (idNames.has(name)) return safeId(value);
  if (wordNames.has(name)) return safeWord(value);
  return measureNames.has(name) ? safeMeasure(value) : WITHHELD;
};

/** The fields of a line as they may be written: what does not have the shape its name promises is withheld. */
export const safeFields = (fields: LogFields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined).map(([name, value]) => [name, safeField(name, value)]),
  );

/** JSON lines to `destination` (default: stdout), one per event: `level`, `time`, `event`, and the fields. */
export const createLog = (options: { level: LogLevel; destination?: DestinationStream }): Log => {
  const logger: Logger = pino(
    { level: options.level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (event: string, fields: LogFields = {}) => {
    if (logger.isLevelEnabled(level)) logger[level]({ event, ...safeFields(fields) });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

/** Says nothing; for tests. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
