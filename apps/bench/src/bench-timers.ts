// npm run bench:timers [-- --sessions N --temporal-sessions N --armed N --seconds N]: what the session timers bear, for each engine that
// can be reached, beside what the store allows; and what a message costs Temporal.
import { flags } from './load/flags.js';
import { loadNow, machine } from './load/machine.js';
import { costPerMessages } from './timers/per-message.js';
import { costTable, isConstant, isMet, table } from './timers/report.js';
import { measureEmbedded, measureTemporal } from './timers/run.js';
import { storeFloor } from './timers/store-floor.js';

const given = flags('bench:timers', { 'sessions': 20_000, 'temporal-sessions': 500, 'armed': 1_000_000, 'seconds': 10 });
const { sessions, armed, seconds: lateSeconds } = given;
const before = loadNow();
const measuring = <T>(what: string, measure: () => Promise<T>): Promise<T> => {
  process.stderr.write(`${what} ...\n`);
  return measure();
};
const floor = await measuring("the store's floor", () => storeFloor(sessions));
const rows = [
  ...await measuring('embedded timers', () => measureEmbedded({ sessions, armed, lateSeconds })),
  ...(await measuring("Temporal's timers", () => measureTemporal({ sessions: given['temporal-sessions'], lateSeconds }))) ?? [],
];
const costs = await measuring('what a message costs Temporal', () => costPerMessages([1, 5, 20]));
process.stdout.write(`${[machine(), before, '', table(rows, floor), ...(costs ? ['', costTable(costs)] : [])].join('\n')}\n`);
process.exit(rows.every(isMet) && (costs === undefined || isConstant(costs)) ? 0 : 1);
