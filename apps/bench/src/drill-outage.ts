// npm run drill:outage [-- --rate N --seconds N]: takes the database away under webhooks, and kills a server with a full spool.
import { parseArgs } from 'node:util';
import { databaseAway, hasPassed, killedWithFullSpool } from './outage/drill.js';
import { report } from './outage/report.js';

const { values } = parseArgs({ options: { rate: { type: 'string', default: '500' }, seconds: { type: 'string', default: '60' } } });
const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
if (![rate, seconds].every((value) => Number.isInteger(value) && value > 0)) {
  process.stderr.write('drill:outage: --rate and --seconds must be whole numbers above 0.\n');
  process.exit(2);
}
const results = [await databaseAway({ rate, seconds }), await killedWithFullSpool({ rate, seconds })];
process.stdout.write(`${report(results)}\n`);
process.exitCode = results.every(hasPassed) ? 0 : 1;
