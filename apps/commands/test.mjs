// npm test: installs what is missing, then everything: lint, types, build, all tests. Arguments go to Jest (npm test -- libs/domain).
import { prepare } from './prepare.mjs';
import { suite } from './suite.mjs';

await prepare();
process.exitCode = await suite(process.argv.slice(2));
