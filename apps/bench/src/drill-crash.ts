// npm run drill:crash [-- --kills N]: kills the server again and again under load, and counts what came of it.
import { parseArgs } from 'node:util';
import { hasPassed, runCrashDrill } from './crash/drill.js';
import { killsIn } from './crash/plan.js';
import { report } from './crash/report.js';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' } } });
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1) {
  process.stderr.write('drill:crash: --kills must be a whole number above 0.\n');
  process.exit(2);
}
const result = await runCrashDrill({
  kills,
  onKill: (tally) => {
    if (killsIn(tally) % 20 === 0) process.stderr.write(`${killsIn(tally)} of ${kills} kills\n`);
  },
});
process.stdout.write(`${report(result)}\n`);
process.exitCode = hasPassed(result) ? 0 : 1;
