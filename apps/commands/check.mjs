// npm run check: lint, types, build, and the proof that the boundaries bite; the quick half of npm test.
import { prepare } from './prepare.mjs';
import { suite } from './suite.mjs';

await prepare();
process.exitCode = await suite(['apps/commands/test/boundaries']);
