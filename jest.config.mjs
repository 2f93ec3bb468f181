import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

if (Number(process.versions.node.split('.')[0]) !== 24 || !/--experimental-vm-modules/.test(`${process.execArgv} ${process.env.NODE_OPTIONS}`)) {
  throw new Error(`The tests need Node 24 with --experimental-vm-modules (this is ${process.version}). Start them with: npm run jest -- <path>`);
}

const swc = JSON.parse(readFileSync(new URL('./swc.json', import.meta.url), 'utf8'));

/**
 * A protocol is a folder that may be deleted. Tests that speak one say so in their first lines, `// needs the protocol: <folder>`,
 * and are left out where it is not there.
 */
const isMissing = (protocol) => !existsSync(join(import.meta.dirname, 'libs/protocols/src', protocol));
const needs = (file) => [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/^\/\/ needs the protocol: ([a-z-]+)$/gm)].map(([, name]) => name);
const without = ['meta-cloud', 'coster', 'qontak'].some(isMissing)
  ? globSync('{apps,libs}/*/{src,test,e2e}/**/*.{spec,e2e}.ts', { cwd: import.meta.dirname }).filter((file) => needs(file).some(isMissing))
  : [];

/** One Jest project per folder, all alike: TypeScript as ES modules, libraries taken from their sources. */
const project = (folder) => ({
  displayName: folder,
  rootDir: import.meta.dirname,
  roots: [`<rootDir>/${folder}`],
  testMatch: ['**/*.spec.ts', '**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', ...without.map((file) => `<rootDir>/${file.replaceAll('.', '\\.')}$`)],
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
