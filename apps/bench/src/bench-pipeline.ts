// npm run bench:pipeline [-- --seconds 60 --rate 0 --numbers 20 --customers 5000 --events 1000000 --aged-seconds 30 --rounds 3 --profile FOLDER]:
// messages from the webhook to the reply that the simulator accepted; then what a message costs in a short and in a long log.
import { flags } from './load/flags.js';
import { startGenerator } from './load/generator.js';
import { loadNow, machine } from './load/machine.js';
import { profiledInto, programs, startProgram, type Program } from './load/program.js';
import { introduce, startProvider } from './load/provider.js';
import { prepareScene, type LoadScene } from './load/scene.js';
import { fillHistory } from './pipeline/history.js';
import { findRate, runPipeline, untilQuiet, type PipelineScene } from './pipeline/pipeline-run.js';
import { replyTimes } from './pipeline/reply-times.js';
import { agedGoal, agedTable, pipelineGoals, pipelineTable, type Aged } from './pipeline/report.js';

const given = flags('bench:pipeline', {
  seconds: 60, rate: 0, numbers: 20, customers: 5_000, 'short-events': 10_000, events: 1_000_000, 'aged-seconds': 30, rounds: 3, profile: '',
});
const print = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const generator = startGenerator();

interface Set extends PipelineScene {
  readonly provider: Program;
  readonly scene: LoadScene;
  stop(): Promise<void>;
}

/** Numbers, a provider with its limits, and the server between them; `fill` works on the data folder before the start. */
const setUp = async ({ profile = '', fill }: { profile?: string; fill?: (scene: LoadScene) => Promise<unknown> } = {}): Promise<Set> => {
  const scene = await prepareScene(given.numbers);
  await fill?.(scene);
  const provider = await startProvider();
  const environment = { TANDEM_DATA: scene.data, TANDEM_PORT: '0', TANDEM_META_GRAPH_URL: provider.url };
  const server = await startProgram({ file: programs.server, nodeFlags: profiledInto(profile), environment });
  await introduce(provider, { targets: scene.targets, serverUrl: server.url, limits: true });
  const stop = async (): Promise<void> => {
    await server.stop();
    await provider.stop();
    scene.remove();
  };
  return { scene, provider, server, generator, targets: scene.targets, customers: given.customers, stop };
};

/** Everybody writes once: sessions begin, and the agent has greeted. */
const greet = (set: Set, rate: number) => runPipeline(set, { rate, seconds: set.customers / rate, text: 'hello' });

const way = async (): Promise<void> => {
  const set = await setUp({ profile: given.profile });
  try {
    await greet(set, given.rate || 200);
    const rate = given.rate || Math.floor(0.9 * (await findRate(set, { seconds: 20, outstanding: 600 })));
    const run = await runPipeline(set, { rate, seconds: given.seconds, text: 'Question' });
    print('', pipelineTable(run, await replyTimes(set.provider, set.scene.targets, 'Question')), '', ...pipelineGoals(run), ...set.server.errors.slice(0, 3));
  } finally {
    await set.stop();
  }
};

/** Events that a conversation has behind it in both logs: more than an agent is given, so that a turn reads as much back in both. */
const BEHIND = 50;
/** Seconds between two messages of a customer: what the pair limit allows for ever. */
const APART = 7;

/** Both logs at the same time and in turns, so that the machine's moods meet both; the same customers write in both. */
const aged = async (): Promise<void> => {
  const writing = Math.max(given.numbers, Math.floor(given['short-events'] / BEHIND));
  const rate = writing / APART;
  const logs = [{ events: given['short-events'], customers: writing }, { events: given.events, customers: Math.max(writing, given.customers) }];
  const sets = await Promise.all(logs.map(async ({ events, customers }) => {
    let filled = 0;
    const fill = async ({ data, targets }: LoadScene): Promise<void> => {
      filled = await fillHistory({ data, numbers: targets, customers, events });
    };
    const set = { ...(await setUp({ fill })), customers: writing };
    tell(`a log of ${filled} events is made`);
    await untilQuiet(set.server);
    return { set, filled, processor: [] as number[] };
  }));
  try {
    for (const { set } of sets) await greet(set, rate);
    for (let round = 0; round < given.rounds; round += 1) {
      tell(`round ${round + 1} of ${given.rounds}`);
      for (const { set, processor } of round % 2 === 0 ? sets : sets.toReversed()) {
        const run = await runPipeline(set, { rate, seconds: given['aged-seconds'], text: `Round ${round}` });
        processor.push(run.processor);
      }
    }
    const [short, long] = sets.map(({ filled, processor }): Aged => ({ events: filled, processor }));
    if (short && long) print('', agedTable(short, long), '', agedGoal(short, long));
  } finally {
    for (const { set } of sets) await set.stop();
  }
};

print(machine(), loadNow());
if (given.seconds > 0) await way();
if (given.rounds > 0) await aged();
print('', loadNow());
generator.stop();
