// Part of the build of libs/session-timers: Temporal's workflow as one file, so that no production process runs a bundler.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

const folder = join(import.meta.dirname, '..', '..', 'libs', 'session-timers', 'dist', 'temporal');
const { code } = await bundleWorkflowCode({
  workflowsPath: join(folder, 'session-timer.workflow.js'), logger: new DefaultLogger('WARN'),
});
writeFileSync(join(folder, 'session-timer.bundle.js'), code);
