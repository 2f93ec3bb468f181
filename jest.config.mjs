import { readFileSync } from 'node:fs';

if (Number(process.versions.node.split('.')[0]) !== 24 || !/--experimental-vm-modules/.test(`${process.execArgv} ${process.env.NODE_OPTIONS}`)) {
  throw new Error(`The tests need Node 24 with --experimental-vm-modules (this is ${process.version}). Start them with: npm run jest -- <path>`);
}

const swc = JSON.parse(readFileSync(new URL('./swc.json', import.meta.url), 'utf8'));

/** One Jest project per folder, all alike: TypeScript as ES modules, libraries taken from their sources. */
const project = (folder) => ({
  displayName: folder,
  rootDir: import.meta.dirname,
  roots: [`<rootDir>/${folder}`],
  testMatch: ['**/*.spec.ts', '**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@tandem/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
});

export default {
  projects: [
    'libs/domain', 'libs/event-store', 'libs/protocols', 'libs/session-timers',
    'apps/server', 'apps/cms', 'apps/simulator', 'apps/bench', 'apps/commands',
  ].map(project),
  maxWorkers: '100%',
  testTimeout: 20_000,
};
