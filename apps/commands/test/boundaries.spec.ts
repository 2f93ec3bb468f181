// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { lint } from './lint.js';

const boundaryRules = ['no-restricted-imports', 'import-x/no-restricted-paths', 'import-x/no-cycle'];

/** The lines of `code` that a boundary refuses, each once. */
async function refusedLines(file: string, imports: readonly string[]): Promise<string[]> {
  const findings = await lint(file, imports.map((name) => `import '${name}';\n`).join(''));
  expect(findings.filter(({ ruleId }) => ruleId === null)).toEqual([]);
  const lines = findings.filter(({ ruleId }) => boundaryRules.includes(ruleId ?? '')).map(({ line }) => line);
  return [...new Set(lines)].sort((a, b) => a - b).map((line) => imports[line - 1] ?? '');
}

interface Case { readonly file: string; readonly refused: readonly string[]; readonly allowed: readonly string[] }

const cases: readonly Case[] = [
  { file: 'libs/domain/src/index.ts', refused: ['node:crypto', '@nestjs/common'], allowed: ['./kernel/decider.js'] },
  { file: 'libs/event-store/src/sqlite/index.ts', refused: ['../memory/index.js'], allowed: ['node:sqlite', '@tandem/domain'] },
  { file: 'libs/protocols/src/meta-cloud/index.ts', refused: ['@tandem/event-store/memory'], allowed: ['node:crypto', '@tandem/domain', '../http/json.js'] },
  { file: 'libs/protocols/src/http/json.ts', refused: ['../meta-cloud/verify.js'], allowed: ['node:crypto', '@tandem/domain'] },
  { file: 'libs/session-timers/src/temporal/index.ts', refused: ['@nestjs/common', '../embedded/index.js'], allowed: ['@temporalio/client', 'node:fs'] },
  { file: 'libs/session-timers/src/embedded/index.ts', refused: ['@temporalio/client'], allowed: ['node:sqlite'] },
  { file: 'apps/simulator/src/main.ts', refused: ['@tandem/protocols/meta-cloud'], allowed: ['node:http', '@nestjs/common'] },
  { file: 'apps/cms/src/main.ts', refused: ['@tandem/protocols', '@tandem/event-store/memory'], allowed: ['@tandem/domain', '@tandem/wire', '@angular/core'] },
  { file: 'apps/server/src/main.ts', refused: ['@tandem/simulator/main.js'], allowed: ['@tandem/domain', '@tandem/event-store/sqlite', '@nestjs/common'] },
];

describe('the boundaries', () => {
  it.each(cases)('refuse $refused in $file and allow $allowed', async ({ file, refused, allowed }) => {
    expect(await refusedLines(file, [...refused, ...allowed])).toEqual(refused);
  }, 60_000);

  it('refuse the path around a package name', async () => {
    expect(await refusedLines('libs/session-timers/src/embedded/index.ts', ['../../../event-store/src/memory/index.js']))
      .toEqual(['../../../event-store/src/memory/index.js']);
  }, 60_000);

  it('keep time and chance out of the domain, and say what to do instead', async () => {
    const code = 'export const when = Date.now();\nexport const at = new Date();\nexport const luck = Math.random();\n'
      + 'export const id = crypto.randomUUID();\nexport const on = process.platform;\nexport const timer = setTimeout(() => {}, 1);\n';

    const findings = await lint('libs/domain/src/index.ts', code);

    const ambient = findings.filter(({ message }) => message.includes('are arguments'));
    expect([...new Set(ambient.map(({ line }) => line))].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  }, 60_000);
});
