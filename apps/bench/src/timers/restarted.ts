// A process of the benchmark: opens the embedded timers of the file that it is given, starts them, and says what memory that took.
import { systemClock } from '@tandem/server/clock.js';
import { openEmbeddedTimers } from '@tandem/session-timers/embedded';

const timers = await openEmbeddedTimers({ file: process.argv[2] ?? '', clock: systemClock });
await timers.start(async () => ({ kind: 'over' }));
await new Promise((resolve) => setTimeout(resolve, 1_000));
process.stdout.write(String(Math.round(process.memoryUsage.rss() / 2 ** 20)));
await timers.close();
