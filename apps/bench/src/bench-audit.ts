// npm run bench:audit [-- --events 100000 --agents 1000 --times 200]: how fast the history of configuration answers.
import { auditGoal, auditTable } from './audit/report.js';
import { runAudit } from './audit/run.js';
import { flags } from './load/flags.js';
import { loadNow, machine } from './load/machine.js';

const { events, agents, times } = flags('bench:audit', { events: 100_000, agents: 1_000, times: 200 });
const print = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

print(machine(), '');
for (const plan of [{ agents: 1, events }, { agents, events }]) {
  const run = await runAudit(plan, times);
  print(auditTable(run), '', auditGoal(run), '');
}
print(loadNow());
