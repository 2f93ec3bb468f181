// A process that locks a data folder, says so, and keeps it until it is killed.
import { lockDataFolder } from '../lock.js';

process.stdin.on('end', () => process.exit()).resume(); // the test is gone
lockDataFolder(process.argv[2] ?? '');
process.stdout.write('locked\n');
