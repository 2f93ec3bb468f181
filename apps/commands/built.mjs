// npm run webhook:read | drill:...: builds what changed, then runs one of the built programs with the arguments given.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, endWith, prepare, root, toolEnv } from './prepare.mjs';

await prepare();
await build();
const [program, ...args] = process.argv.slice(2);
await endWith(spawn(process.execPath, ['--enable-source-maps', join(root, program), ...args], { env: toolEnv(), stdio: 'inherit' }));
