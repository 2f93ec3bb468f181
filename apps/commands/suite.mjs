// What `npm test` and `npm run check` share: lint, types, build and Jest, all of them whatever fails, and one sum at the end.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nx, root, tool, toolEnv } from './prepare.mjs';

/** Runs one check and reports it; its output is printed only where it fails. */
async function check(name, run) {
  const { ok, output, seconds } = await run();
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n${ok ? '' : `${output.trimEnd()}\n`}`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** Lint beside types and build: the machine has more than one core. */
async function checks() {
  const lint = check('lint', () => tool('eslint/bin/eslint.js', ['.', '--max-warnings=0']));
  const typesAndBuild = [await check('typecheck', () => nx('typecheck')), await check('build', () => nx('build'))];
  return [await lint, ...typesAndBuild];
}

function countsOf(report, exitCode) {
  let result;
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }; // Jest itself did not get to its end
  }
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** Jest's own report goes to the terminal as it comes, the counts through a file. */
async function jest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-jest-'));
  const report = join(folder, 'report.json');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js')];
  const options = ['--config', 'jest.config.mjs', '--json', `--outputFile=${report}`, ...args];
  const child = spawn(process.execPath, [...flags, ...options], { cwd: root, env: toolEnv(), stdio: ['ignore', 'ignore', 'inherit'] });
  const exitCode = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  const counts = countsOf(report, exitCode);
  rmSync(folder, { recursive: true, force: true });
  return counts;
}

/** Runs everything; the last line on stdout is `N passed, M failed`. Answers the exit code. */
export async function suite(jestArgs) {
  const results = [...await checks(), await jest(jestArgs)];
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  if (sum('skipped') > 0) process.stdout.write(`${sum('skipped')} not run (see above)\n`);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  return sum('failed') === 0 ? 0 : 1;
}
