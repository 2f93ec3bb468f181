// npm run bench:compare -- --url URL --secret APP_SECRET [--number-id ID --number N] [--command 'how to start it' | --pid PID] [--kept 'what prints what it kept']
import { compare } from './compare/compare.js';
import { comparedTable } from './compare/report.js';
import { answers, runningAs, startedBy, type Handle } from './compare/receiver.js';
import { flags } from './load/flags.js';
import { startGenerator } from './load/generator.js';
import { accepted, refused } from './load/load-job.js';
import { loadApp } from './load/load-numbers.js';
import { loadNow, machine } from './load/machine.js';
import { table, tenths, whole } from './load/table.js';

const given = flags('bench:compare', {
  url: '', secret: loadApp.appSecret, 'number-id': '100000000090000', number: '+1 202-555-1000', command: '', pid: 0, kept: '', settle: 3, seconds: 5,
});
const print = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

if (!URL.canParse(given.url)) {
  process.stderr.write('bench:compare: --url must be the address to which the receiver takes webhooks.\n');
  process.exit(2);
}
const handle: Handle | undefined = given.command !== '' ? startedBy(given.command) : given.pid > 0 ? runningAs(given.pid) : undefined;
if (!(await answers(given.url))) {
  process.stderr.write(`bench:compare: nothing answers at ${given.url}.\n`);
  await handle?.stop();
  process.exit(2);
}
const { origin, pathname, search } = new URL(given.url);
const target = { path: `${pathname}${search}`, phoneNumberId: given['number-id'], number: given.number };

print(machine(), loadNow());
const generator = startGenerator();
const rows: (string | number)[][] = [];
for (const connections of given.seconds > 0 ? [1, 10, 50, 200] : []) {
  const job = { url: origin, targets: [target], connections, seconds: given.seconds, customers: 5_000, statusesPerMessage: 0, text: 'Load', appSecret: given.secret };
  const result = await generator.run(job);
  const { median, p95, p99 } = result.latency;
  rows.push([connections, whole(accepted(result) / result.seconds), tenths(median), tenths(p95), tenths(p99), refused(result)]);
}
generator.stop();
print('', table(['connections', 'webhooks/s', 'median ms', 'p95', 'p99', 'refused'], rows));

const sender = { url: given.url, appSecret: given.secret, phoneNumberId: given['number-id'], number: given.number };
print('', comparedTable(await compare({ sender, handle, kept: given.kept === '' ? undefined : given.kept, settle: given.settle * 1_000 })));
await handle?.stop();
print('', loadNow());
