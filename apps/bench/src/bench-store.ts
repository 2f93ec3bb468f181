// npm run bench:store [-- --events N --at-once N]: append and read rates of every store that can be reached. KURRENTDB_URL
// names a real database; the double runs in this very process, so it shares the processor with the client.
import { parseArgs } from 'node:util';
import { measureAll, table } from './store/run.js';
import { candidates } from './store/stores.js';

const { values } = parseArgs({ options: { events: { type: 'string', default: '20000' }, 'at-once': { type: 'string', default: '64' } } });
const load = { events: Number(values.events), atOnce: Number(values['at-once']) };
if (![load.events, load.atOnce].every((count) => Number.isInteger(count) && count > 0)) {
  process.stderr.write('bench:store: --events and --at-once must be whole numbers above 0.\n');
  process.exit(2);
}
const measured = await measureAll(candidates(process.env['KURRENTDB_URL'] || undefined), load);
process.stdout.write(`${load.events} events of 600 characters, ${load.atOnce} streams at once.\n\n${table(measured)}\n`);
process.exit(measured.some((one) => 'failed' in one) ? 1 : 0);
