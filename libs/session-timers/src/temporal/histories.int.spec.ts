import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import { DefaultLogger, Worker, bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { installRuntime } from './temporal-runtime.js';

installRuntime({});
const folder = `${import.meta.dirname}/histories`;
const histories = readdirSync(folder).filter((file) => file.endsWith('.json'));
let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  workflowBundle = await bundleWorkflowCode({ workflowsPath: `${import.meta.dirname}/session-timer.workflow.ts`, logger: new DefaultLogger('WARN') });
}, 60_000);

it('has histories of every way through the workflow', () => {
  expect(histories).toEqual(expect.arrayContaining([
    'an evaluation that failed.json', 'brought forward while asleep.json', 'brought forward while evaluated.json', 'three deadlines.json',
  ]));
});

/** Workflows that are asleep when a new version is installed go on under it: it must decide as the old one did. */
it.each(histories)('replays %s', async (file) => {
  const history = proto.temporal.api.history.v1.History.fromObject(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as object);
  await Worker.runReplayHistory({ workflowBundle }, history);
});
