// Who may import what: one row per library and app. `eslint.config.mjs` turns the rows into rules; a folder without a row is an error.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Row
 * @property {string[]} may       other projects that this one may import
 * @property {'none' | 'node' | 'any'} packages  nothing at all, Node's own modules, or any package of the root's package.json
 * @property {boolean} [testing] may use the domain's test kit outside of tests too
 * @property {boolean} [adapters] the folders of its src are adapters, which never see each other
 * @property {string[]} [shared]  folders of its src that are no adapters: these may import them, and they import no adapter
 * @property {Record<string, string[]>} [drivers] packages that one folder of its src may import besides, as patterns
 * @property {string} instead     what to do instead of breaking the rule
 */

/** @type {Record<string, Row>} */
export const rows = {
  'libs/domain': {
    may: [],
    packages: 'none',
    instead: 'The domain imports nothing: declare a port here and implement it in a library, or pass the value in as an argument.',
  },
  'libs/event-store': {
    may: ['libs/domain'],
    packages: 'node',
    adapters: true,
    drivers: { kurrentdb: ['@kurrent/kurrentdb-client($|/)', '@grpc/grpc-js$', 'google-protobuf($|/)'] },
    instead: 'A store knows only the domain: move what both need into libs/domain, or wire the two together in apps/server.',
  },
  'libs/protocols': {
    may: ['libs/domain'],
    packages: 'node',
    adapters: true,
    shared: ['http', 'cloud-form'],
    instead: 'A protocol knows only the domain: move what both need into libs/domain, or wire the two together in apps/server.',
  },
  'libs/session-timers': {
    may: ['libs/domain'],
    packages: 'node',
    adapters: true,
    drivers: { temporal: ['@temporalio/'] },
    instead: 'A timer knows only the domain: move what both need into libs/domain, or wire the two together in apps/server.',
  },
  'libs/wire': {
    may: ['libs/domain'],
    packages: 'none',
    instead: 'The wire is types alone, shared by server and CMS: rules belong into libs/domain.',
  },
  'apps/server': {
    may: ['libs/domain', 'libs/wire', 'libs/event-store', 'libs/protocols', 'libs/session-timers'],
    packages: 'any',
    instead: 'The server composes the libraries: what a drill or the simulator also needs belongs into a library (tests may import the simulator).',
  },
  'apps/cms': {
    may: ['libs/domain', 'libs/wire'],
    packages: 'any',
    instead: 'The CMS knows the wire and the rules, nothing of the server: add the shape to libs/wire, or the rule to libs/domain.',
  },
  'apps/simulator': {
    may: [],
    packages: 'any',
    instead: 'The simulator speaks the providers\' wire formats by itself; with our own adapters the tests would only confirm themselves.',
  },
  'apps/bench': {
    may: ['libs/domain', 'libs/event-store', 'libs/protocols', 'libs/session-timers', 'apps/server', 'apps/simulator', 'apps/commands'],
    packages: 'any',
    testing: true,
    instead: 'The bench may import everything but the CMS.',
  },
  'apps/commands': {
    may: [],
    packages: 'any',
    instead: 'Commands run before anything is built: start the built program as a process.',
  },
};

/** Files that are never part of a running program. */
export const testFiles = ['**/*.spec.ts', '**/*.e2e.ts', '**/*.contract.ts', 'libs/domain/src/testing/**', 'apps/server/src/testing/**'];

/** Tests that touch disk, network or browser: in them alone the test browser and Temporal may be started, by the server the simulator, by the CMS both. */
const endToEnd = (project) => (project.startsWith('apps/') || rows[project].drivers ? [`${project}/**/*.int.spec.ts`, `${project}/**/*.e2e.ts`, `${project}/src/testing/**`, `${project}/e2e/**`] : []);
const outerProjects = { 'apps/server': ['apps/simulator'], 'apps/cms': ['apps/server', 'apps/simulator', 'libs/event-store', 'libs/protocols', 'libs/session-timers'] };
const alsoInTests = (project) => ['apps/commands', ...(outerProjects[project] ?? [])];

const testPackages = '@jest/globals$|fast-check$|@tandem/domain/testing$';

/** The pattern of a module name that is refused, or undefined where every package is allowed. */
function refusedNames(row, test, drivers = []) {
  if (row.packages === 'any') return test || row.testing ? undefined : '^@tandem/domain/testing$';
  const allowed = [
    '\\.{1,2}/',
    ...(row.packages === 'node' ? ['node:'] : []),
    ...row.may.map((project) => `@tandem/${project.split('/')[1]}$`),
    ...(test ? [testPackages] : []),
    ...drivers,
  ];
  return `^(?!${allowed.join('|')})`;
}

const namesRule = (row, test, drivers) => {
  const regex = refusedNames(row, test, drivers);
  return regex === undefined ? 'off' : ['error', { patterns: [{ regex, message: row.instead }] }];
};

/** Zones of `no-restricted-paths`: every other project that the row does not name, and an adapter's sibling folders. */
function zones(root, project, row, alsoMay) {
  const others = Object.keys(rows).filter((other) => other !== project && !row.may.includes(other) && !alsoMay.includes(other));
  const outside = { target: `./${project}`, from: others.map((other) => `./${other}`), message: row.instead };
  return [outside, ...(row.adapters ? siblings(root, project, row.shared ?? []) : [])];
}

function siblings(root, project, shared) {
  const src = join(root, project, 'src');
  const folders = existsSync(src) ? readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
  return folders.map(({ name }) => ({
    target: `./${project}/src/${name}`,
    from: folders.filter((other) => other.name !== name && !shared.includes(other.name)).map((other) => `./${project}/src/${other.name}`),
    message: 'Adapters never see each other, so that each can be deleted: what both need belongs into libs/domain.',
  })).filter((zone) => zone.from.length > 0);
}

const onTimeAndChance = 'Time, identity and chance are arguments: take `now` or the id as a parameter.';
const noAmbient = {
  'no-restricted-globals': ['error', ...[
    'process', 'Buffer', 'console', 'fetch', 'crypto', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask',
  ].map((name) => ({ name, message: `${onTimeAndChance} The domain touches nothing outside.` }))],
  'no-restricted-properties': ['error',
    { object: 'Date', property: 'now', message: onTimeAndChance },
    { object: 'Math', property: 'random', message: onTimeAndChance },
    { property: 'randomUUID', message: onTimeAndChance },
    { object: 'globalThis', message: onTimeAndChance },
  ],
  'no-restricted-syntax': ['error',
    { selector: 'NewExpression[callee.name="Date"], CallExpression[callee.name="Date"]', message: onTimeAndChance },
    { selector: 'ImportExpression', message: rows['libs/domain'].instead },
  ],
};

const testsOf = (project) => testFiles
  .map((glob) => (glob.startsWith('**') ? `${project}/${glob}` : glob))
  .filter((glob) => glob.startsWith(`${project}/`));

/** The configuration objects of one row: its ordinary files, its tests, its end-to-end tests. */
function fence(root, project, row) {
  const paths = (alsoMay) => ({ 'import-x/no-restricted-paths': ['error', { basePath: root, zones: zones(root, project, row, alsoMay) }] });
  const ordinary = { files: [`${project}/**`], rules: { 'no-restricted-imports': namesRule(row, false), ...paths([]) } };
  const tests = { files: testsOf(project), rules: { 'no-restricted-imports': namesRule(row, true) } };
  const outer = endToEnd(project);
  const driven = Object.entries(row.drivers ?? {}).flatMap(([folder, drivers]) => [
    { files: [`${project}/src/${folder}/**`], rules: { 'no-restricted-imports': namesRule(row, false, drivers) } },
    { files: [`${project}/src/${folder}/**/*.spec.ts`], rules: { 'no-restricted-imports': namesRule(row, true, drivers) } },
  ]);
  return [ordinary, tests, ...driven, ...(outer.length > 0 ? [{ files: outer, rules: paths(alsoInTests(project)) }] : [])];
}

/** ESLint configuration objects for all rows; throws when a folder of libs/ or apps/ has none. */
export function boundaryRules(root) {
  for (const group of ['libs', 'apps']) {
    for (const entry of readdirSync(join(root, group), { withFileTypes: true })) {
      const project = `${group}/${entry.name}`;
      if (entry.isDirectory() && !rows[project]) throw new Error(`${project} has no row in apps/commands/boundaries.mjs: say what it may import.`);
    }
  }
  const fences = Object.entries(rows).flatMap(([project, row]) => fence(root, project, row));
  return [...fences, { files: ['libs/domain/src/**'], ignores: testFiles, rules: noAmbient }];
}
