// npm start [-- --demo-speed]: installs what is missing, builds, runs the simulator and the server until one of them ends.
import { build, prepare } from './prepare.mjs';
import { startSettings } from './start-settings.mjs';

await prepare();
const args = process.argv.slice(2);
startSettings(args); // a mistake is told before the build
await build();
await import('./start-built.mjs');
