// npm run drill:processes [-- --kills N --stops N]: two servers on one log, one of which is killed or stopped again and again under load.
import { parseArgs } from 'node:util';
import { hasPassed } from './crash/drill.js';
import { killed, stopped, type ProcessesResult } from './processes/drill.js';
import { sumOf, tableOf } from './processes/report.js';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, stops: { type: 'string', default: '10' } } });
const [kills, stops] = [Number(values.kills), Number(values.stops)];
if (![kills, stops].every((value) => Number.isInteger(value) && value >= 0) || kills + stops === 0) {
  process.stderr.write('drill:processes: --kills and --stops must be whole numbers, one of them above 0.\n');
  process.exit(2);
}
const told = (all: number, what: string) => (count: number): void => {
  if (count % 10 === 0) process.stderr.write(`${count} of ${all} ${what}\n`);
};
const parts = [
  ...(kills > 0 ? [() => killed(kills, { onDone: told(kills, 'kills') })] : []),
  ...(stops > 0 ? [() => stopped(stops, { onDone: told(stops, 'stops') })] : []),
];
const results: ProcessesResult[] = [];
for (const part of parts) {
  const result = await part();
  results.push(result);
  process.stdout.write(`${tableOf(result)}\n`);
}
// senders of a drill that failed may still be calling
process.stdout.write(`${sumOf(results)}\n`, () => process.exit(results.every(hasPassed) ? 0 : 1));
