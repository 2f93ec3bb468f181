// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { complaints, startOnce, withoutLines, workspaceWithout } from './without-protocol.js';

/** `WITHOUT=all npm run jest -- apps/commands/test/without-protocol`: the whole of npm test in each copy, which takes as long as it takes. */
const isWhole = process.env.WITHOUT === 'all';

/** The protocols that are left, what of the server is nearest to them, and the full story with each; the others cannot tell one protocol from three. */
const tests = ['libs/protocols', 'apps/server/src/webhooks', 'apps/server/src/sending', 'apps/server/src/channel', 'apps/server/src/e2e/full-story'];
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--config', 'jest.config.mjs', '--maxWorkers=2'];
const nx = ['node_modules/nx/dist/bin/nx.js', 'run-many', '--outputStyle=static', '--skip-nx-cache'];

/** Each protocol, and the numbers of the demo that are left without it. Qontak's waits for a person's Set Endpoint in any case. */
const protocols: readonly [string, readonly string[]][] = [
  ['meta-cloud', ['Coster']],
  ['coster', ['Published', 'Draft']],
  ['qontak', ['Published', 'Draft', 'Coster']],
];

describe.each(protocols)('a workspace without the folder and the line of %s', (protocol, demoNumbers) => {
  let folder = '';
  beforeAll(() => {
    folder = workspaceWithout(protocol);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is built, and starts with the demo agents of the others', async () => {
    expect(await complaints(folder, ...nx, '-t', 'build', '-p', 'server,simulator')).toBe('');
    expect(await startOnce(folder)).toEqual({ wrong: '', numbers: demoNumbers });
  }, 300_000);

  if (isWhole) {
    it('passes npm test', async () => {
      expect(await complaints(folder, 'apps/commands/test.mjs')).toBe('');
    }, 7_200_000);
  } else {
    it('has its types, its boundaries and its tests', async () => {
      const [typed, linted, tested] = await Promise.all([
        complaints(folder, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.all.json'),
        complaints(folder, 'node_modules/eslint/bin/eslint.js', 'libs/protocols/src', '--max-warnings=0'),
        complaints(folder, ...jest, ...tests),
      ]);
      expect({ typed, linted, tested }).toEqual({ typed: '', linted: '', tested: '' });
    }, 600_000);
  }
});

describe('the line of a protocol', () => {
  it('is one, beside its import', () => {
    const registry = 'import { createA } from \'./a/index.js\';\nconst registry = [\n  () => createA(),\n  () => createB(),\n];\n';
    expect(withoutLines(registry, 'a')).toBe('const registry = [\n  () => createB(),\n];\n');
    expect(() => withoutLines(registry, 'b')).toThrow('b is not in the registry');
  });
});
