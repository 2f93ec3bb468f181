import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import { DefaultLogger, Worker, bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { installRuntime } from './temporal-runtime.js';

installRuntime({});
const folder = `${import.meta.dirname}/histories`;
const histories = readdirSync(folder).filter((file) => file.endsWith('.json'));
const workflow = `${import.meta.dirname}/session-timer.workflow.ts`;
const bundled = (workflowsPath: string): Promise<WorkflowBundle> => bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  workflowBundle = await bundled(workflow);
}, 60_000);
const replay = (file: string, bundle: WorkflowBundle): Promise<void> => {
  const history = proto.temporal.api.history.v1.History.fromObject(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as object);
  return Worker.runReplayHistory({ workflowBundle: bundle }, history);
};

it('has histories of every way through the workflow', () => {
  expect(histories).toEqual(expect.arrayContaining([
    'an evaluation that failed.json', 'brought forward while asleep.json', 'brought forward while evaluated.json', 'three deadlines.json',
  ]));
});

/** Workflows that are asleep when a new version is installed go on under it: it must decide as the old one did. */
it.each(histories)('replays %s', (file) => replay(file, workflowBundle));

/** The way that docs/how-to/temporal.md gives for changing the workflow, tried on a change that old histories know nothing of. */
describe('a workflow that sleeps once more before it evaluates', () => {
  const changed = (change: string): Promise<WorkflowBundle> => {
    const source = readFileSync(workflow, 'utf8');
    const evaluation = 'const next = await reachDeadline(session, due);';
    expect(source).toContain(evaluation);
    const place = mkdtempSync(join(tmpdir(), 'tandem-workflow-'));
    symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(place, 'node_modules'), 'junction');
    const file = join(place, 'session-timer.workflow.ts');
    writeFileSync(file, source.replace(evaluation, `${change}\n    ${evaluation}`).replace('import { condition,', 'import { condition, patched, sleep,'));
    return bundled(file).finally(() => rmSync(place, { recursive: true }));
  };

  it('replays every history where the change stands behind `patched`', async () => {
    const bundle = await changed("if (patched('sleeps-once-more')) await sleep(1_000);");
    for (const file of histories) await replay(file, bundle);
  }, 60_000);

  it('replays none where it does not', async () => {
    const bundle = await changed('await sleep(1_000);');
    for (const file of histories) await expect(replay(file, bundle)).rejects.toThrow('Nondeterminism');
  }, 60_000);
});
