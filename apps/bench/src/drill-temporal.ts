// npm run drill:temporal [-- --sessions N]: thousands of open sessions, and Temporal, the worker or the store taken away.
import { parseArgs } from 'node:util';
import { disasters, type Disaster } from './temporal/disasters.js';
import { hasPassed, runDrill, type DrillResult } from './temporal/drill.js';
import { report } from './temporal/report.js';

const { values } = parseArgs({ options: { sessions: { type: 'string', default: '2000' }, only: { type: 'string' } } });
const sessions = Number(values.sessions);
const chosen = (Object.keys(disasters) as Disaster[]).filter((name) => values.only === undefined || name === values.only);
if (!Number.isInteger(sessions) || sessions < 1 || chosen.length === 0) {
  process.stderr.write(`drill:temporal: --sessions must be a whole number above 0, --only one of: ${Object.keys(disasters).join('; ')}.\n`);
  process.exit(2);
}
const results: DrillResult[] = [];
for (const disaster of chosen) {
  process.stderr.write(`${disaster} ...\n`);
  const result = await runDrill(disaster, sessions);
  results.push(result);
  process.stderr.write(`${report([result])}\n`);
}
process.stdout.write(`${report(results)}\n`);
process.exitCode = results.every(hasPassed) ? 0 : 1;
