import { parseArgs } from 'node:util';
import { features, planOf, type Feature } from './simulate/plan.js';
import { tableOf } from './simulate/report.js';
import { simulate } from './simulate/simulate.js';
import { explain } from './simulate/shrink.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    days: { type: 'string', default: '30' },
    conversations: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '20000' },
    lines: { type: 'string', default: '150' },
    without: { type: 'string', default: '' },
  },
});

const without = values.without.split(',').filter((name): name is Feature => (features as readonly string[]).includes(name));
const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.seeds) && process.exitCode !== 1; seed += 1) {
  const plan = planOf({
    seed, days: Number(values.days), conversations: Number(values.conversations), messages: Number(values.messages), without,
  });
  const result = await simulate(plan);
  console.log(result.violation ? await explain(result, Number(values.lines)) : `${tableOf(result)}\n`);
  if (result.violation) process.exitCode = 1;
}
