import { parseArgs } from 'node:util';
import { untried } from './simulate/happenings.js';
import { features, OF_CUSTOMERS, planOf, type Feature } from './simulate/plan.js';
import { tableOf } from './simulate/report.js';
import { explain } from './simulate/shrink.js';
import { simulateWorlds, splitPlan, sumOf } from './simulate/worlds.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    days: { type: 'string', default: '30' },
    conversations: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '100000' },
    worlds: { type: 'string', default: '4' },
    lines: { type: 'string', default: '150' },
    without: { type: 'string', default: '' },
  },
});

const without = values.without.split(',').filter((name): name is Feature => (features as readonly string[]).includes(name));
const worlds = Number(values.worlds);
const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.seeds) * worlds && process.exitCode !== 1; seed += worlds) {
  const began = performance.now();
  const messages = Math.round(Number(values.messages) * OF_CUSTOMERS);
  const plan = planOf({ seed, days: Number(values.days), conversations: Number(values.conversations), messages, without });
  const results = await simulateWorlds(splitPlan(plan, worlds));
  const failed = results.find(({ violation }) => violation);
  const seconds = (performance.now() - began) / 1_000;
  if (failed) console.log(`BROKEN: ${failed.violation?.rule ?? ''} (seed ${failed.plan.seed}). Looking for a shorter history with the same end ...`);
  const sum = sumOf(results);
  console.log(failed ? await explain(failed, Number(values.lines)) : `${tableOf({ ...sum, seconds }, worlds)}\n`);
  const never = failed ? [] : untried(sum.happenings, plan);
  if (never.length > 0) console.log(`NEVER HAPPENED: ${never.join(', ')}`);
  if (failed || never.length > 0) process.exitCode = 1;
}
