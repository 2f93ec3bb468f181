// npm run drill:processes [-- --kills N --stops N]: two servers on one log, one of which is killed or stopped again and again under load.
import { parseArgs } from 'node:util';
import { hasPassed } from './crash/drill.js';
import { killed, stopped } from './processes/drill.js';
import { report } from './processes/report.js';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, stops: { type: 'string', default: '10' } } });
const [kills, stops] = [Number(values.kills), Number(values.stops)];
if (![kills, stops].every((value) => Number.isInteger(value) && value > 0)) {
  process.stderr.write('drill:processes: --kills and --stops must be whole numbers above 0.\n');
  process.exit(2);
}
const told = (all: number, what: string) => (count: number): void => {
  if (count % 10 === 0) process.stderr.write(`${count} of ${all} ${what}\n`);
};
const results = [await killed(kills, { onDone: told(kills, 'kills') }), await stopped(stops, { onDone: told(stops, 'stops') })];
// senders of a drill that failed may still be calling
process.stdout.write(`${report(results)}\n`, () => process.exit(results.every(hasPassed) ? 0 : 1));
