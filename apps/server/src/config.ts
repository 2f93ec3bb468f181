import type { Parsed } from './config/parsers.js';
import { settings, type Setting, type SettingKey } from './config/settings.js';
import type { DrillOrders } from './drill-points.js';

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** Every setting's value, checked. */
export type Config = { readonly [K in SettingKey]: ValueOf<(typeof settings)[K]> };

export type Environment = Readonly<Record<string, string | undefined>>;

export type ConfigResult =
  /** `drill`: where a drill wants this process to be killed or to stand still; no setting of a person's. */
  | { readonly kind: 'config'; readonly config: Config; readonly drill: DrillOrders }
  /** One sentence per setting that is wrong; none quotes a value. */
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** Names of the other programs of a start, which share one environment. */
const ofOtherPrograms = /^TANDEM_(SIMULATOR|DRILL)_/;

const keys = Object.keys(settings) as SettingKey[];
const known: ReadonlySet<string> = new Set(keys.map((key) => settings[key].name));

/** Reads and checks all settings. An unknown `TANDEM_` name is a problem, for it is most likely a known one misspelt. */
export const readConfig = (environment: Environment): ConfigResult => {
  const values = new Map<SettingKey, unknown>();
  const problems = unknownNames(environment);
  for (const key of keys) {
    const { name, default: fallback, parse } = settings[key];
    const parsed = parse((environment[name] ?? '').trim() || fallback) as Parsed<unknown>;
    if (parsed.ok) values.set(key, parsed.value);
    else problems.push(`${name} ${parsed.problem}.`);
  }
  if (problems.length > 0) return { kind: 'problems', problems };
  const drill = { killAt: environment['TANDEM_DRILL_KILL_AT'], stopAt: environment['TANDEM_DRILL_STOP_AT'] };
  return { kind: 'config', config: Object.fromEntries(values) as unknown as Config, drill };
};

const unknownNames = (environment: Environment): string[] =>
  Object.keys(environment)
    .filter((name) => name.startsWith('TANDEM_') && !known.has(name) && !ofOtherPrograms.test(name))
    .map((name) => `${name.replace(/[^A-Za-z0-9_]/g, '?').slice(0, 80)} is not a setting (see docs/settings.md).`);

/** The settings of this process. The only reader of the environment. */
export const configFromEnvironment = (): ConfigResult => readConfig(process.env);

/** Defaults of everything but `changes`; for tests. */
export const configWith = (changes: Partial<Config> = {}): Config => {
  const result = readConfig({});
  if (result.kind === 'problems') throw new Error(`The defaults do not hold: ${result.problems.join(' ')}`);
  return { ...result.config, ...changes };
};

/** The settings in force by name, secrets masked, for the start's log. */
export const maskedSettings = (config: Config): Readonly<Record<string, string>> =>
  Object.fromEntries(keys.map((key) => [settings[key].name, masked(key, config)]));

const masked = (key: SettingKey, config: Config): string => {
  const value = config[key];
  const row: Setting<unknown> = settings[key];
  const text = row.print ? row.print(value) : plain(value);
  return 'secret' in settings[key] && text !== '' ? '********' : text;
};

const plain = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** The rows of `docs/settings.md`. */
export const settingsTable = (): string =>
  [
    '| setting | meaning | unit | default |',
    '| --- | --- | --- | --- |',
    ...keys.map((key) => {
      const row: Setting<unknown> = settings[key];
      const meaning = row.secret ? `${row.meaning} **Secret.**` : row.meaning;
      return `| \`${row.name}\` | ${meaning} | ${row.unit} | ${row.default === '' ? '' : `\`${row.default}\``} |`;
    }),
  ].join('\n');
