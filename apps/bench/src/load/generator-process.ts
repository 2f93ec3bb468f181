// The generator's process: does the jobs it is sent, one after the other.
import type { LoadJob } from './load-job.js';
import { runLoad } from './run-load.js';

let jobs = 0;
process.on('message', (job: LoadJob) => {
  jobs += 1;
  runLoad(job, `${process.pid}.${jobs}.${Date.now().toString(36)}`).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ problem: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
