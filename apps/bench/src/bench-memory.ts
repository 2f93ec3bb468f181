// npm run bench:memory [-- --messages 1000000 --customers 100000 --events 1000000 --rate 200 --profile FOLDER]:
// what the server holds in memory, and how fast its views come back.
import { flags } from './load/flags.js';
import { startGenerator } from './load/generator.js';
import { loadNow, machine } from './load/machine.js';
import { readMeasures, residentOf } from './load/measures.js';
import { profiledInto, programs, startProgram, type Program } from './load/program.js';
import { introduce, startProvider } from './load/provider.js';
import { prepareScene, type LoadScene } from './load/scene.js';
import { rebuiltGoals, rebuiltTable, residentTable, type Rebuilt, type Resident } from './memory/report.js';
import { deleteViews, untilViewed } from './memory/views-progress.js';
import { fillHistory } from './pipeline/history.js';
import { runPipeline, untilQuiet } from './pipeline/pipeline-run.js';

const given = flags('bench:memory', { messages: 1_000_000, customers: 100_000, events: 1_000_000, numbers: 20, 'message-rate': 300, rate: 200, profile: '' });
const print = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
const generator = startGenerator();
const resident: Resident[] = [];
const note = async (when: string, { url }: Program): Promise<void> => void resident.push({ when, bytes: residentOf(await readMeasures(url)) });

const start = (scene: LoadScene, provider: Program, profile = ''): Promise<Program> =>
  startProgram({
    file: programs.server, nodeFlags: profiledInto(profile), environment: { TANDEM_DATA: scene.data, TANDEM_PORT: '0', TANDEM_META_GRAPH_URL: provider.url },
  });

/** The simulator keeps what it accepted; it forgets it now and then, so that it is the server that is measured. */
const PART = 20_000;

const messages = async (): Promise<void> => {
  const scene = await prepareScene(given.numbers);
  const provider = await startProvider();
  const server = await start(scene, provider);
  try {
    await note('after the start, an empty log', server);
    for (let done = 0; done < given.messages; done += PART) {
      await introduce(provider, { targets: scene.targets, serverUrl: server.url, limits: false });
      const part = Math.min(PART, given.messages - done);
      const seconds = part / given['message-rate'];
      await runPipeline({ server, generator, targets: scene.targets, customers: 5_000 }, { rate: given['message-rate'], seconds, text: 'hello' });
      await fetch(`${provider.url}/control/reset`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"keepNumbers":true}' });
      process.stderr.write(`${done + part} of ${given.messages} messages\n`);
    }
    await note(`after ${given.messages} messages of 5,000 customers`, server);
  } finally {
    await server.stop();
    await provider.stop();
    scene.remove();
  }
};

const customers = async (): Promise<Rebuilt> => {
  const scene = await prepareScene(given.numbers);
  const provider = await startProvider();
  const events = await fillHistory({ data: scene.data, numbers: scene.targets, customers: given.customers, events: given.events });
  let server = await start(scene, provider);
  const offer = (seconds: number) =>
    generator.run({ url: server.url, targets: scene.targets, connections: 50, seconds, rate: given.rate, customers: 1_000, statusesPerMessage: 0, text: 'hello' });
  try {
    await untilViewed(scene.data, events, performance.now());
    await untilQuiet(server);
    await note(`with ${given.customers} customers, ${events} events read`, server);
    const calm = await offer(10);
    await untilQuiet(server);
    await server.stop();
    deleteViews(scene.data);
    server = await start(scene, provider, given.profile);
    const viewed = untilViewed(scene.data, events, performance.now());
    const [seconds, meanwhile] = await Promise.all([viewed, offer(5)]);
    await note('after its views came back', server);
    return { events, seconds, meanwhile, calm };
  } finally {
    await server.stop();
    await provider.stop();
    scene.remove();
  }
};

print(machine(), loadNow());
if (given.messages > 0) await messages();
const rebuilt = given.customers > 0 ? await customers() : undefined;
print('', residentTable(resident));
if (rebuilt) print('', rebuiltTable(rebuilt), '', ...rebuiltGoals(rebuilt));
print('', loadNow());
generator.stop();
