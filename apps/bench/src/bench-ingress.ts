// npm run bench:ingress [-- --seconds 5 --rounds 5 --minute 60 --rate 4000 --profile FOLDER --figure FILE]: how many webhooks are taken in, and how fast.
import { writeFileSync } from 'node:fs';
import { figureOf } from './ingress/figure.js';
import { measureCurve } from './ingress/curve.js';
import { startContenders, type Contenders } from './ingress/contenders.js';
import { offer } from './ingress/offered.js';
import { offeredGoals, offeredTable, saturationGoals, saturationTable } from './ingress/report.js';
import { saturate } from './ingress/saturation.js';
import { flags } from './load/flags.js';
import { startGenerator } from './load/generator.js';
import { loadNow, machine } from './load/machine.js';
import { profiledInto, programs, startProgram } from './load/program.js';
import { introduce, startProvider } from './load/provider.js';
import { prepareScene, type LoadScene } from './load/scene.js';

const given = flags('bench:ingress', { seconds: 5, rounds: 5, minute: 60, rate: 4_000, numbers: 50, customers: 5_000, profile: '', figure: '' });
const print = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
const generator = startGenerator();

const beside = async (measure: (contenders: Contenders, targets: LoadScene['targets']) => Promise<void>): Promise<void> => {
  const scene = await prepareScene(given.numbers);
  const contenders = await startContenders(scene, given.profile);
  try {
    await measure(contenders, scene.targets);
  } finally {
    for (const contender of Object.values(contenders)) await contender.stop();
    scene.remove();
  }
};

const taken = (): Promise<void> =>
  beside(async (contenders, targets) => {
    const onRound = (round: number): void => void process.stderr.write(`round ${round} of ${given.rounds}\n`);
    const all = await saturate(contenders, generator, { ...given, targets, onRound });
    print('', saturationTable(all), '', ...saturationGoals(all));
  });

const drawn = (): Promise<void> =>
  beside(async (contenders, targets) => writeFileSync(given.figure, figureOf(await measureCurve(contenders, generator, { ...given, targets }))));

const offered = async (): Promise<void> => {
  const scene = await prepareScene(1);
  const provider = await startProvider();
  await introduce(provider, { targets: scene.targets, limits: true });
  const environment = { TANDEM_DATA: scene.data, TANDEM_PORT: '0', TANDEM_META_GRAPH_URL: provider.url };
  const server = await startProgram({ file: programs.server, nodeFlags: profiledInto(given.profile), environment });
  try {
    const result = await offer(server, generator, { rate: given.rate, seconds: given.minute, customers: given.customers, targets: scene.targets, connections: 200 });
    print('', offeredTable(result, given.rate), '', ...offeredGoals(result, given.rate), ...server.errors.slice(0, 3));
  } finally {
    await server.stop();
    await provider.stop();
    scene.remove();
  }
};

print(machine(), loadNow());
if (given.rounds > 0) await taken();
if (given.figure !== '') await drawn();
if (given.minute > 0) await offered();
print('', loadNow());
generator.stop();
