import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventCatalogue, reasonCatalogue, streamCatalogue, type Explained } from '@tandem/domain';
import { fieldCodes, problemCodes } from './api/problems.js';
import { settingsTable } from './config.js';
import type { NotReady } from './health/readiness.js';
import type { RefusedCall } from './metrics/metrics.js';

const root = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');

/** Tables of a page by the name in the comment before them. */
type Tables = Readonly<Record<string, string>>;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const code = (word: string): string => `\`${word}\``;

const kinds = Object.keys(eventCatalogue) as (keyof typeof eventCatalogue)[];

const streamsTable = (): string => {
  const rows = kinds.map((kind) => [code(streamCatalogue[kind].name), streamCatalogue[kind].meaning]);
  return table(['stream', 'what one is'], rows);
};

const eventsTable = (described: Readonly<Record<string, string>>): string =>
  table(['event', 'what happened'], Object.entries(described).map(([name, sentence]) => [code(name), sentence]));

const reasonsTable = (explained: Explained<string>): string =>
  table(['literal', 'meaning', 'remedy'], Object.entries(explained).map(([name, words]) => [code(name), ...words]));

const eventTables: Tables = {
  streams: streamsTable(),
  ...Object.fromEntries(kinds.map((kind) => [kind, eventsTable(eventCatalogue[kind])])),
};
const errorTables: Tables = {
  ...Object.fromEntries(
    Object.entries<Explained<string>>(reasonCatalogue).map(([kind, explained]) => [kind, reasonsTable(explained)]),
  ),
  api: table(
    ['code', 'status', 'meaning', 'remedy'],
    Object.entries(problemCodes).map(([name, [status, ...words]]) => [code(name), String(status), ...words]),
  ),
  fields: table(['code', 'meaning'], Object.entries(fieldCodes).map(([name, meaning]) => [code(name), meaning])),
};

const block = /<!-- table: (\w+) -->\n([^]*?)\n<!-- end -->/g;

/** The tables of a page by name. `DOCS=write` first writes them anew, from the code. */
const tablesOn = (page: string, made: Tables): Tables => {
  if (process.env.DOCS === 'write') {
    const anew = (_all: string, name: string): string => `<!-- table: ${name} -->\n${made[name] ?? ''}\n<!-- end -->`;
    writeFileSync(join(root, page), read(page).replace(block, anew));
  }
  return Object.fromEntries([...read(page).matchAll(block)].map(([, name = '', text = '']) => [name, text]));
};

const found = (sources: readonly string[], ...patterns: readonly RegExp[]): string[] => {
  const matches = sources.flatMap((source) => patterns.flatMap((pattern) => [...source.matchAll(pattern)]));
  return matches.map(([, name = '']) => name);
};
const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

/** Literals in the tables below a heading of docs/errors.md. */
const explainedUnder = (heading: string): string[] => {
  const [, after] = read('docs/errors.md').split(`\n## ${heading}\n`);
  if (after === undefined) throw new Error(`docs/errors.md has no section "${heading}"`);
  return sorted(found([after.split('\n## ')[0] ?? ''], /^\| `([^`]+)`/gm));
};

/** Every source file below a folder that runs in production. */
const sourcesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(spec|e2e|contract)\.ts$|testing[/\\]/.test(file))
    .map((file) => read(join(folder, file)));

const libraries = ['domain', 'event-store', 'protocols', 'session-timers'];
const everything = ['apps/server/src', ...libraries.map((name) => `libs/${name}/src`)].flatMap(sourcesOf);

/** Names of a union: one that is missing or too many does not compile. */
const namesOf = <Name extends string>(names: Readonly<Record<Name, true>>): string[] => sorted(Object.keys(names));

describe('docs/events.md', () => {
  it('names every stream and every event of the catalogue, in its words (else: DOCS=write)', () => {
    expect(tablesOn('docs/events.md', eventTables)).toEqual(eventTables);
  });
});

describe('the catalogues', () => {
  const domain = sourcesOf('libs/domain/src');

  it('describe every union of events of the domain', () => {
    const described = found([read('libs/domain/src/event-catalogue.ts')], /Described<(\w+Event)>/g);

    expect(sorted(described)).toEqual(sorted(found(domain, /export type (\w+Event) =/g)));
  });

  it('explain every union of reasons of the domain', () => {
    const explained = found([read('libs/domain/src/reason-catalogue.ts')], /Explained<(\w+Reason)>/g);

    expect(sorted(explained)).toEqual(sorted(found(domain, /export type (\w+Reason) =/g)));
  });
});

describe('docs/settings.md', () => {
  it('has the rows of the settings, in their words and order', () => {
    expect(read('docs/settings.md')).toContain(settingsTable());
  });

  it('names no setting that there is not', () => {
    const named = (text: string): string[] => sorted(text.match(/\bTANDEM_[A-Z_]*[A-Z]\b/g) ?? []);

    expect(named(read('docs/settings.md'))).toEqual(named(settingsTable()));
  });
});

describe('docs/errors.md', () => {
  it('explains every literal of the rules and of the API, in the words of the catalogues (else: DOCS=write)', () => {
    expect(tablesOn('docs/errors.md', errorTables)).toEqual(errorTables);
  });

  it('explains every call that is not accepted', () => {
    expect(explainedUnder('Calls that are not accepted')).toEqual(namesOf<RefusedCall>({
      BadSignature: true, WrongSecret: true, TooLarge: true, UnknownAddress: true, BadChallenge: true, Stopping: true,
      StoreUnavailable: true, SpoolFull: true,
    }));
  });

  it('explains why the server is not ready', () => {
    expect(explainedUnder('Not ready')).toEqual(namesOf<NotReady>({
      Starting: true, Stopping: true, DirectoryNotCaughtUp: true, StoreRefusesWrites: true, DiskAlmostFull: true, SpoolFull: true,
    }));
  });

  it('explains why an item was ignored, foreign or parked', () => {
    const sources = [...sourcesOf('apps/server/src/webhooks'), read('apps/server/src/conversation/receive.ts')];
    const inCode = found(sources, /(?:verdict|what): '\w+', reason: '(\w+)'/g, /\breason: '(Failed)'/g);

    expect(explainedUnder('Reasons of an item')).toEqual(sorted(inCode));
  });

  it('explains why a turn failed', () => {
    const runtimes = ['read-answer', 'post-json', 'http-runtime', 'openai-runtime', 'demo-runtime', 'runtime-from-config'];
    const sources = [...runtimes.map((name) => `agent/${name}`), 'conversation/turn'].map((name) => read(`apps/server/src/${name}.ts`));
    const fields = found(sources, /\bwhat: '(\w+)'/g).flatMap((what) => [`${what}Missing`, `${what}TooLong`]);
    const literals = found(
      sources,
      /Nonsense\('(\w+)'/g,
      /objectOf\([^']*'(\w+)'\)/g,
      /(?:missing|tooMany|reason): '(\w+)'/g,
      /failed\((?:[^'\n]*\? )?'(\w+)'/g,
      /\| '([A-Z]\w+)'/g,
      /: '([A-Z]\w+)'\)/g,
    );

    expect(explainedUnder('Turns that failed')).toEqual(sorted([...literals, ...fields, 'HttpStatus…']));
  });

  it('explains why a message was not sent, or not yet', () => {
    const sources = [read('libs/domain/src/conversation/decide-send.ts'), read('apps/server/src/sending/send.ts')];
    const inCode = found(sources, /refused\(send, at, '(\w+)'/g, /\breason: '(\w+)'/g);

    expect(explainedUnder('Messages that were not sent')).toEqual(sorted(inCode));
  });

  it('explains every line of the log', () => {
    const inCode = found(everything, /\blog\??\.(?:debug|info|warn|error)\('(\w+)'/g, /\bevent: '([A-Z]\w+)'/g);

    expect(explainedUnder('Lines of the log')).toEqual(sorted(inCode));
  });

  it('quotes lines of a failed start that the code can print', () => {
    const quoted = explainedUnder('The server does not start');
    const inCode = (words: string): boolean => everything.some((source) => source.replaceAll('\\\'', '\'').includes(words));

    expect(quoted.length).toBeGreaterThan(10);
    expect(quoted.filter((words) => !inCode(words))).toEqual([]);
  });
});
