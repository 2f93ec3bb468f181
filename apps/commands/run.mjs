// npm run lint | typecheck | build | jest: one tool on Node 24, its output as it comes.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { endWith, prepare, root, toolEnv } from './prepare.mjs';

const scripts = {
  eslint: ['node_modules/eslint/bin/eslint.js'],
  nx: ['node_modules/nx/dist/bin/nx.js'],
  jest: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--config', 'jest.config.mjs'],
};

await prepare();
const [name, ...args] = process.argv.slice(2);
const script = scripts[name];
if (!script) throw new Error(`run.mjs knows ${Object.keys(scripts).join(', ')}, not ${name}`);
const parts = script.map((part) => (part.startsWith('node_modules/') ? join(root, part) : part));
await endWith(spawn(process.execPath, [...parts, ...args], { cwd: root, env: toolEnv(), stdio: 'inherit' }));
