import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventCatalogue, reasonCatalogue, streamCatalogue, type Explained } from '@tandem/domain';
import type { ProtocolReason } from './channel/channel-procedures.js';
import { settingsTable } from './config.js';
import type { NotReady } from './health/readiness.js';
import type { RefusedCall } from './metrics/metrics.js';

const root = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');

type Tables = Readonly<Record<string, string>>;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const kinds = Object.keys(eventCatalogue) as (keyof typeof eventCatalogue)[];

const eventTables: Tables = {
  streams: table(['stream', 'what one is'], kinds.map((kind) => [`\`${streamCatalogue[kind].name}\``, streamCatalogue[kind].meaning])),
  ...Object.fromEntries(kinds.map((kind) => [
    kind, table(['event', 'what happened'], Object.entries(eventCatalogue[kind]).map(([name, sentence]) => [`\`${name}\``, sentence])),
  ])),
};

const reasonTables: Tables = Object.fromEntries(Object.entries<Explained<string>>(reasonCatalogue).map(([kind, explained]) => [
  kind, table(['literal', 'meaning', 'remedy'], Object.entries(explained).map(([name, [meaning, remedy]]) => [`\`${name}\``, meaning, remedy])),
]));

const block = /<!-- table: (\w+) -->\n([^]*?)\n<!-- end -->/g;

/** The tables of a page by name. `DOCS=write` first writes them anew, from the code. */
const tablesOn = (page: string, made: Tables): Tables => {
  if (process.env.DOCS === 'write') {
    const whole = read(page).replace(block, (_all, name: string) => `<!-- table: ${name} -->\n${made[name] ?? ''}\n<!-- end -->`);
    writeFileSync(join(root, page), whole);
  }
  return Object.fromEntries([...read(page).matchAll(block)].map(([, name = '', text = '']) => [name, text]));
};

/** First column of the table that follows a heading, without the backticks. */
const listedUnder = (heading: string): string[] => {
  const [, after] = read('docs/errors.md').split(`\n## ${heading}\n`);
  if (after === undefined) throw new Error(`docs/errors.md has no section "${heading}"`);
  const [section = ''] = after.split('\n## ');
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
};

/** Every source file below a folder that runs in production. */
const sourcesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(spec|e2e|contract)\.ts$|testing[/\\]/.test(file))
    .map((file) => read(join(folder, file)));

const found = (sources: readonly string[], ...patterns: readonly RegExp[]): string[] =>
  [...new Set(sources.flatMap((source) => patterns.flatMap((pattern) => [...source.matchAll(pattern)].map(([, name = '']) => name))))];

const keys = <Name extends string>(names: Readonly<Record<Name, true>>): string[] => Object.keys(names);

const running = [...sourcesOf('apps/server/src'), ...['domain', 'event-store', 'protocols', 'session-timers'].flatMap((name) => sourcesOf(`libs/${name}/src`))];

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

describe('docs/events.md', () => {
  it('names every stream and every event of the catalogue, in its words (else: DOCS=write)', () => {
    expect(tablesOn('docs/events.md', eventTables)).toEqual(eventTables);
  });
});

describe('docs/settings.md', () => {
  it('has the rows of the settings, in their words and order', () => {
    expect(read('docs/settings.md')).toContain(settingsTable());
  });

  it('names no setting that there is not', () => {
    const named = sorted(read('docs/settings.md').match(/\bTANDEM_[A-Z_]*[A-Z]\b/g) ?? []);

    expect(named).toEqual(sorted(settingsTable().match(/\bTANDEM_[A-Z_]*[A-Z]\b/g) ?? []));
  });
});

describe('docs/errors.md', () => {
  it('explains every literal of the rules, in the words of the catalogue (else: DOCS=write)', () => {
    expect(tablesOn('docs/errors.md', reasonTables)).toEqual(reasonTables);
  });

  it('explains every call that is not accepted', () => {
    const calls = keys<RefusedCall>({
      BadSignature: true, WrongSecret: true, TooLarge: true, UnknownAddress: true, BadChallenge: true, Stopping: true, StoreUnavailable: true,
    });

    expect(sorted(listedUnder('Calls that are not accepted'))).toEqual(sorted(calls));
  });

  it('explains why the server is not ready, and what it answers beside the rules', () => {
    const notReady = keys<NotReady>({ Starting: true, Stopping: true, DirectoryNotCaughtUp: true, StoreRefusesWrites: true, DiskAlmostFull: true });
    const answers = [...keys<ProtocolReason>({ ProtocolNotInstalled: true }), 'busy', 'held'];

    expect(sorted(listedUnder('Not ready'))).toEqual(sorted(notReady));
    expect(sorted(listedUnder('Answers of the server'))).toEqual(sorted(answers));
  });

  it('explains why an item was ignored, foreign or parked', () => {
    const inCode = found([...sourcesOf('apps/server/src/webhooks'), read('apps/server/src/conversation/receive.ts')], /verdict: '\w+', reason: '(\w+)'/g, /\breason: '(Failed)'/g);

    expect(sorted(listedUnder('Reasons of an item'))).toEqual(sorted(inCode));
  });

  it('explains why a turn failed', () => {
    const runtimes = ['read-answer', 'post-json', 'http-runtime', 'openai-runtime', 'demo-runtime', 'runtime-from-config']
      .map((name) => read(`apps/server/src/agent/${name}.ts`));
    const fields = found(runtimes, /\bwhat: '(\w+)'/g).flatMap((what) => [`${what}Missing`, `${what}TooLong`]);
    const inCode = found(
      [...runtimes, read('apps/server/src/conversation/turn.ts')],
      /Nonsense\('(\w+)'/g, /objectOf\([^']*'(\w+)'\)/g, /(?:missing|tooMany|reason): '(\w+)'/g, /failed\((?:[^'\n]*\? )?'(\w+)'/g, /\| '([A-Z]\w+)'/g, /: '([A-Z]\w+)'\)/g,
    );

    expect(sorted(listedUnder('Turns that failed'))).toEqual(sorted([...inCode, ...fields, 'HttpStatus…']));
  });

  it('explains why a message was not sent, or not yet', () => {
    const sources = [read('libs/domain/src/conversation/decide-send.ts'), read('apps/server/src/sending/send.ts')];
    const inCode = found(sources, /refused\(send, at, '(\w+)'/g, /\breason: '(\w+)'/g);

    expect(sorted(listedUnder('Messages that were not sent'))).toEqual(sorted(inCode));
  });

  it('explains every line of the log', () => {
    const inCode = found(running, /\blog\??\.(?:debug|info|warn|error)\('(\w+)'/g, /\bevent: '([A-Z]\w+)'/g);

    expect(sorted(listedUnder('Lines of the log'))).toEqual(sorted(inCode));
  });

  it('quotes lines of a failed start that the code can print', () => {
    const words = listedUnder('The server does not start');

    expect(words.length).toBeGreaterThan(10);
    expect(words.filter((part) => !running.some((source) => source.replaceAll('\\\'', '\'').includes(part)))).toEqual([]);
  });
});
