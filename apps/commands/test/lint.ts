import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { expect } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..', '..');

export interface Finding { readonly line: number; readonly ruleId: string | null; readonly message: string }

/** What the `eslint` command says of `code` as if it stood in `file` (which must exist: typed rules need a project). */
export async function lint(file: string, code: string): Promise<Finding[]> {
  const command = [join(root, 'node_modules/eslint/bin/eslint.js'), '--stdin', '--stdin-filename', file, '--format', 'json'];
  const eslint = spawn(process.execPath, command, { cwd: root });
  eslint.stdin.end(code);
  const [output, complaints] = await Promise.all([text(eslint.stdout), text(eslint.stderr)]);
  expect(complaints).not.toMatch(/error/i);
  return (JSON.parse(output) as { messages: Finding[] }[]).flatMap((result) => result.messages);
}
